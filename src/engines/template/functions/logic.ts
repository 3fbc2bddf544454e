/** `Fn::If`, and the functions that give true or false. Source: User Guide, "Condition functions". */
import { isObject, type Json } from '../../../base/json.ts'
import { functionError } from '../errors.ts'
import { callOf, isList, textOf } from './calls.ts'
import { noValue } from './markers.ts'
import { asJson } from './references.ts'
import type { Compute, Computed, Scope } from './scope.ts'

/** `Fn::If`. Only the branch that holds is computed. */
export function choose(argument: Json, scope: Scope, compute: Compute): Computed {
  const { condition, whenTrue, whenFalse } = ifArguments(argument)
  const holds = typeof condition === 'string' ? scope.condition(condition) : isTrue(condition, scope, compute)
  return compute(holds ? whenTrue : whenFalse, scope)
}

/** The arguments of a `Fn::If`. Fails with a TemplateError. */
export function ifArguments(argument: Json): {
  readonly condition: Json
  readonly whenTrue: Json
  readonly whenFalse: Json
} {
  const [condition, whenTrue, whenFalse, ...more] = isList(argument) ? argument : []
  const named = typeof condition === 'string' || (isObject(condition) && booleanCall(condition) !== undefined)
  if (condition === undefined || !named)
    throw functionError('Fn::If requires a list argument with the first element being a condition')
  if (whenTrue === undefined || whenFalse === undefined || more.length > 0)
    throw functionError('Fn::If requires a list argument with three elements')
  return { condition, whenTrue, whenFalse }
}

/** The boolean function that a value calls; `Condition` is one here. */
export function booleanCall(value: Json): { readonly name: string; readonly argument: Json } | undefined {
  if (!isObject(value)) return undefined
  const keys = Object.keys(value)
  if (keys.length === 1 && keys[0] === 'Condition')
    return { name: 'Condition', argument: value.Condition ?? null }
  const call = callOf(value)
  return call && booleans.has(call.name) ? call : undefined
}

const booleans = new Set(['Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals'])

/** Whether a boolean function holds. Fails with a TemplateError, also for values that are no boolean function. */
export function isTrue(value: Json, scope: Scope, compute: Compute): boolean {
  const call = booleanCall(value)
  if (!call) {
    // A Fn::If of conditions gives a boolean too.
    const computed = asJson(compute(value, scope))
    if (computed === true || computed === 'true') return true
    if (computed === false || computed === 'false') return false
    throw functionError('Conditions can only be boolean operations on parameters and other conditions')
  }
  switch (call.name) {
    case 'Condition':
      if (typeof call.argument !== 'string')
        throw functionError('every Condition object must have a single String value.')
      return scope.condition(call.argument)
    case 'Fn::Not':
      return !isTrue(notArgument(call.argument), scope, compute)
    case 'Fn::Equals': {
      const [left, right] = equalsArguments(call.argument)
      return equal(compute(left, scope), compute(right, scope))
    }
    default: {
      const parts = partsOf(call.name, call.argument)
      // All parts are computed, so that a wrong one is found whatever the others say.
      const held = parts.map((part) => isTrue(part, scope, compute))
      return call.name === 'Fn::And' ? held.every(Boolean) : held.some(Boolean)
    }
  }
}

/** The argument of a `Fn::Not`. */
export function notArgument(argument: Json): Json {
  const [part, ...more] = isList(argument) ? argument : []
  if (part === undefined || more.length > 0)
    throw functionError('Fn::Not requires a list argument with one element')
  if (!isObject(part)) throw functionError('Fn::Not requires a list argument with one function token')
  return part
}

/** The arguments of a `Fn::Equals`. */
export function equalsArguments(argument: Json): readonly [Json, Json] {
  const [left, right, ...more] = isList(argument) ? argument : []
  if (left === undefined || right === undefined || more.length > 0)
    throw functionError('Fn::Equals requires a list argument with two elements')
  return [left, right]
}

/** The arguments of a `Fn::And` or `Fn::Or`. */
export function partsOf(name: string, argument: Json): readonly Json[] {
  if (!isList(argument) || argument.length < 2 || argument.length > 10 || !argument.every(isObject))
    throw functionError(
      `every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
    )
  return argument
}

/** Whether two values are the same; texts, numbers and booleans are compared by their texts. */
function equal(left: Computed, right: Computed): boolean {
  if (left === noValue || right === noValue) return left === right
  const leftText = textOf(left)
  if (leftText !== undefined) return leftText === textOf(right)
  return JSON.stringify(left) === JSON.stringify(right)
}
