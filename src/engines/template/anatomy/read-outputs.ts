/** The section Outputs. Source: User Guide, "CloudFormation template Outputs syntax". */
import { isObject, type JsonObject } from '../../../base/json.ts'
import { formatError, TemplateError } from '../errors.ts'
import { callOf, textOf } from '../functions/calls.ts'
import { outputsMax } from '../limits.ts'
import type { OutputDeclaration } from '../types.ts'
import { checkCount, checkName } from './checks.ts'

const members = new Set(['Value', 'Description', 'Export', 'Condition'])

/** Reads the section. Fails with a TemplateError. */
export function readOutputs(section: JsonObject): ReadonlyMap<string, OutputDeclaration> {
  const outputs = new Map<string, OutputDeclaration>()
  for (const name in section) {
    checkName(name, 'Output name')
    const declared = section[name]
    if (!isObject(declared)) throw formatError('Any Outputs member must be a JSON object.')
    outputs.set(name, readOutput(name, declared))
  }
  checkCount(outputs.size, outputsMax, 'outputs')
  return outputs
}

function readOutput(name: string, declared: JsonObject): OutputDeclaration {
  const value = declared.Value
  if (value === undefined) throw formatError('Every Outputs member must contain a Value object')
  for (const member in declared)
    if (!members.has(member)) throw new TemplateError(`Invalid template output property '${member}'`)
  if (typeof value === 'object' && !(isObject(value) && callOf(value)))
    throw formatError(
      `The Value field of every Outputs member must evaluate to a String and not a ${isObject(value) ? 'Map' : 'List'}.`,
    )
  const description = declared.Description
  if (description !== undefined && textOf(description) === undefined)
    throw formatError('Every Description member must be a string.')
  const condition = declared.Condition
  if (condition !== undefined && typeof condition !== 'string')
    throw formatError('Every Condition member must be a string.')
  const exported = declared.Export
  if (exported !== undefined && (!isObject(exported) || exported.Name === undefined || exported.Name === ''))
    throw formatError(`Output ${name} is malformed. The Name field of every Export member must be specified.`)
  const exportName = isObject(exported) ? exported.Name : undefined
  return {
    name,
    value,
    ...(description !== undefined && { description: textOf(description) ?? '' }),
    ...(condition !== undefined && { condition }),
    ...(exportName !== undefined && { exportName }),
  }
}
