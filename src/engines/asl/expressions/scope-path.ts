import type { Json } from '../../../base/json.ts'
import { compilePath, type JsonPath, PathTooCostlyError } from '../../jsonpath/index.ts'
import { type Path, type Scope, StateError } from './types.ts'

/** A path, and the documents of a scope that it can start from. */
export interface ScopePath {
  readonly path: JsonPath
  /** Undefined where it leads nowhere. */
  find(scope: Scope): Json | undefined
  /** What it starts from; undefined for a variable that is not there. */
  start(scope: Scope): Json | undefined
}

/** @throws PathSyntaxError */
export function compileScopePath(text: string): ScopePath {
  const path = compilePath(text)
  const start = startOf(path)
  return {
    path,
    start,
    find(scope) {
      const document = start(scope)
      return document === undefined ? undefined : bounded(() => path.find(document))
    },
  }
}

function startOf({ root }: JsonPath): (scope: Scope) => Json | undefined {
  if (root.kind === 'input') return (scope) => scope.input
  if (root.kind === 'context') return (scope) => scope.context
  const { name } = root
  return ({ variables }) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
}

/** A path that visits too much, or a document nested too deep, fails the state. */
export function bounded<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof PathTooCostlyError) throw new StateError('States.Runtime', error.message)
    if (error instanceof RangeError) throw new StateError('States.Runtime', 'The data is nested too deep.')
    throw error
  }
}

/** Fails as AWS does when a variable is used that no state before has assigned. UNVERIFIED: the words. */
export function requireVariable({ path }: ScopePath, scope: Scope): void {
  if (path.root.kind !== 'variable' || Object.hasOwn(scope.variables, path.root.name)) return
  throw new StateError(
    'States.Runtime',
    `The variable '$${path.root.name}' referenced by '${path.text}' does not exist.`,
  )
}

/**
 * InputPath, OutputPath and the like: what leads nowhere fails. Source of the words: what AWS answered, "Invalid path '$.a' : No results for path: …".
 */
export function compileReadingPath(text: string): Path {
  const scoped = compileScopePath(text)
  return {
    text,
    evaluate(scope) {
      const value = scoped.find(scope)
      if (value !== undefined) return value
      requireVariable(scoped, scope)
      throw new StateError('States.Runtime', invalidPath(scoped, scope))
    },
  }
}

/** What AWS says of a path that leads nowhere. */
export function invalidPath({ path, start }: ScopePath, scope: Scope): string {
  return `Invalid path '${path.text}' : ${path.explain(start(scope) ?? null)}`
}
