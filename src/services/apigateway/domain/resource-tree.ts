/**
 * Which resource and method a request means. Source: API Gateway Developer Guide, "Set up a method request in API Gateway" (proxy
 * resources, ANY): a part of a path that is written out comes before one that is a variable, and that before a greedy one.
 */

/** A resource, and what is to be found for it. */
export interface TreeEntry<Found> {
  /** `/pets/{id}`, `/{proxy+}`. */
  readonly path: string
  readonly methods: ReadonlyMap<string, Found>
}

/** What a request means. */
export interface TreeMatch<Found> {
  readonly found: Found
  readonly path: string
  /** As they stand in the address: not decoded. Source: answers of AWS, recorded in public conformance tests. */
  readonly pathParameters: Readonly<Record<string, string>>
}

interface TreeNode<Found> {
  readonly fixed: Map<string, TreeNode<Found>>
  variable?: { readonly name: string; readonly node: TreeNode<Found> }
  greedy?: { readonly name: string; readonly entry: TreeEntry<Found> }
  entry?: TreeEntry<Found>
}

/** The resources of an API. */
export class ResourceTree<Found> {
  readonly #root: TreeNode<Found> = { fixed: new Map() }

  constructor(entries: Iterable<TreeEntry<Found>>) {
    for (const entry of entries) this.#add(entry)
  }

  #add(entry: TreeEntry<Found>): void {
    let node = this.#root
    for (const part of partsOf(entry.path)) {
      const [, name, plus] = /^\{([^}+]+)(\+)?\}$/.exec(part) ?? []
      if (name !== undefined && plus !== undefined) {
        node.greedy = { name, entry }
        return
      }
      const known: TreeNode<Found> | undefined =
        name === undefined ? node.fixed.get(part) : node.variable?.node
      const next: TreeNode<Found> = known ?? { fixed: new Map() }
      if (name === undefined) node.fixed.set(part, next)
      else node.variable = { name, node: next }
      node = next
    }
    node.entry = entry
  }

  /** The most specific resource that has the method, or ANY. A slash at the end of a path changes nothing. */
  find(method: string, path: string): TreeMatch<Found> | undefined {
    const parts = partsOf(path)
    const parameters: Array<readonly [string, string]> = []
    const found = match(this.#root, parts, 0, method, parameters)
    return found && { ...found, pathParameters: Object.fromEntries(parameters) }
  }
}

/** A path's parts; one slash at the end counts for nothing. */
function partsOf(path: string): string[] {
  const plain = path.endsWith('/') ? path.slice(1, -1) : path.slice(1)
  return plain === '' ? [] : plain.split('/')
}

function match<Found>(
  node: TreeNode<Found>,
  parts: readonly string[],
  at: number,
  method: string,
  parameters: Array<readonly [string, string]>,
): Omit<TreeMatch<Found>, 'pathParameters'> | undefined {
  const part = parts[at]
  if (part === undefined) return node.entry && withMethod(node.entry, method)
  const fixed = node.fixed.get(part)
  const exact = fixed && match(fixed, parts, at + 1, method, parameters)
  if (exact) return exact
  if (node.variable && part !== '') {
    const { name, node: next } = node.variable
    const before = parameters.length
    parameters.push([name, part])
    const found = match(next, parts, at + 1, method, parameters)
    if (found) return found
    parameters.length = before
  }
  const { greedy } = node
  const found = greedy && withMethod(greedy.entry, method)
  if (greedy && found) parameters.push([greedy.name, parts.slice(at).join('/')])
  return found
}

function withMethod<Found>(
  { path, methods }: TreeEntry<Found>,
  method: string,
): Omit<TreeMatch<Found>, 'pathParameters'> | undefined {
  const found = methods.get(method) ?? methods.get('ANY')
  return found === undefined ? undefined : { found, path }
}
