/**
 * The CRC-32 of bytes from those of the pieces they came in, without going through them again. The CRC of what came before is multiplied by
 * x to the power of the next piece's bits, modulo the polynomial, bits reversed. Source: zlib, crc32_combine, its comments.
 */
const polynomial = 0xedb88320
/** In reversed bits the highest bit is 1, the one below it x. */
const one = 0x80000000

export class Crc32Sequence {
  #value = 0
  /** Pieces are mostly of one length: what its power is is found once. */
  #length = -1
  #power = 0

  /** A piece's CRC-32, and its length in bytes. */
  add(crc: number, bytes: number): void {
    if (bytes !== this.#length) {
      this.#length = bytes
      this.#power = powerOfX(bytes * 8)
    }
    this.#value = multiply(this.#power, this.#value) ^ crc
  }

  get value(): number {
    return this.#value >>> 0
  }
}

function powerOfX(power: number): number {
  let result = one
  let square = one >>> 1
  for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square)
    square = multiply(square, square)
  }
  return result
}

function multiply(left: number, right: number): number {
  let product = 0
  let factor = right
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if ((left & bit) !== 0) product ^= factor
    factor = (factor & 1) === 1 ? (factor >>> 1) ^ polynomial : factor >>> 1
  }
  return product
}
