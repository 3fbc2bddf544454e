import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { decryptBy, encryptBy } from '../encrypting.ts'
import { unsupported } from '../errors.ts'
import { required } from '../required.ts'
import { stopIfDry, useKey } from '../using.ts'

/** Decrypts what was encrypted under one key, and encrypts it under another; nobody sees it between. */
export async function reEncrypt(
  input: Api.ReEncryptRequest,
  context: OperationContext,
): Promise<Api.ReEncryptResponse> {
  if (input.DryRunModifiers !== undefined) throw unsupported('Lambent does not implement DryRunModifiers.')
  const opened = await decryptBy(context, {
    action: 'ReEncryptFrom',
    keyId: input.SourceKeyId,
    algorithm: input.SourceEncryptionAlgorithm,
    encryptionContext: input.SourceEncryptionContext,
    ciphertext: required(input.CiphertextBlob, 'CiphertextBlob'),
  })
  const encryptionContext = input.DestinationEncryptionContext
  const algorithm = input.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
  const use = await useKey(context, input.DestinationKeyId, {
    action: 'ReEncryptTo',
    usage: 'ENCRYPT_DECRYPT',
    operation: 'ReEncrypt',
    encryptionContext,
  })
  const CiphertextBlob = await encryptBy(context, use, algorithm, encryptionContext, opened.plaintext)
  stopIfDry(input)
  const material = use.key.materials.at(-1)?.id
  return {
    CiphertextBlob,
    SourceKeyId: opened.use.arn,
    KeyId: use.arn,
    SourceEncryptionAlgorithm: opened.algorithm as Api.EncryptionAlgorithmSpec,
    DestinationEncryptionAlgorithm: algorithm,
    ...('materialId' in opened ? { SourceKeyMaterialId: opened.materialId } : {}),
    ...(algorithm === 'SYMMETRIC_DEFAULT' && material !== undefined
      ? { DestinationKeyMaterialId: material }
      : {}),
  }
}
