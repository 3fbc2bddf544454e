import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { makeDataKeyPair } from '../data-keys.ts'

/** A pair of keys, whose private half is answered encrypted alone. */
export async function generateDataKeyPairWithoutPlaintext(
  input: Api.GenerateDataKeyPairWithoutPlaintextRequest,
  context: OperationContext,
): Promise<Api.GenerateDataKeyPairWithoutPlaintextResponse> {
  const { PrivateKeyPlaintext: _secret, ...rest } = await makeDataKeyPair(
    context,
    'GenerateDataKeyPairWithoutPlaintext',
    input,
  )
  return rest
}
