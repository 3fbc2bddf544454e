import { createHmac } from 'node:crypto'
import type { OperationContext } from '../../dispatch/index.ts'
import { openMaterial } from './material.ts'
import { required } from './required.ts'
import { requireAlgorithm, useKey } from './using.ts'

/** The authentication code of a message. */
export async function macOf(
  context: OperationContext,
  action: 'GenerateMac' | 'VerifyMac',
  input: {
    readonly KeyId: string | undefined
    readonly Message: Uint8Array | undefined
    readonly MacAlgorithm: string | undefined
  },
) {
  const { key, arn, spec } = await useKey(context, input.KeyId, { action, usage: 'GENERATE_VERIFY_MAC' })
  const algorithm = required(input.MacAlgorithm, 'MacAlgorithm')
  requireAlgorithm(key, spec.mac, algorithm)
  const secret = await openMaterial(context, key, arn)
  const mac = createHmac(`sha${algorithm.slice(-3)}`, secret)
    .update(required(input.Message, 'Message'))
    .digest()
  return { arn, mac }
}
