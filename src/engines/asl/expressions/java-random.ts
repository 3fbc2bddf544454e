const multiplier = 0x5deece66dn
const mask = (1n << 48n) - 1n

/**
 * The numbers of Java's `java.util.Random` for a seed, which AWS's seeded functions draw.
 * Source: the documented algorithm of `java.util.Random`; observed on AWS in 2026: `$random(42)` is 0.7275636800328681.
 */
export class JavaRandom {
  #state: bigint

  constructor(seed: number) {
    this.#state = (BigInt.asIntN(64, BigInt(Math.trunc(seed))) ^ multiplier) & mask
  }

  #next(bits: number): number {
    this.#state = (this.#state * multiplier + 0xbn) & mask
    return Number(BigInt.asIntN(32, this.#state >> BigInt(48 - bits)))
  }

  /** In [0, 1). */
  double(): number {
    const high = this.#next(26)
    const low = this.#next(27)
    return (high * 2 ** 27 + low) / 2 ** 53
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    if ((limit & -limit) === limit) return Number((BigInt(limit) * BigInt(this.#next(31))) >> 31n)
    for (;;) {
      const bits = this.#next(31)
      const value = bits % limit
      if (bits - value + (limit - 1) <= 0x7fffffff) return value
    }
  }
}
