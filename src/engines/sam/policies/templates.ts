/** SAM's policy templates: documents with parameters, by name. */
import { InvalidResource } from '../errors.ts'
import { isIf, isNoValue } from '../intrinsics/build.ts'
import { keysOf } from '../python/memory.ts'
import { pythonRepresentation } from '../python/text.ts'
import { type Dict, get, has, isDict, put, type Value } from '../python/values.ts'
import { policyEntries } from './entries.ts'
import { policyTemplatesJson } from './templates-table.ts'

type Template = readonly [parameters: readonly string[], document: Dict]

let known: Dict | undefined

/** A template, or nothing. */
function templateOf(name: string): Template | undefined {
  known ??= JSON.parse(policyTemplatesJson) as Dict
  return get(known, name) as Template | undefined
}

const withPolicies = new Set(['AWS::Serverless::Function', 'AWS::Serverless::StateMachine'])

/** Puts documents in the place of templates in `Policies` of a function or state machine, in place. @throws SamError */
export function expandPolicyTemplates(logicalId: string, type: string, properties: Dict): void {
  if (!withPolicies.has(type)) return
  const entries = policyEntries(properties.Policies, (name) => templateOf(name) !== undefined)
  if (entries.length === 0) return
  properties.Policies = entries.map(({ kind, value }) => {
    if (kind !== 'template') return value
    if (!isIf(value)) return expand(logicalId, value)
    const [condition = null, whenTrue = null, whenFalse = null] = value['Fn::If'] as Value[]
    const branch = (policy: Value) => (isNoValue(policy) ? policy : expand(logicalId, policy))
    return { 'Fn::If': [condition, branch(whenTrue), branch(whenFalse)] }
  })
}

function expand(logicalId: string, call: Value): Value {
  const [name = ''] = keysOf(call as Dict)
  const values = (call as Dict)[name]
  const [parameters, document] = templateOf(name) as Template
  if (!isDict(values)) {
    throw new InvalidResource(logicalId, `Must specify valid parameter values for policy template '${name}'`)
  }
  const missing = parameters.filter((parameter) => !has(values, parameter))
  if (missing.length > 0) {
    throw new InvalidResource(
      logicalId,
      `Following required parameters of template '${name}' don't have values: ${pythonRepresentation(missing)}`,
    )
  }
  return filled(document, values)
}

/** A copy of a document, its Refs replaced. */
function filled(value: Value, parameters: Dict): Value {
  if (Array.isArray(value)) return value.map((item) => filled(item, parameters))
  if (!isDict(value)) return value
  if (typeof value.Ref === 'string') return parameters[value.Ref] as Value
  const copy: Dict = {}
  for (const name of Object.keys(value)) put(copy, name, filled(value[name] as Value, parameters))
  return copy
}
