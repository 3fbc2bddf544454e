import { createPublicKey, encapsulate as encapsulateFor } from 'node:crypto'
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { openPrivateKey } from '../material.ts'
import { required } from '../required.ts'
import { requireAlgorithm, stopIfDry, useKey } from '../using.ts'

/** A new secret, plain and for the key's owner alone, by ML-KEM. */
export async function encapsulate(
  input: Api.EncapsulateRequest,
  context: OperationContext,
): Promise<Api.EncapsulateResponse> {
  const use = { action: 'Encapsulate', usage: 'ENCAPSULATE_DECAPSULATE' }
  const { key, arn, spec } = await useKey(context, input.KeyId, use)
  const algorithm = required(input.EncapsulationAlgorithm, 'EncapsulationAlgorithm')
  requireAlgorithm(key, spec.encapsulation, algorithm)
  const publicKey = createPublicKey(await openPrivateKey(context, key, arn))
  const { sharedKey, ciphertext } = encapsulateFor(publicKey)
  stopIfDry(input)
  return {
    KeyId: arn,
    SharedSecret: sharedKey,
    SharedSecretCiphertextBlob: ciphertext,
    EncapsulationAlgorithm: algorithm,
  }
}
