import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { makeDataKey } from '../data-keys.ts'

/** A data key, encrypted alone. */
export async function generateDataKeyWithoutPlaintext(
  input: Api.GenerateDataKeyWithoutPlaintextRequest,
  context: OperationContext,
): Promise<Api.GenerateDataKeyWithoutPlaintextResponse> {
  const length =
    input.KeySpec === undefined && input.NumberOfBytes === undefined ? { KeySpec: 'AES_256' as const } : {}
  const { Plaintext: _secret, ...rest } = await makeDataKey(context, 'GenerateDataKeyWithoutPlaintext', {
    ...input,
    ...length,
  })
  return rest
}
