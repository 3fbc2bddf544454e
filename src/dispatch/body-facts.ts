/**
 * What the front door knows of a streaming input beside its bytes. It is told of the stream, not of the call, as it belongs
 * to the bytes: who copies the stream on may leave it behind.
 */
export interface BodyFacts {
  /** As announced, without any framing. Unit: bytes. */
  readonly bytes?: number
  /** Whoever reads it has its pieces for itself, and may give their memory back: nobody else looks at them again. */
  readonly ownPieces?: true
  /** The checksum that comes behind the bytes, by its name (`crc32`); its value, in base64, once they were read and held against it. */
  readonly trailer?: { readonly algorithm: string; readonly value: () => string | undefined }
  /**
   * Fails when the SHA-256 of all bytes, in hexadecimal, is not the one that was announced. Whoever keeps the bytes knows it anyhow, so that they need not
   * be hashed on the way. Absent: none was announced, or the stream itself is held against it.
   */
  readonly holdSha256?: (computed: string) => void
}

const known = new WeakMap<object, BodyFacts>()

/** Tells what is known of a stream. */
export function describeBody(stream: object, facts: BodyFacts): void {
  known.set(stream, facts)
}

/** What is known of a stream; nothing of bytes that came with a call from inside. */
export function bodyFacts(stream: unknown): BodyFacts {
  return (typeof stream === 'object' && stream !== null && known.get(stream)) || {}
}
