import { decapsulate as decapsulateWith } from 'node:crypto'
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidCiphertext } from '../errors.ts'
import { openPrivateKey } from '../material.ts'
import { required } from '../required.ts'
import { requireAlgorithm, stopIfDry, useKey } from '../using.ts'

/** The secret that was encapsulated for a key. */
export async function decapsulate(
  input: Api.DecapsulateRequest,
  context: OperationContext,
): Promise<Api.DecapsulateResponse> {
  const use = { action: 'Decapsulate', usage: 'ENCAPSULATE_DECAPSULATE' }
  const { key, arn, spec } = await useKey(context, input.KeyId, use)
  const algorithm = required(input.EncapsulationAlgorithm, 'EncapsulationAlgorithm')
  requireAlgorithm(key, spec.encapsulation, algorithm)
  const privateKey = await openPrivateKey(context, key, arn)
  const blob = Buffer.from(required(input.SharedSecretCiphertextBlob, 'SharedSecretCiphertextBlob'))
  let SharedSecret: Uint8Array
  try {
    SharedSecret = decapsulateWith(privateKey, blob)
  } catch {
    throw invalidCiphertext()
  }
  stopIfDry(input)
  return { KeyId: arn, SharedSecret, EncapsulationAlgorithm: algorithm }
}
