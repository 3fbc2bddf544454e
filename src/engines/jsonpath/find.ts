import type { Json, JsonObject } from '../../base/json.ts'
import { PathTooCostlyError } from './errors.ts'
import { passes } from './filter.ts'
import { depthMax, visitsMax } from './limits.ts'
import type { FilterPath, Step } from './types.ts'

/** Whether steps lead to one node at most. */
export function isDefinite(steps: readonly Step[]): boolean {
  return steps.every(
    (step, index) =>
      step.kind === 'property' ||
      step.kind === 'index' ||
      (step.kind === 'properties' && index === steps.length - 1),
  )
}

/** The one node that definite steps lead to; undefined where there is none. */
export function findOne(steps: readonly Step[], document: Json): Json | undefined {
  let node: Json | undefined = document
  for (const step of steps) {
    node = child(step, node)
    if (node === undefined) return undefined
  }
  return node
}

function child(step: Step, node: Json): Json | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  if (step.kind === 'index') return Array.isArray(node) ? node.at(step.index) : undefined
  if (Array.isArray(node)) return undefined
  const object = node as JsonObject
  if (step.kind === 'property') return Object.hasOwn(object, step.name) ? object[step.name] : undefined
  if (step.kind === 'properties') return pick(object, step.names)
  return undefined
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name]]),
  )
}

/** All nodes that steps lead to, in the order of the document. @throws PathTooCostlyError */
export function findAll(steps: readonly Step[], document: Json): Json[] {
  return new Search(document).run(steps, document)
}

class Search {
  readonly #document: Json
  #visits = 0

  constructor(document: Json) {
    this.#document = document
  }

  run(steps: readonly Step[], start: Json): Json[] {
    let nodes: Json[] = [start]
    for (const [index, step] of steps.entries()) {
      const next: Json[] = []
      const last = index === steps.length - 1
      for (const node of nodes) this.#apply(step, node, last, next)
      nodes = next
    }
    return nodes
  }

  #visit(): void {
    if (++this.#visits > visitsMax) throw new PathTooCostlyError('The path visits too many nodes')
  }

  #apply(step: Step, node: Json, last: boolean, found: Json[]): void {
    this.#visit()
    switch (step.kind) {
      case 'scan':
        this.#scan(node, found, 0)
        break
      case 'wildcard':
        this.#each(node, (value) => found.push(value))
        break
      case 'filter':
        if (Array.isArray(node)) this.#each(node, (value) => this.#test(step, value, found))
        // An object is looked at as if it stood in a list of its own.
        else this.#test(step, node, found)
        break
      case 'properties':
        if (last) push(child(step, node), found)
        else for (const name of step.names) push(child({ kind: 'property', name }, node), found)
        break
      case 'indexes':
        for (const index of step.indexes) push(child({ kind: 'index', index }, node), found)
        break
      case 'slice':
        if (Array.isArray(node)) for (const value of node.slice(step.from ?? 0, step.to)) push(value, found)
        break
      default:
        push(child(step, node), found)
    }
  }

  #test(step: Extract<Step, { kind: 'filter' }>, node: Json, found: Json[]): void {
    this.#visit()
    if (passes(step.filter, node, this.#read)) found.push(node)
  }

  readonly #read = (path: FilterPath, node: Json): Json | undefined => {
    this.#visit()
    const start = path.from === 'node' ? node : this.#document
    return isDefinite(path.steps) ? findOne(path.steps, start) : this.run(path.steps, start)
  }

  #each(node: Json, take: (value: Json) => void): void {
    if (typeof node !== 'object' || node === null) return
    for (const value of Array.isArray(node) ? node : Object.values(node as JsonObject)) {
      this.#visit()
      if (value !== undefined) take(value as Json)
    }
  }

  #scan(node: Json, found: Json[], depth: number): void {
    if (depth > depthMax) throw new PathTooCostlyError('The document is nested too deep for the path')
    if (typeof node !== 'object' || node === null) return
    found.push(node)
    this.#each(node, (value) => this.#scan(value, found, depth + 1))
  }
}

function push(value: Json | undefined, found: Json[]): void {
  if (value !== undefined) found.push(value)
}
