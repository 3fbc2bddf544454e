/** Randomness as an argument: the system's in a real server, seeded in tests and simulations. */
export interface RandomSource {
  /** That many random bytes. */
  bytes(count: number): Uint8Array
}

/** A number in [0, 1) with 48 random bits. */
export function randomFraction(random: RandomSource): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = random.bytes(6)
  const high = a * 0x10000 + b * 0x100 + c
  const low = d * 0x10000 + e * 0x100 + f
  return (high * 0x1000000 + low) / 2 ** 48
}

/** A whole number from 0 up to, not including, `limit`. */
export function randomBelow(random: RandomSource, limit: number): number {
  return Math.floor(randomFraction(random) * limit)
}

/** A string of `length` characters drawn evenly from `alphabet`. */
export function randomText(random: RandomSource, alphabet: string, length: number): string {
  let text = ''
  while (text.length < length) text += alphabet[randomBelow(random, alphabet.length)]
  return text
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hexadecimal text of `byteCount` random bytes. */
export function randomHex(random: RandomSource, byteCount: number): string {
  let text = ''
  for (const byte of random.bytes(byteCount)) text += hex[byte]
  return text
}

/** A random UUID of version 4 in its usual lower-case form. Source: RFC 9562, section 5.4. */
export function randomUuid(random: RandomSource): string {
  const bytes = random.bytes(16)
  let text = ''
  for (let index = 0; index < 16; index++) {
    const byte = bytes[index] ?? 0
    text += hex[index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte]
    if (index === 3 || index === 5 || index === 7 || index === 9) text += '-'
  }
  return text
}
