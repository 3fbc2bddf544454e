/** A piece of a body, and what follows it: another, the end, or nothing that matters any more. */
export interface ToHasher {
  readonly id: number
  readonly bytes?: Uint8Array
  readonly next: 'more' | 'end' | 'drop'
}

/** A piece was hashed; at the end with the digest, in hexadecimal. */
export interface FromHasher {
  readonly id: number
  readonly digest?: string
}
