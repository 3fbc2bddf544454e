/** Ranges of bytes in headers. Source: RFC 9110, section 14; OCI Distribution Specification, "Pushing a blob in chunks". */

/** Both included. Unit: bytes. */
export interface ByteSpan {
  readonly first: number
  readonly last: number
}

/** Reads a `Range` header for a body of so many bytes; undefined: all of it is wanted. Several ranges count as none. */
export function readRange(header: string | undefined, bytes: number): ByteSpan | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '') {
    const first = Math.max(0, bytes - Number(to))
    return first >= bytes ? 'unsatisfiable' : { first, last: bytes - 1 }
  }
  const first = Number(from)
  if (first >= bytes) return 'unsatisfiable'
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  return last < first ? undefined : { first, last }
}

/** Reads the `Content-Range` of a chunk, as clients write it: `0-99`, with or without `bytes` and a whole length. */
export function readContentRange(header: string | undefined): ByteSpan | undefined {
  const [, first, last] = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/.exec(header ?? '') ?? []
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) }
}
