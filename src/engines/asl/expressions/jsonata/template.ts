import type { Json, JsonObject } from '../../../../base/json.ts'
import { memberLocation } from '../location.ts'
import type { Report } from '../report.ts'
import type { Scope, Template } from '../types.ts'
import { checkNames, type Visible } from './check.ts'
import { compileExpression, ExpressionSyntaxError, type JsonataExpression } from './expression.ts'

/** Where a JSONata value stands, and what it may name. */
export interface Field {
  /** In the state, as evaluation errors name it: `Output/a/b[0]`. */
  readonly field: string
  /** In the definition: `/States/Ask/Output/a/b[0]`. */
  readonly location: string
  readonly visible: Visible
  readonly report: Report
  /** Told of each variable that an expression reads. */
  readonly onVariable: (name: string, location: string) => void
}

export function within(outer: Field, name: string): Field {
  return { ...outer, field: `${outer.field}/${name}`, location: memberLocation(outer.location, name) }
}

export function atIndex(outer: Field, index: number): Field {
  return { ...outer, field: `${outer.field}[${index}]`, location: `${outer.location}[${index}]` }
}

/** The inside of `{% … %}`; undefined for any other text. */
export function expressionSource(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}') || value.length < 4)
    return undefined
  return value.slice(2, -2).trim()
}

type Part =
  | { readonly constant: Json }
  | { readonly expression: JsonataExpression; readonly field: string }
  | { readonly names?: readonly string[]; readonly parts: readonly Part[] }

/** A JSON value whose texts may be expressions. What is wrong is reported. */
export function compileJsonataTemplate(value: Json, field: Field): Template {
  const part = compilePart(value, field)
  if ('constant' in part) return { constant: part.constant, evaluate: () => part.constant }
  return { evaluate: (scope) => evaluatePart(part, scope) }
}

/** One expression; undefined where it cannot be read, which is reported. */
export function compileField(source: string, field: Field): JsonataExpression | undefined {
  try {
    const expression = compileExpression(source)
    const { findings, variables } = checkNames(expression.ast, field.visible)
    for (const message of findings) field.report(message, field.location, 'UNSUPPORTED_JSONATA_EXPRESSION')
    for (const name of variables) field.onVariable(name, field.location)
    return expression
  } catch (error) {
    const message =
      error instanceof ExpressionSyntaxError
        ? error.message
        : error instanceof RangeError
          ? 'The expression is nested too deep'
          : undefined
    if (message === undefined) throw error
    field.report(message, field.location, 'INVALID_JSONATA_EXPRESSION')
    return undefined
  }
}

function compilePart(value: Json, field: Field): Part {
  if (Array.isArray(value)) {
    const parts = value.map((item: Json, index) => compilePart(item, atIndex(field, index)))
    return parts.every((part) => 'constant' in part) ? { constant: value } : { parts }
  }
  if (typeof value === 'object' && value !== null) return compileObject(value as JsonObject, field)
  const source = expressionSource(value)
  if (source === undefined) return { constant: value }
  const expression = compileField(source, field)
  return expression ? { expression, field: field.field } : { constant: null }
}

function compileObject(object: JsonObject, field: Field): Part {
  const names = Object.keys(object)
  const parts = names.map((name) => compilePart(object[name] ?? null, within(field, name)))
  return parts.every((part) => 'constant' in part) ? { constant: object } : { names, parts }
}

/** Parts are evaluated one after the other, for the first that fails is the one that is told; a promise only where one gave it. */
function evaluatePart(part: Part, scope: Scope): Json | Promise<Json> {
  if ('constant' in part) return part.constant
  if ('expression' in part) return part.expression.evaluate(scope, part.field)
  const values: Json[] = []
  for (const [index, inner] of part.parts.entries()) {
    const value = evaluatePart(inner, scope)
    if (value instanceof Promise) return evaluateRest(part, values, index, value, scope)
    values.push(value)
  }
  return assemble(part.names, values)
}

async function evaluateRest(
  part: Extract<Part, { readonly parts: readonly Part[] }>,
  values: Json[],
  index: number,
  pending: Promise<Json>,
  scope: Scope,
): Promise<Json> {
  values.push(await pending)
  for (const inner of part.parts.slice(index + 1)) values.push(await evaluatePart(inner, scope))
  return assemble(part.names, values)
}

function assemble(names: readonly string[] | undefined, values: readonly Json[]): Json {
  return names ? Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])) : values
}
