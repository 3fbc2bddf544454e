import type { Context } from '../context.ts'
import { deepCopy, valuesOf } from '../python/memory.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../python/values.ts'

/** The logical id that `RestApiId` names: a text itself, or that of its `Ref`. */
export function restApiId(given: Value | undefined): Value {
  return isDict(given) && has(given, 'Ref') ? (given.Ref as Value) : (given ?? null)
}

/**
 * Before a function is translated: its name is part of what its REST APIs are deployed anew for. Integrations name the
 * function by its ARN, which changes with the name, and the document would not show it.
 */
export function noteFunctionNames(given: Dict, context: Context): void {
  if (typeof given.Type !== 'string' || given.Type.trim() !== 'AWS::Serverless::Function') return
  // What is of another type than expected here is a fault of the function, which is found when its events are read.
  const properties = get(given, 'Properties')
  const events = isDict(properties) ? get(properties, 'Events') : undefined
  if (!isDict(properties) || !isDict(events)) return
  for (const event of valuesOf(events)) {
    const settings = isDict(event) && event.Type === 'Api' ? get(event, 'Properties') : undefined
    const id = isDict(settings) ? get(settings, 'RestApiId') : undefined
    const api = restApiId(id)
    if (!isTruthy(id) || typeof api !== 'string') continue
    const name = context.resolveParameters(deepCopy(get(properties, 'FunctionName') ?? null))
    if (!isTruthy(name)) continue
    context.apis.functionNames.set(api, [...(context.apis.functionNames.get(api) ?? []), pythonText(name)])
  }
}
