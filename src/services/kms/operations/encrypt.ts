import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { encryptBy } from '../encrypting.ts'
import { required } from '../required.ts'
import { stopIfDry, useKey } from '../using.ts'

/** Encrypts up to 4,096 bytes under a key. */
export async function encrypt(
  input: Api.EncryptRequest,
  context: OperationContext,
): Promise<Api.EncryptResponse> {
  const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', EncryptionContext: encryptionContext } = input
  const use = await useKey(context, input.KeyId, {
    action: 'Encrypt',
    usage: 'ENCRYPT_DECRYPT',
    encryptionContext,
  })
  const plaintext = required(input.Plaintext, 'Plaintext')
  const CiphertextBlob = await encryptBy(context, use, EncryptionAlgorithm, encryptionContext, plaintext)
  stopIfDry(input)
  return { CiphertextBlob, KeyId: use.arn, EncryptionAlgorithm }
}
