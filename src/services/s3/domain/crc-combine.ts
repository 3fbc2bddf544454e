/**
 * The CRC of two texts one after the other, from the CRCs of each: how a multipart upload gets the checksum of the whole object
 * without reading it again. The first CRC is multiplied by x to the power of the second text's bits, modulo the polynomial.
 * Works for CRCs whose register begins and ends inverted, as all three of S3's do. Source: zlib, crc32_combine, its comments.
 */

/** A CRC: its width in bits, and its polynomial with the bits reversed. */
export interface CrcFamily {
  readonly width: 32 | 64
  readonly polynomial: bigint
}

export const crc32Family: CrcFamily = { width: 32, polynomial: 0xedb88320n }
export const crc32cFamily: CrcFamily = { width: 32, polynomial: 0x82f63b78n }
export const crc64nvmeFamily: CrcFamily = { width: 64, polynomial: 0x9a6c9329ac4bc9b5n }

/** `bytes` is the length of the second text. */
export function combineCrc(family: CrcFamily, first: bigint, second: bigint, bytes: number): bigint {
  return multiply(family, powerOfX(family, BigInt(bytes) * 8n), first) ^ second
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
