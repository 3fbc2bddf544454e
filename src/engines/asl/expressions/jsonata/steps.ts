import type { Json, JsonObject } from '../../../../base/json.ts'
import type { Scope } from '../types.ts'

/** What is used of the parts that the library takes an expression apart into. */
export interface Node {
  readonly type: string
  readonly value?: unknown
  readonly [name: string]: unknown
}

/**
 * Many expressions only go down from `$states` or a variable. While they meet objects alone, they are read here, at once and without a promise;
 * lists, which the library flattens, are left to it.
 */
export type QuickRead = (scope: Scope) => { readonly value: Json } | undefined

/** A constant, or a walk down through names; undefined for all others. */
export function quickRead(ast: Node): QuickRead | undefined {
  if (ast.group !== undefined || ast.predicate !== undefined || ast.stages !== undefined) return undefined
  if (ast.type === 'string' || ast.type === 'number') {
    const constant = { value: ast.value as Json }
    return () => constant
  }
  if (ast.type === 'value' && (ast.value === null || typeof ast.value === 'boolean')) {
    const constant = { value: ast.value }
    return () => constant
  }
  const steps = ast.type === 'variable' ? [ast] : ast.type === 'path' ? (ast.steps as readonly Node[]) : []
  const [first, ...rest] = steps
  if (first?.type !== 'variable' || !isPlain(first) || ast.keepSingletonArray === true) return undefined
  if (rest.some((step) => step.type !== 'name' || !isPlain(step))) return undefined
  return walk(
    String(first.value),
    rest.map((step) => String(step.value)),
  )
}

const notPlain = [
  'predicate',
  'stages',
  'group',
  'focus',
  'index',
  'ancestor',
  'tuple',
  'nextFunction',
  'keepArray',
]

function isPlain(step: Node): boolean {
  return notPlain.every((name) => step[name] === undefined)
}

function walk(variable: string, names: readonly string[]): QuickRead | undefined {
  if (variable === '' || variable === '$') return undefined
  if (variable !== 'states')
    return ({ variables }) =>
      down(Object.hasOwn(variables, variable) ? variables[variable] : undefined, names)
  const [document, ...rest] = names
  if (document === 'input') return ({ input }) => down(input, rest)
  if (document === 'context') return ({ context }) => down(context, rest)
  if (document === 'result') return ({ result }) => down(result, rest)
  if (document === 'errorOutput') return ({ errorOutput }) => down(errorOutput, rest)
  return undefined
}

function down(start: Json | undefined, names: readonly string[]): { readonly value: Json } | undefined {
  let node = start
  for (const name of names) {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return undefined
    const object = node as JsonObject
    node = Object.hasOwn(object, name) ? object[name] : undefined
  }
  // A list at the end is what it is, but that of one item or none may be another thing to the library.
  if (node === undefined || (Array.isArray(node) && names.length > 0 && node.length < 2)) return undefined
  return { value: node }
}
