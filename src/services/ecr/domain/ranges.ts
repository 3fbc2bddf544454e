/** Ranges of bytes in headers of pushes. Source: OCI Distribution Specification, "Pushing a blob in chunks". */

/** Both included. Unit: bytes. */
export interface ByteSpan {
  readonly first: number
  readonly last: number
}

/** Reads the `Content-Range` of a chunk, as clients write it: `0-99`, with or without `bytes` and a whole length. */
export function readContentRange(header: string | undefined): ByteSpan | undefined {
  const [, first, last] = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/.exec(header ?? '') ?? []
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) }
}
