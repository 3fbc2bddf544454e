/**
 * Numbers that follow from a state of 128 bits, not all of them zero: the generator xoshiro128** (Blackman and Vigna, "Scrambled Linear
 * Pseudorandom Number Generators", 2021). Never for secrets.
 */
export class Xoshiro {
  readonly #state: [number, number, number, number]

  /** Four numbers of 32 bits. */
  constructor(...state: [number, number, number, number]) {
    this.#state = state
  }

  /** The next 32 bits, as a number that is not negative. */
  next(): number {
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
