import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { makeDataKeyPair } from '../data-keys.ts'
import { refuseRecipient } from '../using.ts'

/** A pair of keys, whose private half is answered plain and encrypted. */
export async function generateDataKeyPair(
  input: Api.GenerateDataKeyPairRequest,
  context: OperationContext,
): Promise<Api.GenerateDataKeyPairResponse> {
  refuseRecipient(input)
  return makeDataKeyPair(context, 'GenerateDataKeyPair', input)
}
