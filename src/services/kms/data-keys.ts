/** Data keys: made here, and encrypted under a symmetric key. */
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../dispatch/index.ts'
import type { EncryptionContext } from './domain/encryption-context.ts'
import { findSpec } from './domain/key-specs.ts'
import { unsupported, validation } from './errors.ts'
import { makePair } from './material.ts'
import { encryptWith } from './symmetric.ts'
import { requireAlgorithm, stopIfDry, useKey } from './using.ts'

interface DataKeyInput {
  readonly KeyId: string | undefined
  readonly EncryptionContext?: EncryptionContext | undefined
  readonly DryRun?: boolean | undefined
}

async function encryptedUnder(
  context: OperationContext,
  input: DataKeyInput,
  action: string,
  plaintext: Uint8Array,
) {
  const { EncryptionContext: encryptionContext } = input
  const use = await useKey(context, input.KeyId, { action, usage: 'ENCRYPT_DECRYPT', encryptionContext })
  requireAlgorithm(use.key, use.spec.encryption, 'SYMMETRIC_DEFAULT')
  const ciphertext = await encryptWith(context, use.key, encryptionContext, plaintext)
  stopIfDry(input)
  return { ciphertext, KeyId: use.arn, KeyMaterialId: use.key.materials.at(-1)?.id }
}

/** A symmetric data key. Fails with ValidationException unless its length is given in one way. */
export async function makeDataKey(
  context: OperationContext,
  action: string,
  input: DataKeyInput & Pick<Api.GenerateDataKeyRequest, 'KeySpec' | 'NumberOfBytes'>,
) {
  const { KeySpec, NumberOfBytes } = input
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    throw validation('Please specify either number of bytes or key spec.')
  const Plaintext = context.random.bytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32))
  const { ciphertext, KeyId, KeyMaterialId } = await encryptedUnder(context, input, action, Plaintext)
  return { Plaintext, CiphertextBlob: ciphertext, KeyId, KeyMaterialId }
}

/** A pair of keys, whose private half is encrypted. */
export async function makeDataKeyPair(
  context: OperationContext,
  action: string,
  input: DataKeyInput & Pick<Api.GenerateDataKeyPairRequest, 'KeyPairSpec'>,
) {
  const { KeyPairSpec = 'RSA_2048' } = input
  const material = findSpec(KeyPairSpec)?.material
  if (material === undefined || material.type === 'secret')
    throw unsupported(`KeyPairSpec ${KeyPairSpec} is not supported in this region.`)
  const { privateKey, publicKey } = await makePair(material)
  const PrivateKeyPlaintext = privateKey.export({ format: 'der', type: 'pkcs8' })
  const { ciphertext, KeyId, KeyMaterialId } = await encryptedUnder(
    context,
    input,
    action,
    PrivateKeyPlaintext,
  )
  return {
    PrivateKeyPlaintext,
    PrivateKeyCiphertextBlob: ciphertext,
    PublicKey: publicKey.export({ format: 'der', type: 'spki' }),
    KeyId,
    KeyMaterialId,
    KeyPairSpec,
  }
}
