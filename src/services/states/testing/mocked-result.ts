/**
 * A mocked result held against what the service's operation answers. Members that the operation does not have are passed over, whatever the mode.
 * Source: Developer Guide, "Testing state machines with TestState API" (Mock validation modes); words as observed on AWS, 2025-11-26, published in
 * https://github.com/localstack/localstack (test_field_validation_mode).
 */
import type * as Api from '@aws-sdk/client-sfn'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { loadModel, type Member, type Shape, type StructureShape } from '../../../models/index.ts'
import type { Resource } from '../engine.ts'
import { validation } from '../errors.ts'
import { optimizedCalls } from '../integrations/optimized/table.ts'
import { capitalized } from '../integrations/parameters.ts'
import { pascalName } from '../integrations/sdk/names.ts'
import { findOperation } from '../integrations/sdk/perform-sdk.ts'

/** Integrations that have no operation's answer. Source: as above. */
const unchecked: ReadonlySet<string> = new Set(['http:invoke', 'apigateway:invoke'])

/** Fails with ValidationException. */
export async function checkMockedResult(
  resource: Resource,
  result: Json,
  mode: Api.MockResponseValidationMode,
): Promise<void> {
  if (mode === 'NONE') return
  const shape = await outputOf(resource)
  if (!shape) return
  // UNVERIFIED: the words.
  if (!isObject(result)) throw validation('Mocked result must be a JSON object.')
  checkStructure(shape, result, mode === 'STRICT')
}

/**
 * What the operation answers; of a `.sync` task the operation that asks how far it is. Undefined where anything may come: from functions by their ARN,
 * workers and whoever has a token, and from services that are not here.
 */
async function outputOf(resource: Resource): Promise<StructureShape | undefined> {
  const { kind, pattern, sdk, service = '', action = '' } = resource
  if (kind !== 'service' || pattern === 'waitForTaskToken') return undefined
  if (sdk) return (await findOperation(service, action))?.operation.output
  const name = `${service}:${action}`
  if (unchecked.has(name)) return undefined
  const call = optimizedCalls.get(name)
  if (call) return (await loadModel(call.model)).operations.get(call.operation.split(':')[1] ?? '')?.output
  if (service === 'lambda') return (await loadModel('lambda')).operations.get(capitalized(action))?.output
  if (service !== 'states') return undefined
  const asked = pattern === 'request' ? capitalized(action) : 'DescribeExecution'
  return (await loadModel('sfn')).operations.get(asked)?.output
}

function checkStructure(shape: StructureShape, value: JsonObject, strict: boolean): void {
  const byName = new Map(shape.members.map((member) => [pascalName(member.name), member]))
  if (strict && shape.type === 'structure')
    for (const [name, { required }] of byName)
      if (required && !Object.hasOwn(value, name)) throw refused(`Required field '${name}' is missing`)
  for (const [name, item] of Object.entries(value)) {
    const member = byName.get(name)
    if (member && item !== undefined) checkMember(member, item, name, strict)
  }
}

function checkMember(member: Member, value: Json, name: string, strict: boolean): void {
  checkType(member.shape, value, name, strict)
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, values } = member.constraints ?? {}
  if (typeof value === 'number') {
    if (value < min) throw refused(`Field '${name}' is less than the minimum value`)
    if (value > max) throw refused(`Field '${name}' exceeds the maximum value`)
  } else {
    const size = sizeOf(value)
    if (size < min) throw refused(`Field '${name}' is smaller than the minimum length`)
    // UNVERIFIED: the words.
    if (size > max) throw refused(`Field '${name}' exceeds the maximum length`)
  }
  if (member.shape.type === 'string' && values && !values.includes(value as string))
    throw refused(`Field '${name}' is not an expected value`)
}

function sizeOf(value: Json): number {
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : 0
}

function checkType(shape: Shape, value: Json, name: string, strict: boolean): void {
  switch (shape.type) {
    case 'structure':
    case 'union':
      if (!isObject(value)) throw wrong(name, 'an object')
      checkStructure(shape, value, strict)
      return
    case 'list':
      if (!Array.isArray(value)) throw wrong(name, 'an array')
      for (const item of value as Json[]) checkMember(shape.member, item, name, strict)
      return
    case 'map':
      if (!isObject(value)) throw wrong(name, 'an object')
      for (const item of Object.values(value)) checkMember(shape.value, item ?? null, name, strict)
      return
    case 'number':
    case 'bigInteger':
    case 'bigDecimal':
      if (typeof value !== 'number') throw wrong(name, 'a number')
      return
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong(name, 'a boolean')
      return
    case 'document':
      return
    default:
      if (typeof value !== 'string') throw wrong(name, 'a string')
  }
}

const wrong = (name: string, type: string) => refused(`Field '${name}' must be ${type}`)
const refused = (words: string) => validation(`Mock result schema validation error: ${words}`)
