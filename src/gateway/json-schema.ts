/**
 * Bodies against models: JSON Schema, draft 4. Source: JSON Schema Core and Validation, draft 4; the words: java-json-tools/json-schema-validator,
 * whose messages API Gateway shows as `$context.error.validationErrorString`. Bounded: schemas that refer to themselves without end, or
 * branch without measure, are refused.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts'
import { javaPattern, TemplateError } from '../engines/mapping-template/index.ts'

/** Steps of one validation: a schema against a value. Ours. */
const stepsMax = 100_000

/** Levels of schemas within schemas. Ours. */
const depthMax = 200

/** What cannot be validated by: it is no schema, or takes too long. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

/** Reads other models by their names; undefined: there is none. */
export type FindModel = (name: string) => Json | undefined

/** What is wrong with a value; nothing: it is as the schema wants it. Fails with a SchemaError. */
export function validate(schema: Json, value: Json, findModel: FindModel): string[] {
  return new Validation(findModel).run(schema, schema, value, 0)
}

class Validation {
  readonly #findModel: FindModel
  #steps = 0

  constructor(findModel: FindModel) {
    this.#findModel = findModel
  }

  run(root: Json, given: Json, value: Json, depth: number): string[] {
    if (++this.#steps > stepsMax || depth > depthMax) throw new SchemaError('The schema takes too long')
    if (!isObject(given)) return []
    if (typeof given.$ref === 'string') {
      const found = this.#resolve(root, given.$ref)
      return this.run(found.root, found.schema, value, depth + 1)
    }
    const next = (schema: Json, inner: Json) => this.run(root, schema, inner, depth + 1)
    return [
      ...typeProblems(given, value),
      ...(given.enum === undefined ? [] : enumProblems(given.enum, value)),
      ...(typeof value === 'number' ? numberProblems(given, value) : []),
      ...(typeof value === 'string' ? textProblems(given, value) : []),
      ...(Array.isArray(value) ? listProblems(given, value as readonly Json[], next) : []),
      ...(isObject(value) ? objectProblems(given, value, next) : []),
      ...combined(given, value, next),
    ]
  }

  #resolve(root: Json, reference: string): { readonly root: Json; readonly schema: Json } {
    const [address = '', pointer = ''] = reference.split('#', 2)
    const model = address === '' ? root : this.#findModel(address.slice(address.lastIndexOf('/') + 1))
    let schema: Json | undefined = model
    for (const part of pointer.split('/').slice(1)) {
      const name = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~')
      schema =
        isObject(schema) || Array.isArray(schema)
          ? Object.hasOwn(schema, name)
            ? (schema as JsonObject)[name]
            : undefined
          : undefined
    }
    if (model === undefined || schema === undefined)
      throw new SchemaError(`The reference ${reference} leads nowhere`)
    return { root: model, schema }
  }
}

type Next = (schema: Json, value: Json) => string[]

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function typeProblems({ type }: JsonObject, value: Json): string[] {
  if (type === undefined) return []
  const allowed = [type].flat().map(String)
  const found = typeOf(value)
  if (allowed.includes(found) || (found === 'integer' && allowed.includes('number'))) return []
  return [
    `instance type (${found}) does not match any allowed primitive type (allowed: ${JSON.stringify(allowed.sort())})`,
  ]
}

function enumProblems(values: Json, value: Json): string[] {
  const text = stable(value)
  if (!Array.isArray(values) || (values as readonly Json[]).some((one) => stable(one) === text)) return []
  return [
    `instance value (${JSON.stringify(value)}) not found in enum (possible values: ${JSON.stringify(values)})`,
  ]
}

/** Values that are equal have the same text. */
function stable(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(stable).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${stable(value[name] ?? null)}`).join(',')}}`
}

function numberProblems(schema: JsonObject, value: number): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const problems: string[] = []
  if (typeof maximum === 'number' && value > maximum)
    problems.push(
      `numeric instance is greater than the required maximum (maximum: ${maximum}, found: ${value})`,
    )
  if (typeof maximum === 'number' && exclusiveMaximum === true && value === maximum)
    problems.push(`numeric instance is not strictly lower than the required maximum ${maximum}`)
  if (typeof minimum === 'number' && value < minimum)
    problems.push(
      `numeric instance is lower than the required minimum (minimum: ${minimum}, found: ${value})`,
    )
  if (typeof minimum === 'number' && exclusiveMinimum === true && value === minimum)
    problems.push(`numeric instance is not strictly greater than the required minimum ${minimum}`)
  if (
    typeof multipleOf === 'number' &&
    multipleOf > 0 &&
    !Number.isInteger(Number((value / multipleOf).toPrecision(12)))
  )
    problems.push(`remainder of division is not zero (${value} / ${multipleOf})`)
  return problems
}

function textProblems({ minLength, maxLength, pattern, format }: JsonObject, value: string): string[] {
  const problems: string[] = []
  const length = [...value].length
  const shown = JSON.stringify(value)
  if (typeof minLength === 'number' && length < minLength)
    problems.push(`string ${shown} is too short (length: ${length}, required minimum: ${minLength})`)
  if (typeof maxLength === 'number' && length > maxLength)
    problems.push(`string ${shown} is too long (length: ${length}, maximum allowed: ${maxLength})`)
  if (typeof pattern === 'string' && !finds(pattern, value))
    problems.push(`ECMA 262 regex ${JSON.stringify(pattern)} does not match input string ${shown}`)
  if (typeof format === 'string' && Object.hasOwn(formats, format) && !formats[format]?.test(value))
    problems.push(`string ${shown} is invalid against requested format ${format}`)
  return problems
}

