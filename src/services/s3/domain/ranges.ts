import type { Span } from '../../../base/byte-ranges.ts'

/** What x-amz-copy-source-range means: always `bytes=first-last`, both within the source. */
export function readCopyRange(header: string, bytes: number): Span | 'malformed' | 'outside' {
  const match = /^bytes=(\d{1,18})-(\d{1,18})$/.exec(header)
  if (!match) return 'malformed'
  const start = Number(match[1])
  const end = Number(match[2]) + 1
  if (end <= start) return 'malformed'
  return end > bytes ? 'outside' : { start, end }
}
