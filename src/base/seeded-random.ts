import type { RandomSource } from './random.ts'
import { Xoshiro } from './xoshiro.ts'

/**
 * A repeatable source for tests and simulations: the same seed gives the same bytes. Never for secrets.
 * The generator is seeded through splitmix32 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021).
 */
export class SeededRandom implements RandomSource {
  readonly #numbers: Xoshiro

  constructor(seed: number) {
    let mixed = seed >>> 0
    const next = () => {
      mixed = (mixed + 0x9e3779b9) >>> 0
      let value = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
      value = Math.imul(value ^ (value >>> 15), 0x735a2d97)
      return (value ^ (value >>> 15)) >>> 0
    }
    this.#numbers = new Xoshiro(next(), next(), next(), next())
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count)
    for (let index = 0; index < count; index += 4) {
      let word = this.#numbers.next()
      for (let offset = index; offset < Math.min(index + 4, count); offset++) {
        bytes[offset] = word & 0xff
        word >>>= 8
      }
    }
    return bytes
  }
}
