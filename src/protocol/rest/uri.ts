/** Paths and queries as REST protocols read them. */

/** The parameters of a query by name, in the order they came. Undefined when an escape is broken. */
export function parseQuery(query: string): Map<string, string[]> | undefined {
  const parameters = new Map<string, string[]>()
  if (query === '') return parameters
  try {
    for (const pair of query.split('&')) {
      if (pair === '') continue
      const equals = pair.indexOf('=')
      const name = decodeQueryPart(equals < 0 ? pair : pair.slice(0, equals))
      const value = equals < 0 ? '' : decodeQueryPart(pair.slice(equals + 1))
      const values = parameters.get(name)
      if (values) values.push(value)
      else parameters.set(name, [value])
    }
  } catch {
    return undefined
  }
  return parameters
}

function decodeQueryPart(part: string): string {
  if (!part.includes('%') && !part.includes('+')) return part
  return decodeURIComponent(part.replaceAll('+', ' '))
}

/** A part of a path, unescaped; undefined when an escape is broken. */
export function decodePathPart(part: string): string | undefined {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** What stands between the slashes of a path; `/` has nothing. */
export function pathSegments(path: string): string[] {
  const segments = path.split('/')
  segments.shift()
  return segments.length === 1 && segments[0] === '' ? [] : segments
}

/** A part of a `uri` of the model. */
export type UriSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label'; readonly name: string }
  /** Takes the rest of the path. */
  | { readonly kind: 'greedy'; readonly name: string }

/** A `uri` of the model, taken apart. A literal of the query without a value is present or not. */
export interface UriPattern {
  readonly segments: readonly UriSegment[]
  readonly query: readonly { readonly name: string; readonly value: string | undefined }[]
}

/** Takes a `uri` of the model apart (`/functions/{Name}/code?List=ALL`, `/{Bucket}/{Key+}`). */
export function parseUri(uri: string): UriPattern {
  const [path = '', query = ''] = uri.split('?')
  return {
    segments: pathSegments(path)
      .filter((segment) => segment !== '')
      .map(parseSegment),
    query: query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', value] = pair.split('=')
        return { name, value }
      }),
  }
}

function parseSegment(segment: string): UriSegment {
  if (!segment.startsWith('{')) return { kind: 'literal', text: segment }
  const name = segment.slice(1, -1)
  return name.endsWith('+') ? { kind: 'greedy', name: name.slice(0, -1) } : { kind: 'label', name }
}