function finds(pattern: string, value: string): boolean {
  try {
    for (const _match of javaPattern(pattern).findAll(value)) return true
    return false
  } catch (error) {
    if (error instanceof TemplateError) throw new SchemaError(error.message)
    throw error
  }
}

/** Source: JSON Schema Validation, draft 4, section 7.3. Each is linear. */
const formats: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:Z|[+-]\d\d:?\d\d)$/i,
  email: /^[^\s@]+@[^\s@]+$/,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  ipv6: /^[0-9a-f:.]{2,45}$/i,
  uri: /^[a-z][a-z0-9+.-]*:\S*$/i,
}

function listProblems(schema: JsonObject, value: readonly Json[], next: Next): string[] {
  const { items, additionalItems, minItems, maxItems, uniqueItems } = schema
  const problems: string[] = []
  if (typeof minItems === 'number' && value.length < minItems)
    problems.push(
      `array is too short: must have at least ${minItems} elements but instance has ${value.length} elements`,
    )
  if (typeof maxItems === 'number' && value.length > maxItems)
    problems.push(
      `array is too long: must have at most ${maxItems} elements but instance has ${value.length} elements`,
    )
  if (uniqueItems === true && new Set(value.map(stable)).size < value.length)
    problems.push('array must not contain duplicate elements')
  if (Array.isArray(items)) {
    const each = items as readonly Json[]
    if (additionalItems === false && value.length > each.length)
      problems.push(`array has too many elements (found: ${value.length}, allowed: ${each.length})`)
    for (const [index, item] of value.entries())
      problems.push(...next(each[index] ?? (isObject(additionalItems) ? additionalItems : {}), item))
  } else if (isObject(items)) for (const item of value) problems.push(...next(items, item))
  return problems
}

function objectProblems(schema: JsonObject, value: JsonObject, next: Next): string[] {
  const {
    required,
    properties,
    patternProperties,
    additionalProperties,
    minProperties,
    maxProperties,
    dependencies,
  } = schema
  const names = Object.keys(value)
  const problems: string[] = []
  const missing = isList(required) ? required.map(String).filter((name) => !Object.hasOwn(value, name)) : []
  if (missing.length > 0)
    problems.push(`object has missing required properties (${JSON.stringify(missing.sort())})`)
  if (typeof minProperties === 'number' && names.length < minProperties)
    problems.push(
      `object has too few properties (found ${names.length} but schema requires at least ${minProperties})`,
    )
  if (typeof maxProperties === 'number' && names.length > maxProperties)
    problems.push(
      `object has too many properties (found ${names.length} but schema requires at most ${maxProperties})`,
    )
  const unknown: string[] = []
  for (const name of names) {
    const schemas = schemasFor(name, properties, patternProperties)
    if (schemas.length === 0 && additionalProperties === false) unknown.push(name)
    if (schemas.length === 0 && isObject(additionalProperties)) schemas.push(additionalProperties)
    for (const one of schemas) problems.push(...next(one, value[name] ?? null))
  }
  if (unknown.length > 0)
    problems.push(
      `object instance has properties which are not allowed by the schema: ${JSON.stringify(unknown.sort())}`,
    )
  if (isObject(dependencies)) problems.push(...dependencyProblems(dependencies, value, next))
  return problems
}

function schemasFor(name: string, properties: Json | undefined, patterns: Json | undefined): Json[] {
  const own = isObject(properties) && Object.hasOwn(properties, name) ? [properties[name] ?? {}] : []
  if (!isObject(patterns)) return own
  return [
    ...own,
    ...Object.entries(patterns).flatMap(([pattern, schema]) => (finds(pattern, name) ? [schema ?? {}] : [])),
  ]
}

function dependencyProblems(dependencies: JsonObject, value: JsonObject, next: Next): string[] {
  return Object.entries(dependencies).flatMap(([name, wanted]) => {
    if (!Object.hasOwn(value, name) || wanted === undefined) return []
    if (!isList(wanted)) return next(wanted, value)
    const missing = wanted.map(String).filter((one) => !Object.hasOwn(value, one))
    return missing.length === 0
      ? []
      : [
          `property ${JSON.stringify(name)} of object has missing property dependencies (missing: ${JSON.stringify(missing)})`,
        ]
  })
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function combined({ allOf, anyOf, oneOf, not }: JsonObject, value: Json, next: Next): string[] {
  const problems: string[] = []
  const matches = (schemas: readonly Json[]) => schemas.filter((one) => next(one, value).length === 0).length
  if (isList(allOf)) {
    const count = matches(allOf)
    if (count < allOf.length)
      problems.push(
        `instance failed to match all required schemas (matched only ${count} out of ${allOf.length})`,
      )
  }
  if (isList(anyOf) && matches(anyOf) === 0)
    problems.push(`instance failed to match at least one required schema among ${anyOf.length}`)
  if (isList(oneOf)) {
    const count = matches(oneOf)
    if (count !== 1)
      problems.push(`instance failed to match exactly one schema (matched ${count} out of ${oneOf.length})`)
  }
  if (isObject(not) && next(not, value).length === 0)
    problems.push('instance matched a schema which it should not have')
  return problems
}
