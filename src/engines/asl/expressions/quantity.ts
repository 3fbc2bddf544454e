import type { Json } from '../../../base/json.ts'
import { soon } from '../../../base/soon.ts'
import { queryError } from './jsonata/expression.ts'
import { compileField, expressionSource, type Field } from './jsonata/template.ts'
import { compileScopePath, invalidPath, requireVariable } from './scope-path.ts'
import { parseTimestamp } from './timestamp.ts'
import { type Expression, type Scope, StateError } from './types.ts'

/** What a field takes. `what` is how AWS names the type of a result. */
export interface Kind<T> {
  readonly what: 'number' | 'string' | 'boolean' | 'array'
  /** The value, or why it is none: said in AWS's words, or as far as known. */
  accept(value: Json, field: string): { readonly value: T } | { readonly refusal: string } | undefined
}

/** Whole numbers of a range. UNVERIFIED: the words of refusals. */
export function integers(least: number, most: number): Kind<number> {
  return {
    what: 'number',
    accept(value, field) {
      if (typeof value !== 'number') return undefined
      if (!Number.isInteger(value))
        return { refusal: `The ${field} field cannot be parsed as an integer: ${value}` }
      if (value < least || value > most)
        return { refusal: `The ${field} field must be in the range of ${least} to ${most}: ${value}` }
      return { value }
    },
  }
}

/** Numbers of a range. */
export function numbers(least: number, most: number): Kind<number> {
  return {
    what: 'number',
    accept(value, field) {
      if (typeof value !== 'number') return undefined
      if (value >= least && value <= most) return { value }
      return { refusal: `The ${field} field must be in the range of ${least} to ${most}: ${value}` }
    },
  }
}

export const texts: Kind<string> = {
  what: 'string',
  accept: (value) => (typeof value === 'string' ? { value } : undefined),
}

export const booleans: Kind<boolean> = {
  what: 'boolean',
  accept: (value) => (typeof value === 'boolean' ? { value } : undefined),
}

/** Arrays, and objects, whose members a Map goes over one by one. */
export const lists: Kind<Json> = {
  what: 'array',
  accept: (value) => (typeof value === 'object' && value !== null ? { value } : undefined),
}

/** Timestamps of RFC 3339. Unit of the value: milliseconds since 1970. */
export const timestamps: Kind<number> = {
  what: 'string',
  accept(value, field) {
    if (typeof value !== 'string') return undefined
    const moment = parseTimestamp(value)
    if (moment) return { value: moment.ms }
    return {
      refusal: `The ${field} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${value}`,
    }
  },
}

/** A field of JSONata that is a constant or one expression; undefined where it is neither, or cannot be read (which is reported). */
export function compileJsonataValue<T>(value: Json, kind: Kind<T>, field: Field): Expression<T> | undefined {
  const source = expressionSource(value)
  if (source === undefined) return undefined
  const expression = compileField(source, field)
  if (!expression) return undefined
  const name = field.field
  const check = (result: Json): T => {
    const accepted = kind.accept(result, name)
    if (accepted && 'value' in accepted) return accepted.value
    if (accepted) throw new StateError('States.QueryEvaluationError', accepted.refusal, name)
    throw queryError(
      source,
      name,
      `returned an unexpected result type. Expected '${kind.what}', but was '${typeName(result)}' for value: ${JSON.stringify(result)}`,
    )
  }
  return {
    evaluate(scope) {
      return soon(expression.evaluate(scope, name), check)
    },
  }
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/**
 * A `…Path` field. `missing` says what AWS answers when the path leads nowhere, where that is not the common sentence.
 *
 * @throws PathSyntaxError
 */
export function compilePathValue<T>(
  text: string,
  kind: Kind<T>,
  field: string,
  missing?: (path: string) => string,
): Expression<T> {
  const scoped = compileScopePath(text)
  return {
    evaluate(scope) {
      const value = scoped.find(scope)
      if (value === undefined) {
        requireVariable(scoped, scope)
        throw new StateError('States.Runtime', missing?.(text) ?? invalidPath(scoped, scope))
      }
      const accepted = kind.accept(value, field)
      if (accepted && 'value' in accepted) return accepted.value
      throw new StateError('States.Runtime', wrongKind(kind, field, text, value))
    },
  }
}

function wrongKind<T>(kind: Kind<T>, field: string, path: string, value: Json): string {
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  if (kind === (timestamps as unknown))
    return `The ${field} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${shown}`
  if (kind === (lists as unknown)) return `Reference path "${path}" must point to array.`
  const wanted = kind.what === 'number' ? 'an integer' : `a ${kind.what}`
  return `The ${field} parameter does not reference ${wanted} value: ${path} == ${shown}`
}

/** A value that an intrinsic function gives: ErrorPath and CausePath take such. */
export function fromRead<T>(
  read: (scope: Scope) => Json,
  kind: Kind<T>,
  field: string,
  text: string,
): Expression<T> {
  return {
    evaluate(scope) {
      const value = read(scope)
      const accepted = kind.accept(value, field)
      if (accepted && 'value' in accepted) return accepted.value
      throw new StateError('States.Runtime', wrongKind(kind, field, text, value))
    },
  }
}

/** The same value each time. */
export function constantly<T>(value: T): Expression<T> {
  return { constant: value, evaluate: () => value }
}
