/** Who must exist before whom, and what order follows. Source: User Guide, "DependsOn attribute". */
import { TemplateError } from '../errors.ts'
import type { DependencyGraph, ResourceDeclaration } from '../types.ts'
import { walkReferences } from './references.ts'

/**
 * The graph of the resources that are to exist. Only branches that are taken count. Fails with a TemplateError:
 * `Circular dependency between resources: [A, B]`.
 */
export function dependencyGraph(
  resources: ReadonlyMap<string, ResourceDeclaration>,
  decide: (condition: string) => boolean | undefined,
): DependencyGraph {
  const dependencies = new Map<string, ReadonlySet<string>>()
  for (const [logicalId, resource] of resources) {
    const needed = new Set<string>()
    const add = (name: string): void => {
      if (resources.has(name)) needed.add(name)
    }
    const visitor = { name: add, attribute: add, decide }
    for (const name of resource.dependsOn) add(name)
    walkReferences(resource.properties, visitor)
    if (resource.metadata) walkReferences(resource.metadata, visitor)
    if (resource.creationPolicy) walkReferences(resource.creationPolicy, visitor)
    if (resource.updatePolicy) walkReferences(resource.updatePolicy, visitor)
    dependencies.set(logicalId, needed)
  }
  const graph = { nodes: [...resources.keys()], dependencies }
  const circle = circleOf(graph)
  if (circle.length > 0)
    throw new TemplateError(`Circular dependency between resources: [${circle.join(', ')}]`)
  return graph
}

/** Logical ids in groups: all of one group may be made at the same time, when the groups before it are there. */
export function creationWaves(graph: DependencyGraph): readonly (readonly string[])[] {
  const level = new Map<string, number>()
  for (const node of creationOrder(graph)) {
    let deepest = -1
    for (const needed of graph.dependencies.get(node) ?? [])
      deepest = Math.max(deepest, level.get(needed) ?? 0)
    level.set(node, deepest + 1)
  }
  const waves: string[][] = []
  for (const node of graph.nodes) {
    const at = level.get(node) ?? 0
    const wave = waves[at] ?? []
    wave.push(node)
    waves[at] = wave
  }
  return waves
}

/** Logical ids so that each stands behind what it needs; else in the template's order. */
export function creationOrder(graph: DependencyGraph): readonly string[] {
  const order: string[] = []
  const done = new Set<string>()
  // Depth is bounded by the number of resources.
  const visit = (node: string): void => {
    if (done.has(node)) return
    done.add(node)
    for (const needed of graph.dependencies.get(node) ?? []) visit(needed)
    order.push(node)
  }
  for (const node of graph.nodes) visit(node)
  return order
}

/** The order of creation, backwards. */
export function deletionOrder(graph: DependencyGraph): readonly string[] {
  return [...creationOrder(graph)].reverse()
}

/** The graph with its edges turned: for each node the nodes that need it. For deletions. */
export function dependentsOf(graph: DependencyGraph): ReadonlyMap<string, ReadonlySet<string>> {
  const dependents = new Map<string, Set<string>>(graph.nodes.map((node) => [node, new Set<string>()]))
  for (const [node, needed] of graph.dependencies) for (const name of needed) dependents.get(name)?.add(node)
  return dependents
}

/**
 * What may begin now: nodes that have not begun and whose `needs` (dependencies for creations, dependents for deletions) are all done.
 */
export function readyNodes(
  nodes: readonly string[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  isDone: (node: string) => boolean,
  hasBegun: (node: string) => boolean,
): readonly string[] {
  return nodes.filter((node) => {
    if (hasBegun(node)) return false
    for (const needed of needs.get(node) ?? []) if (!isDone(needed)) return false
    return true
  })
}

/** The nodes that lie on circles or between them, in the template's order; empty when there is none. */
function circleOf(graph: DependencyGraph): readonly string[] {
  const left = new Set(graph.nodes)
  const dependents = dependentsOf(graph)
  strip(left, graph.dependencies, dependents)
  // What merely needs a circle is not told.
  if (left.size > 0) strip(left, dependents, graph.dependencies)
  return graph.nodes.filter((node) => left.has(node))
}

/** Takes away, one after the other, the nodes whose needs are all gone. */
function strip(
  left: Set<string>,
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  neededBy: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const open = new Map<string, number>()
  for (const node of left) {
    let count = 0
    for (const needed of needs.get(node) ?? []) if (left.has(needed)) count++
    open.set(node, count)
  }
  const free = [...left].filter((node) => open.get(node) === 0)
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    left.delete(node)
    for (const other of neededBy.get(node) ?? []) {
      if (!left.has(other)) continue
      const count = (open.get(other) ?? 0) - 1
      open.set(other, count)
      if (count === 0) free.push(other)
    }
  }
}
