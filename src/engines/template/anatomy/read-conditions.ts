/** The section Conditions. Source: User Guide, "CloudFormation template Conditions syntax". */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { formatError } from '../errors.ts'

/** Reads the section. Fails with a TemplateError. */
export function readConditions(section: JsonObject): ReadonlyMap<string, Json> {
  const conditions = new Map<string, Json>()
  for (const name in section) {
    const condition = section[name]
    if (!isObject(condition)) throw formatError('Any Conditions member must be a JSON object.')
    conditions.set(name, condition)
  }
  return conditions
}
