import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { openPrivateKey } from '../material.ts'
import { required } from '../required.ts'
import { refuseRecipient, requireAlgorithm, stopIfDry, useKey } from '../using.ts'

/** The secret that a key shares with the owner of another, by ECDH. */
export async function deriveSharedSecret(
  input: Api.DeriveSharedSecretRequest,
  context: OperationContext,
): Promise<Api.DeriveSharedSecretResponse> {
  refuseRecipient(input)
  const { key, arn, spec } = await useKey(context, input.KeyId, {
    action: 'DeriveSharedSecret',
    usage: 'KEY_AGREEMENT',
  })
  const algorithm = required(input.KeyAgreementAlgorithm, 'KeyAgreementAlgorithm')
  requireAlgorithm(key, spec.agreement, algorithm)
  const privateKey = await openPrivateKey(context, key, arn)
  const publicKey = readPublicKey(required(input.PublicKey, 'PublicKey'))
  // UNVERIFIED: the words.
  if (
    publicKey?.asymmetricKeyDetails?.namedCurve !==
    createPublicKey(privateKey).asymmetricKeyDetails?.namedCurve
  )
    throw validation('The public key is not a valid key of the curve of the KMS key.')
  const SharedSecret = diffieHellman({ privateKey, publicKey: required(publicKey, 'PublicKey') })
  stopIfDry(input)
  return { KeyId: arn, SharedSecret, KeyAgreementAlgorithm: algorithm, KeyOrigin: key.origin }
}

function readPublicKey(bytes: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}
