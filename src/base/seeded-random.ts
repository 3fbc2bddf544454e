import type { RandomSource } from './random.ts'

/**
 * A repeatable source for tests and simulations: the same seed gives the same bytes. Never for secrets.
 * The generator is xoshiro128** seeded through splitmix32 (Blackman and Vigna, "Scrambled Linear Pseudorandom
 * Number Generators", 2021).
 */
export class SeededRandom implements RandomSource {
  #state: [number, number, number, number]

  constructor(seed: number) {
    let mixed = seed >>> 0
    const next = () => {
      mixed = (mixed + 0x9e3779b9) >>> 0
      let value = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
      value = Math.imul(value ^ (value >>> 15), 0x735a2d97)
      return (value ^ (value >>> 15)) >>> 0
    }
    this.#state = [next(), next(), next(), next()]
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count)
    for (let index = 0; index < count; index += 4) {
      let word = this.#word()
      for (let offset = index; offset < Math.min(index + 4, count); offset++) {
        bytes[offset] = word & 0xff
        word >>>= 8
      }
    }
    return bytes
  }

  #word(): number {
    const state = this.#state
    const scrambled = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0
    const shifted = state[1] << 9
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotate(state[3], 11)
    return scrambled
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
