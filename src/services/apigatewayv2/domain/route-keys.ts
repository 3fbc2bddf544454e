/**
 * Keys of routes, and which route a request takes. Source: API Gateway Developer Guide, "Working with routes for HTTP APIs":
 * the most specific match counts; a path of fixed parts before one with variables, these before a greedy variable, and
 * `$default` when nothing else matches; of one path the route of the method before that of ANY.
 */

/** A key, read. */
export type RouteKey =
  | { readonly kind: 'default' }
  | {
      readonly kind: 'path'
      /** `ANY` for all. */
      readonly method: string
      /** `/pets/{id}`. */
      readonly path: string
      readonly segments: readonly Segment[]
    }

type Segment =
  | { readonly kind: 'fixed'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string }

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'ANY'])

/** Reads a key; undefined: it is none. */
export function readRouteKey(text: string): RouteKey | undefined {
  if (text === '$default') return { kind: 'default' }
  const match = /^([A-Z]+) (\/\S*)$/.exec(text)
  const [, method = '', path = ''] = match ?? []
  if (!methods.has(method)) return undefined
  const segments = segmentsOf(path)
  return segments && { kind: 'path', method, path, segments }
}

function segmentsOf(path: string): Segment[] | undefined {
  const parts = path.split('/').slice(1)
  const segments: Segment[] = []
  for (const [index, part] of parts.entries()) {
    const variable = /^\{([A-Za-z0-9._:-]+)(\+?)\}$/.exec(part)
    if (!variable) {
      if (/[{}]/.test(part)) return undefined
      segments.push({ kind: 'fixed', text: decoded(part) })
      continue
    }
    const [, name = '', plus] = variable
    // Nothing can follow what takes all that follows.
    if (plus === '+' && index < parts.length - 1) return undefined
    if (segments.some((other) => other.kind !== 'fixed' && other.name === name)) return undefined
    segments.push({ kind: plus === '+' ? 'greedy' : 'variable', name })
  }
  return segments
}

/** A route that matched, with what its variables stand for. */
export interface Match<Route> {
  readonly route: Route
  readonly pathParameters: Readonly<Record<string, string>>
}

interface Node<Route> {
  readonly fixed: Map<string, Node<Route>>
  variable?: Node<Route>
  greedy?: Map<string, Leaf<Route>>
  readonly here: Map<string, Leaf<Route>>
}

interface Leaf<Route> {
  readonly route: Route
  /** Of the variables on the way, in order. */
  readonly names: readonly string[]
}

/** Routes by their keys. */
export class RouteTree<Route> {
  readonly #root: Node<Route> = newNode()
  #default: Route | undefined

  /** Keys that are none are passed over. */
  constructor(routes: ReadonlyArray<{ readonly key: string; readonly route: Route }>) {
    for (const { key, route } of routes) {
      const read = readRouteKey(key)
      if (read?.kind === 'default') this.#default = route
      else if (read) this.#add(read.method, read.segments, route)
    }
  }

  /** The route for a method and a path, as it was sent; undefined: none. */
  find(method: string, path: string): Match<Route> | undefined {
    const segments = path.split('/').slice(1).map(decoded)
    const found = search(this.#root, method, segments, 0, [])
    if (found) {
      const { leaf, values } = found
      // Through entries, so that a variable named __proto__ is one like all others.
      const pathParameters = Object.fromEntries(leaf.names.map((name, index) => [name, values[index] ?? '']))
      return { route: leaf.route, pathParameters }
    }
    return this.#default === undefined ? undefined : { route: this.#default, pathParameters: {} }
  }

  #add(method: string, segments: readonly Segment[], route: Route): void {
    const names = segments.flatMap((segment) => (segment.kind === 'fixed' ? [] : [segment.name]))
    let node = this.#root
    for (const segment of segments) {
      if (segment.kind === 'greedy') {
        node.greedy ??= new Map()
        node.greedy.set(method, { route, names })
        return
      }
      if (segment.kind === 'variable') {
        node.variable ??= newNode()
        node = node.variable
        continue
      }
      let next = node.fixed.get(segment.text)
      if (!next) {
        next = newNode()
        node.fixed.set(segment.text, next)
      }
      node = next
    }
    node.here.set(method, { route, names })
  }
}

function newNode<Route>(): Node<Route> {
  return { fixed: new Map(), here: new Map() }
}

function search<Route>(
  node: Node<Route>,
  method: string,
  segments: readonly string[],
  at: number,
  values: readonly string[],
): { readonly leaf: Leaf<Route>; readonly values: readonly string[] } | undefined {
  if (at === segments.length) {
    const leaf = node.here.get(method) ?? node.here.get('ANY')
    return leaf && { leaf, values }
  }
  const segment = segments[at] ?? ''
  const fixed = node.fixed.get(segment)
  const below = fixed && search(fixed, method, segments, at + 1, values)
  if (below) return below
  const variable =
    node.variable && segment !== ''
      ? search(node.variable, method, segments, at + 1, [...values, segment])
      : undefined
  if (variable) return variable
  const rest = segments.slice(at).join('/')
  const greedy = rest === '' ? undefined : (node.greedy?.get(method) ?? node.greedy?.get('ANY'))
  return greedy && { leaf: greedy, values: [...values, rest] }
}

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
