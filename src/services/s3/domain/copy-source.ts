/** The header x-amz-copy-source: `/bucket/key?versionId=...`, its key percent-encoded. Source: API reference, CopyObject. */
export interface CopySource {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

/** Undefined for what is none. ARNs of access points are not read. */
export function readCopySource(header: string): CopySource | undefined {
  const mark = header.lastIndexOf('?versionId=')
  const path = decoded(mark < 0 ? header : header.slice(0, mark))
  if (path === undefined) return undefined
  const plain = path.startsWith('/') ? path.slice(1) : path
  const slash = plain.indexOf('/')
  if (slash <= 0 || slash === plain.length - 1) return undefined
  const source = { bucket: plain.slice(0, slash), key: plain.slice(slash + 1) }
  const versionId = mark < 0 ? undefined : header.slice(mark + '?versionId='.length)
  return versionId === undefined ? source : { ...source, versionId }
}

/** Some clients leave blanks as `+`; a `+` of a key is written %2B by all of them that encode. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
