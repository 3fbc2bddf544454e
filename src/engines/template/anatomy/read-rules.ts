/** The section Rules. Source: User Guide, "CloudFormation template Rules syntax". */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { formatError } from '../errors.ts'
import { isList, textOf } from '../functions/calls.ts'
import type { RuleDeclaration } from '../types.ts'
import { checkName } from './checks.ts'

/** Reads the section. Fails with a TemplateError. */
export function readRules(section: JsonObject): ReadonlyMap<string, RuleDeclaration> {
  const rules = new Map<string, RuleDeclaration>()
  for (const name in section) {
    checkName(name, 'Rule name')
    const declared = section[name]
    if (!isObject(declared)) throw formatError('Any Rules member must be a JSON object.')
    for (const member in declared)
      if (member !== 'RuleCondition' && member !== 'Assertions')
        throw formatError(`Invalid template rule property '${member}'`)
    rules.set(name, {
      name,
      ...(declared.RuleCondition !== undefined && { condition: declared.RuleCondition }),
      assertions: readAssertions(declared.Assertions),
    })
  }
  return rules
}

function readAssertions(value: Json | undefined): RuleDeclaration['assertions'] {
  if (!isList(value) || value.length === 0) throw formatError('Every Rules member must contain Assertions.')
  return value.map((item) => {
    const assert = isObject(item) ? item.Assert : undefined
    if (!isObject(item) || assert === undefined)
      throw formatError('Every Assertions member must contain an Assert.')
    const description = textOf(item.AssertDescription)
    return { assert, ...(description !== undefined && { description }) }
  })
}
