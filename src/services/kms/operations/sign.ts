import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { openPrivateKey } from '../material.ts'
import { required } from '../required.ts'
import { makeSignature } from '../signatures.ts'
import { requireAlgorithm, stopIfDry, useKey } from '../using.ts'

/** Signs a message, or a digest of one. */
export async function sign(input: Api.SignRequest, context: OperationContext): Promise<Api.SignResponse> {
  const { key, arn, spec } = await useKey(context, input.KeyId, { action: 'Sign', usage: 'SIGN_VERIFY' })
  const algorithm = required(input.SigningAlgorithm, 'SigningAlgorithm')
  requireAlgorithm(key, spec.signing, algorithm)
  const signing = { algorithm, type: input.MessageType ?? 'RAW', message: required(input.Message, 'Message') }
  const privateKey = await openPrivateKey(context, key, arn)
  const Signature = makeSignature(privateKey, signing, (bytes) => context.random.bytes(bytes))
  stopIfDry(input)
  return { KeyId: arn, Signature, SigningAlgorithm: algorithm }
}
