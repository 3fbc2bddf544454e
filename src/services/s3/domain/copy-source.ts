/** The header x-amz-copy-source: `/bucket/key?versionId=...`, percent-encoded, its slashes too as clients like. Source: API reference, CopyObject. */
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

/** As form fields are: `+` is a blank. Clients that encode write the `+` of a key as %2B. Source: observed through clients of AWS. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
