import type { RandomSource } from '../../base/random.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** An id of small letters and digits that begins with a letter, as API Gateway makes them. Unit of `length`: characters. */
export function newId(random: RandomSource, length: number): string {
  const bytes = random.bytes(length)
  return Array.from(bytes, (byte, index) => letters[byte % (index === 0 ? 26 : letters.length)]).join('')
}
