/**
 * Which operation of a REST service a request means. The paths of a model become one tree per method, walked from the
 * most to the least specific: a literal before a label, a label before a greedy one. Where several operations share a
 * path, literals of the query decide, then which of them has all the parameters and headers that it requires: so
 * CopyObject, which needs `x-amz-copy-source`, is told from PutObject.
 */
import type { OperationModel, ServiceModel } from '../../models/index.ts'
import type { WireRequest } from '../types.ts'
import { uriOf } from './operation-uri.ts'
import { decodePathPart, parseQuery, pathSegments } from './uri.ts'

interface Route {
  readonly operation: OperationModel
  /** Without `x-id`, which some clients send and none must. */
  readonly literals: readonly { readonly name: string; readonly value: string | undefined }[]
  readonly id: string | undefined
  readonly requiredQueries: readonly string[]
  readonly requiredHeaders: readonly string[]
}

interface Node {
  readonly literals: Map<string, Node>
  label: Node | undefined
  readonly greedy: Route[]
  readonly routes: Route[]
}

type Head = Pick<WireRequest, 'method' | 'path' | 'query' | 'headers'>

/** The operation that a request means, if any. */
export function route(model: ServiceModel, request: Head): OperationModel | undefined {
  const root = treesOf(model).get(request.method)
  const routes = root && find(root, pathSegments(request.path), 0)
  if (routes === undefined) return undefined
  if (routes.length === 1 && routes[0]?.literals.length === 0) return routes[0].operation
  return choose(routes, request)?.operation
}

const trees = new WeakMap<ServiceModel, Map<string, Node>>()

function treesOf(model: ServiceModel): Map<string, Node> {
  let byMethod = trees.get(model)
  if (!byMethod) {
    byMethod = new Map()
    for (const operation of model.operations.values()) {
      if (!operation.http) continue
      let root = byMethod.get(operation.http.method)
      if (!root) {
        root = newNode()
        byMethod.set(operation.http.method, root)
      }
      insert(root, operation)
    }
    trees.set(model, byMethod)
  }
  return byMethod
}

function newNode(): Node {
  return { literals: new Map(), label: undefined, greedy: [], routes: [] }
}

function insert(root: Node, operation: OperationModel): void {
  let node = root
  for (const segment of uriOf(operation).segments) {
    if (segment.kind === 'greedy') {
      node.greedy.push(newRoute(operation))
      return
    }
    if (segment.kind === 'label') {
      node.label ??= newNode()
      node = node.label
    } else {
      let next = node.literals.get(segment.text)
      if (!next) {
        next = newNode()
        node.literals.set(segment.text, next)
      }
      node = next
    }
  }
  node.routes.push(newRoute(operation))
}

function newRoute(operation: OperationModel): Route {
  const { query } = uriOf(operation)
  const required = operation.input.members.filter((member) => member.required)
  return {
    operation,
    literals: query.filter(({ name }) => name !== 'x-id'),
    id: query.find(({ name }) => name === 'x-id')?.value,
    requiredQueries: required.flatMap(({ traits }) => traits.httpQuery ?? []),
    requiredHeaders: required.flatMap(({ traits }) => traits.httpHeader?.toLowerCase() ?? []),
  }
}

/** The routes at the most specific place that the path leads to. */
function find(node: Node, segments: readonly string[], at: number): readonly Route[] | undefined {
  const segment = segments[at]
  // A slash at the end changes nothing, but for a greedy label, which takes it.
  if (segment === undefined || (segment === '' && at === segments.length - 1)) {
    return node.routes.length > 0 ? node.routes : undefined
  }
  if (segment !== '') {
    const literal = node.literals.get(decodePathPart(segment) ?? segment)
    const found =
      (literal && find(literal, segments, at + 1)) ?? (node.label && find(node.label, segments, at + 1))
    if (found) return found
  }
  return node.greedy.length > 0 ? node.greedy : undefined
}

function choose(routes: readonly Route[], request: Head): Route | undefined {
  const query = parseQuery(request.query) ?? new Map<string, string[]>()
  let candidates = routes.filter((route) =>
    route.literals.every(({ name, value }) => {
      const values = query.get(name)
      return values !== undefined && (value === undefined || values.includes(value))
    }),
  )
  const most = Math.max(...candidates.map((route) => route.literals.length))
  candidates = candidates.filter((route) => route.literals.length === most)
  if (candidates.length <= 1) return candidates[0]

  const complete = candidates.filter(
    (route) =>
      route.requiredQueries.every((name) => query.has(name)) &&
      route.requiredHeaders.every((name) => request.headers[name] !== undefined),
  )
  const ranked = (complete.length > 0 ? complete : candidates).toSorted((a, b) => weight(b) - weight(a))
  // When none is complete, the least demanding one is the least wrong.
  const best = complete.length > 0 ? ranked[0] : ranked.at(-1)
  const id = query.get('x-id')?.[0]
  const equals = ranked.filter((route) => best && weight(route) === weight(best))
  return equals.find((route) => id !== undefined && route.id === id) ?? best
}

function weight(route: Route): number {
  return route.requiredQueries.length + route.requiredHeaders.length
}
