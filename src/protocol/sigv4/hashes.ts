/** The hash functions that signatures are made of. The room computes none itself: the caller brings those of its platform. */

/** A hash or checksum over bytes that come piece by piece. */
export interface RunningHash {
  update(bytes: Uint8Array): void
  /** Ends it. The bytes are in the order in which they are written out. */
  digest(): Uint8Array
}

/** SHA-256 and its HMAC. Texts are taken as UTF-8; hex is in lower case. */
export interface SigningHashes {
  sha256Hex(data: string | Uint8Array): string
  newSha256(): RunningHash
  hmacSha256(key: string | Uint8Array, text: string): Uint8Array
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes in hexadecimal, lower case. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits[byte]
  return text
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at % (b.length || 1))
  return difference === 0
}
