import { type RandomSource, randomHex } from '../../base/random.ts'

/**
 * What a hook's function hands back: opaque, and of the form that AWS's have (JSON in base64). It is compared with what the deployment
 * keeps, so that nothing can be made of it by others.
 */
export function newHookExecutionId(random: RandomSource, deploymentId: string): string {
  const text = JSON.stringify({ deploymentId, secret: randomHex(random, 32) })
  return Buffer.from(text, 'utf8').toString('base64')
}
