import { randomFillSync } from 'node:crypto'
import type { RandomSource } from './random.ts'

/**
 * How many bytes are drawn from the system at once. One call for 4 KiB costs about what one for 16 bytes does, and
 * every request needs 16 bytes for its id.
 */
const poolBytes = 4096

let pool = new Uint8Array(0)
let used = 0

/** The system's cryptographic randomness. */
export const systemRandom: RandomSource = {
  bytes(count) {
    if (count > poolBytes) return randomFillSync(new Uint8Array(count))
    if (used + count > pool.length) {
      pool = randomFillSync(new Uint8Array(poolBytes))
      used = 0
    }
    used += count
    return pool.subarray(used - count, used)
  },
}
