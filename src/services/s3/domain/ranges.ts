/** Ranges of bytes. Source: RFC 9110, section 14; S3 takes one range, and takes a header it cannot read for none. */

/** From `start` up to `end`, which is not included. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What a Range header means for so many bytes: a span, 'unsatisfiable', or undefined for all of them. */
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

/** What x-amz-copy-source-range means: always `bytes=first-last`, both within the source. */
export function readCopyRange(header: string, bytes: number): Span | 'malformed' | 'outside' {
  const match = /^bytes=(\d{1,18})-(\d{1,18})$/.exec(header)
  if (!match) return 'malformed'
  const start = Number(match[1])
  const end = Number(match[2]) + 1
  if (end <= start) return 'malformed'
  return end > bytes ? 'outside' : { start, end }
}
