/**
 * Conditions of requests on what is there. Source: RFC 9110, section 13.2.2; Amazon S3 API reference, GetObject ("Considerations
 * when using request headers") and CopyObject; User Guide, "Conditional requests".
 */

/** Conditions as headers say them. */
export interface Conditions {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
  readonly ifModifiedSince?: Date | undefined
  readonly ifUnmodifiedSince?: Date | undefined
}

/** What conditions are held against. */
export interface Conditioned {
  /** Without quotes. */
  readonly etag: string
  /** Unit: milliseconds since the epoch. */
  readonly modifiedAt: number
}

/** What a read is answered; undefined: what it asks for. */
export type Refused = 'not modified' | { readonly failed: string }

/** Of a matching If-Match nothing else counts against the time; the same of If-None-Match. Times have whole seconds. */
export function checkRead(conditions: Conditions, found: Conditioned): Refused | undefined {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions
  const seconds = Math.floor(found.modifiedAt / 1000)
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, found.etag)) return { failed: 'If-Match' }
  } else if (ifUnmodifiedSince !== undefined && seconds > Math.floor(ifUnmodifiedSince.getTime() / 1000)) {
    return { failed: 'If-Unmodified-Since' }
  }
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, found.etag)) return 'not modified'
  } else if (ifModifiedSince !== undefined && seconds <= Math.floor(ifModifiedSince.getTime() / 1000)) {
    return 'not modified'
  }
  return undefined
}

/** Which condition of a copy fails, by the name of its header; undefined when all hold. */
export function checkCopy(conditions: Conditions, found: Conditioned): string | undefined {
  const refused = checkRead(conditions, found)
  if (refused === undefined) return undefined
  if (refused !== 'not modified') return `x-amz-copy-source-${refused.failed}`
  return conditions.ifNoneMatch === undefined
    ? 'x-amz-copy-source-If-Modified-Since'
    : 'x-amz-copy-source-If-None-Match'
}

/** What a write is answered whose conditions do not hold. */
export type WriteFault = 'If-Match' | 'If-None-Match' | 'no such key' | 'not implemented'

/** Holds If-Match and If-None-Match of a write against what is there now. */
export function checkWrite(
  { ifMatch, ifNoneMatch }: Pick<Conditions, 'ifMatch' | 'ifNoneMatch'>,
  current: { readonly etag: string } | undefined,
): WriteFault | undefined {
  if (ifNoneMatch !== undefined) {
    // Only the star is allowed here. Source: API reference, PutObject, If-None-Match.
    if (ifNoneMatch.trim() !== '*') return 'not implemented'
    if (current !== undefined) return 'If-None-Match'
  }
  if (ifMatch !== undefined) {
    if (current === undefined) return 'no such key'
    if (!matches(ifMatch, current.etag)) return 'If-Match'
  }
  return undefined
}

function matches(header: string, etag: string): boolean {
  return header.split(',').some((part) => {
    const text = part.trim()
    return text === '*' || unquoted(text) === etag
  })
}

/** An entity tag without quotes, and without the mark of a weak one. */
export function unquoted(tag: string): string {
  return tag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1')
}
