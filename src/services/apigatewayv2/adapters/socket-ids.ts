import type { RandomSource } from '../../../base/random.ts'

/** An id of connections, messages and requests: `L0SM9cOFvHcCIhw=`. */
export function newSocketId(random: RandomSource): string {
  return `${Buffer.from(random.bytes(11)).toString('base64url')}=`
}

/** By what integrations are stopped: a client that goes away is told to them when it is its turn. */
export const never: AbortSignal = new AbortController().signal
