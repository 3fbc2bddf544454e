/** Functions on lists: `Fn::Select`, `Fn::GetAZs`, `Fn::Length`. */
import type { Json } from '../../../base/json.ts'
import { functionError, type TemplateError } from '../errors.ts'
import { isList, textOf } from './calls.ts'
import { isUnknown, knownAfterApply } from './markers.ts'
import { asJson } from './references.ts'
import type { Compute, Computed, Scope } from './scope.ts'

/** `Fn::Select`. Source: User Guide, "Fn::Select". */
export function select(argument: Json, scope: Scope, compute: Compute): Computed {
  if (!isList(argument) || argument.length === 0) throw indexError()
  const index = textOf(asJson(compute(argument[0] ?? null, scope)))
  if (index === undefined) throw indexError()
  if (argument.length !== 2) throw listError()
  const items = asJson(compute(argument[1] ?? null, scope))
  if (isUnknown(index) || isUnknown(items)) return knownAfterApply
  if (!/^-?\d+$/.test(index)) throw indexError()
  if (!isList(items)) throw listError()
  const item = items[Number(index)]
  if (item === undefined)
    throw functionError(`Fn::Select cannot select nonexistent value at index ${Number(index)}`)
  return item
}

function indexError(): TemplateError {
  return functionError('Fn::Select requires a list argument with a valid index value as its first element')
}

function listError(): TemplateError {
  return functionError('Fn::Select requires a list argument with two elements: an integer index and a list')
}

/** `Fn::GetAZs`. Source: User Guide, "Fn::GetAZs". */
export function getAzs(argument: Json, scope: Scope, compute: Compute): Computed {
  const region = textOf(asJson(compute(argument, scope)))
  if (region === undefined) throw functionError('every Fn::GetAZs object must have a String-typed value.')
  return scope.context.zones(region === '' ? scope.context.pseudo.region : region)
}

/** `Fn::Length`. Source: User Guide, "Fn::Length". */
export function length(argument: Json, scope: Scope, compute: Compute): Computed {
  const items = asJson(compute(argument, scope))
  if (isUnknown(items)) return knownAfterApply
  if (!isList(items)) throw functionError('Fn::Length only accepts a list as its argument')
  return items.length
}
