/** Ranges of bytes, as `Range` headers name them. Source: RFC 9110, section 14. */

/** From `start` up to `end`, which is not included. Unit: bytes. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * What a Range header means for so many bytes: a span, 'unsatisfiable' (416), or undefined for all of them. A header that is malformed, of
 * another unit or of several ranges counts for none: so does S3, and RFC 9110 (14.2) lets every server.
 */
export function readRange(header: string | undefined, bytes: number): Span | 'unsatisfiable' | undefined {
  if (header === undefined) return undefined
  const match = /^bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})$/i.exec(header.trim())
  const [, first = '', last = ''] = match ?? []
  if (!match || (first === '' && last === '')) return undefined
  if (first === '') {
    const count = Number(last)
    if (count === 0 || bytes === 0) return 'unsatisfiable'
    return { start: Math.max(0, bytes - count), end: bytes }
  }
  const start = Number(first)
  const end = last === '' ? bytes : Math.min(Number(last) + 1, bytes)
  if (last !== '' && Number(last) < start) return undefined
  return start >= bytes ? 'unsatisfiable' : { start, end }
}
