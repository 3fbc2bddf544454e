import type { Chance } from '../expressions/types.ts'

/**
 * Chance of one step, all of it from the event: the same seed gives the same numbers in the same order.
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021) with the seed's 128 bits as its state.
 */
export class StepChance implements Chance {
  readonly nowMs: number
  #state: [number, number, number, number]

  /** `seed`: 32 hexadecimal digits. */
  constructor(nowMs: number, seed: string) {
    this.nowMs = nowMs
    const word = (index: number) =>
      Number.parseInt(seed.slice(index * 8, index * 8 + 8), 16) >>> 0 || index + 1
    this.#state = [word(0), word(1), word(2), word(3)]
    // Seeds that differ in few bits give alike numbers at first.
    for (let round = 0; round < 8; round++) this.#word()
  }

  random(): number {
    return (this.#word() * 0x200000 + (this.#word() >>> 11)) / 2 ** 53
  }

  uuid(): string {
    const digits = this.hex()
    const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) & 3]
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
  }

  /** 32 hexadecimal digits. */
  hex(): string {
    let text = ''
    for (let round = 0; round < 4; round++) text += this.#word().toString(16).padStart(8, '0')
    return text
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
