/**
 * The canonical form of a request, which is what is signed. Source: IAM User Guide, "Create a signed AWS API request",
 * step 1; Amazon S3 API reference, "Signature Calculations for the Authorization Header", for S3's own path rule.
 */
import type { SignedHead } from './authorization.ts'

/** How a service wants its paths: S3 as they are, all others tidied up and escaped once more. */
export type PathRule = 's3' | 'other'

/** The canonical request; `payloadHash` is its last line. */
export function canonicalRequest(
  head: SignedHead,
  signedHeaders: readonly string[],
  payloadHash: string,
  rule: PathRule,
): string {
  const headers = signedHeaders
    .map((name) => `${name}:${canonicalHeader(head.headers[name] ?? '')}\n`)
    .join('')
  return (
    `${head.method}\n${canonicalPath(head.path, rule)}\n${canonicalQuery(head.query)}\n` +
    `${headers}\n${signedHeaders.join(';')}\n${payloadHash}`
  )
}

/** Blanks around it are cut off, and several in a row are one. */
function canonicalHeader(value: string): string {
  return value.includes('  ') || value.includes('\t') ? value.replace(/[ \t]+/g, ' ').trim() : value.trim()
}

const unreserved = /^[A-Za-z0-9\-._~/]*$/

function canonicalPath(path: string, rule: PathRule): string {
  if (path === '' || path === '/') return '/'
  if (rule === 's3') {
    // Escapes may be written in several ways on the wire, in the canonical form in one only.
    return unreserved.test(path)
      ? path
      : path
          .split('/')
          .map((part) => escapePart(unescapePart(part)))
          .join('/')
  }
  const tidy = removeDots(path)
  return unreserved.test(tidy) ? tidy : tidy.split('/').map(escapePart).join('/')
}

/** Without empty and dotted segments. Source: RFC 3986, section 5.2.4. */
function removeDots(path: string): string {
  if (!path.includes('//') && !path.includes('/.')) return path
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`
}

/** Sorted by name, then by value, in their escaped form; the signature itself is left out. */
function canonicalQuery(query: string): string {
  if (query === '') return ''
  const pairs: (readonly [name: string, value: string])[] = []
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = escapePart(unescapeQuery(equals < 0 ? pair : pair.slice(0, equals)))
    if (name === 'X-Amz-Signature') continue
    pairs.push([name, equals < 0 ? '' : escapePart(unescapeQuery(pair.slice(equals + 1)))])
  }
  pairs.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const notEscaped = /[!'()*]/g

/** Source: RFC 3986, section 2.3: all but letters, digits and `-._~` is escaped. */
function escapePart(text: string): string {
  if (unreserved.test(text) && !text.includes('/')) return text
  try {
    return encodeURIComponent(text).replace(
      notEscaped,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  } catch {
    // Half of a surrogate pair can be in no request that was signed.
    return text
  }
}

function unescapePart(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function unescapeQuery(text: string): string {
  return unescapePart(text.includes('+') ? text.replaceAll('+', ' ') : text)
}
