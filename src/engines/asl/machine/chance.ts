import { Xoshiro } from '../../../base/xoshiro.ts'
import type { Chance } from '../expressions/types.ts'

/**
 * Chance of one step, all of it from the event: the same seed gives the same numbers in the same order.
 * The seed's 128 bits are the generator's state.
 */
export class StepChance implements Chance {
  readonly nowMs: number
  readonly #numbers: Xoshiro

  /** `seed`: 32 hexadecimal digits. */
  constructor(nowMs: number, seed: string) {
    this.nowMs = nowMs
    const word = (index: number) =>
      Number.parseInt(seed.slice(index * 8, index * 8 + 8), 16) >>> 0 || index + 1
    this.#numbers = new Xoshiro(word(0), word(1), word(2), word(3))
    // Seeds that differ in few bits give alike numbers at first.
    for (let round = 0; round < 8; round++) this.#numbers.next()
  }

  random(): number {
    return (this.#numbers.next() * 0x200000 + (this.#numbers.next() >>> 11)) / 2 ** 53
  }

  uuid(): string {
    const digits = this.hex()
    const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) & 3]
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
  }

  /** 32 hexadecimal digits. */
  hex(): string {
    let text = ''
    for (let round = 0; round < 4; round++) text += this.#numbers.next().toString(16).padStart(8, '0')
    return text
  }
}
