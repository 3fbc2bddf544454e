import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { decryptBy } from '../encrypting.ts'
import { unsupported } from '../errors.ts'
import { required } from '../required.ts'
import { refuseRecipient, stopIfDry } from '../using.ts'

/** Decrypts what was encrypted under a key. */
export async function decrypt(
  input: Api.DecryptRequest,
  context: OperationContext,
): Promise<Api.DecryptResponse> {
  refuseRecipient(input)
  if (input.DryRunModifiers !== undefined) throw unsupported('Lambent does not implement DryRunModifiers.')
  const opened = await decryptBy(context, {
    action: 'Decrypt',
    keyId: input.KeyId,
    algorithm: input.EncryptionAlgorithm,
    encryptionContext: input.EncryptionContext,
    ciphertext: required(input.CiphertextBlob, 'CiphertextBlob'),
  })
  stopIfDry(input)
  return {
    KeyId: opened.use.arn,
    Plaintext: opened.plaintext,
    EncryptionAlgorithm: opened.algorithm as Api.EncryptionAlgorithmSpec,
    ...('materialId' in opened ? { KeyMaterialId: opened.materialId } : {}),
  }
}
