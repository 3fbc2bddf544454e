import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { notImplemented } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { refuseRecipient } from '../using.ts'

/** Random bytes. */
export async function generateRandom(
  input: Api.GenerateRandomRequest,
  context: OperationContext,
): Promise<Api.GenerateRandomResponse> {
  refuseRecipient(input)
  if (input.CustomKeyStoreId !== undefined)
    throw notImplemented('KMS', 'GenerateRandom in a custom key store')
  if (input.NumberOfBytes === undefined) throw validation('NumberOfBytes is required.')
  return { Plaintext: context.random.bytes(input.NumberOfBytes) }
}
