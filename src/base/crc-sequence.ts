/**
 * The CRC of bytes from those of the pieces they came in, without going through them again. The CRC of what came before is multiplied by
 * x to the power of the next piece's bits, modulo the polynomial. Works for CRCs whose register begins and ends inverted, as all three of S3's do. Source: zlib, crc32_combine, its comments.
 */

/** A CRC: its width in bits, and its polynomial with the bits reversed. */
export interface CrcFamily {
  readonly width: 32 | 64
  readonly polynomial: bigint
}

export const crc32Family: CrcFamily = { width: 32, polynomial: 0xedb88320n }
export const crc32cFamily: CrcFamily = { width: 32, polynomial: 0x82f63b78n }
export const crc64nvmeFamily: CrcFamily = { width: 64, polynomial: 0x9a6c9329ac4bc9b5n }

/** Pieces one after the other. */
export class CrcSequence {
  readonly #family: CrcFamily
  #value = 0n
  /** Pieces are mostly of one length: finding its power takes ten times as long as using it. Unit: bytes. */
  #length: number | undefined
  #power = 0n

  constructor(family: CrcFamily) {
    this.#family = family
  }

  /** A piece's CRC, and its length in bytes. */
  add(crc: bigint, bytes: number): void {
    if (bytes !== this.#length) {
      this.#length = bytes
      this.#power = powerOfX(this.#family, BigInt(bytes) * 8n)
    }
    this.#value = multiply(this.#family, this.#power, this.#value) ^ crc
  }

  get value(): bigint {
    return this.#value
  }
}

/** x to a power. In reversed bits the highest bit is 1, the one below it x. */
function powerOfX(family: CrcFamily, power: bigint): bigint {
  const one = 1n << BigInt(family.width - 1)
  let result = one
  let square = one >> 1n
  for (let rest = power; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(family, result, square)
    square = multiply(family, square, square)
  }
  return result
}

function multiply({ width, polynomial }: CrcFamily, left: bigint, right: bigint): bigint {
  let product = 0n
  let factor = right
  for (let bit = 1n << BigInt(width - 1); bit > 0n; bit >>= 1n) {
    if (left & bit) product ^= factor
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n
  }
  return product
}
