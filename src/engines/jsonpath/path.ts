import type { Json } from '../../base/json.ts'
import { explainMiss } from './explain.ts'
import { findAll, findOne, isDefinite } from './find.ts'
import { parsePath } from './parse.ts'
import type { Root, Step } from './types.ts'

/** A path, compiled once. Which document it reads is for the caller, by `root`. */
export interface JsonPath {
  /** As written. */
  readonly text: string
  readonly root: Root
  /** Whether it leads to one node at most. Others find lists, which may be empty. */
  readonly definite: boolean
  /** Whether it only has names and indexes: it names one place, and can be written to. */
  readonly reference: boolean
  /** Its names and indexes, when it is a reference. */
  readonly keys: readonly (string | number)[]
  /** What it finds; undefined where a definite path leads nowhere. @throws PathTooCostlyError */
  find(document: Json): Json | undefined
  /** Whether it ends with an index behind the end of a list that is there. */
  endsBehindList(document: Json): boolean
  /** Why nothing was found, as AWS says it. */
  explain(document: Json): string
}

/** Compiles a path. @throws PathSyntaxError */
export function compilePath(text: string): JsonPath {
  const { root, steps } = parsePath(text)
  const definite = isDefinite(steps)
  const keys = steps.flatMap(keyOf)
  const reference = keys.length === steps.length
  const last = steps.at(-1)
  return {
    text,
    root,
    definite,
    reference,
    keys,
    find: definite ? (document) => findOne(steps, document) : (document) => findAll(steps, document),
    endsBehindList: (document) =>
      definite && last?.kind === 'index' && Array.isArray(findOne(steps.slice(0, -1), document)),
    explain: (document) => explainMiss(steps, document),
  }
}

function keyOf(step: Step): (string | number)[] {
  if (step.kind === 'property') return [step.name]
  return step.kind === 'index' ? [step.index] : []
}
