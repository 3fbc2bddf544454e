import { createPublicKey } from 'node:crypto'
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidSignature } from '../errors.ts'
import { openPrivateKey } from '../material.ts'
import { required } from '../required.ts'
import { isSignature } from '../signatures.ts'
import { requireAlgorithm, stopIfDry, useKey } from '../using.ts'

/** Whether a signature is of this key and message; fails with KMSInvalidSignatureException when it is not. */
export async function verify(
  input: Api.VerifyRequest,
  context: OperationContext,
): Promise<Api.VerifyResponse> {
  const { key, arn, spec } = await useKey(context, input.KeyId, { action: 'Verify', usage: 'SIGN_VERIFY' })
  const algorithm = required(input.SigningAlgorithm, 'SigningAlgorithm')
  requireAlgorithm(key, spec.signing, algorithm)
  const signing = { algorithm, type: input.MessageType ?? 'RAW', message: required(input.Message, 'Message') }
  const publicKey = createPublicKey(await openPrivateKey(context, key, arn))
  if (!isSignature(publicKey, signing, required(input.Signature, 'Signature'))) throw invalidSignature()
  stopIfDry(input)
  return { KeyId: arn, SignatureValid: true, SigningAlgorithm: algorithm }
}
