/** Computes the values of a template. One entry for each function stands in function-table.ts. */
import type { Json, JsonObject } from '../../../base/json.ts'
import { callOf, isList } from './calls.ts'
import { functionNamed } from './function-table.ts'
import { noValue } from './markers.ts'
import type { Scope } from './scope.ts'

/**
 * A value with all its functions computed. Undefined: `AWS::NoValue`, the value is to be left out. What is not known yet is
 * {@link knownAfterApply}. Fails with a TemplateError.
 */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  const computed = compute(value, scope)
  return computed === noValue ? undefined : computed
}

/** As {@link evaluate}, with the mark of AWS::NoValue. */
export function compute(value: Json, scope: Scope): Json | typeof noValue {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) {
    const items: Json[] = []
    for (const item of value) {
      const computed = compute(item, scope)
      if (computed !== noValue) items.push(computed)
    }
    return items
  }
  const call = callOf(value)
  if (call) return functionNamed(call.name, scope.languageExtensions)(call.argument, scope, compute)
  return computeMembers(value, scope)
}

function computeMembers(value: JsonObject, scope: Scope): JsonObject {
  const members: JsonObject & Record<string, Json | undefined> = {}
  for (const name in value) {
    const computed = compute(value[name] ?? null, scope)
    if (computed === noValue) continue
    if (name === '__proto__')
      Object.defineProperty(members, name, {
        value: computed,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    else members[name] = computed
  }
  return members
}
