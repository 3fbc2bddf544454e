/** `Fn::FindInMap`. Source: User Guide, "Fn::FindInMap", "Fn::FindInMap enhancements". */
import { isObject, type Json } from '../../../base/json.ts'
import { functionError, type TemplateError } from '../errors.ts'
import { isList, textOf } from './calls.ts'
import { asJson } from './references.ts'
import type { Compute, Computed, Scope } from './scope.ts'

/** Looks a value up. A default counts only in templates with language extensions. */
export function findInMap(argument: Json, scope: Scope, compute: Compute): Computed {
  if (!isList(argument) || argument.length < 3) throw findInMapError()
  const options = argument[3]
  if (argument.length > (scope.languageExtensions ? 4 : 3) || (options !== undefined && !isObject(options)))
    throw findInMapError()
  const [name, first, second] = argument.slice(0, 3).map((part) => textOf(asJson(compute(part, scope))))
  if (name === undefined || first === undefined || second === undefined) throw findInMapError()
  const fallback = isObject(options) ? options.DefaultValue : undefined
  const mapping = scope.mappings.get(name)
  const found = mapping?.get(first)?.get(second)
  if (found !== undefined) return found
  if (fallback !== undefined) return compute(fallback, scope)
  if (!mapping)
    throw functionError(`Mapping named '${name}' is not present in the 'Mappings' section of template.`)
  throw functionError(`Unable to get mapping for ${name}::${first}::${second}`)
}

/** What CloudFormation says of a `Fn::FindInMap` that is not built as it should be. */
export function findInMapError(): TemplateError {
  return functionError(
    'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  )
}
