import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { makeDataKey } from '../data-keys.ts'
import { refuseRecipient } from '../using.ts'

/** A data key, plain and encrypted. */
export async function generateDataKey(
  input: Api.GenerateDataKeyRequest,
  context: OperationContext,
): Promise<Api.GenerateDataKeyResponse> {
  refuseRecipient(input)
  return makeDataKey(context, 'GenerateDataKey', input)
}
