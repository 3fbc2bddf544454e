import { createHash } from 'node:crypto'
import type { RandomSource } from '../base/random.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** An id of small letters and digits that begins with a letter, as API Gateway makes them. Unit of `length`: characters. */
export function newId(random: RandomSource, length: number): string {
  const bytes = random.bytes(length)
  return Array.from(bytes, (byte, index) => letters[byte % (index === 0 ? 26 : letters.length)]).join('')
}

/** Randomness that follows from a text: whoever draws again by the same text gets the same ids. */
export function randomOf(text: string): RandomSource {
  let drawn = 0
  return {
    bytes: (count) => {
      const pieces: Uint8Array[] = []
      for (let bytes = 0; bytes < count; bytes += 32)
        pieces.push(createHash('sha256').update(`${text}\n${drawn++}`).digest())
      return Buffer.concat(pieces).subarray(0, count)
    },
  }
}
