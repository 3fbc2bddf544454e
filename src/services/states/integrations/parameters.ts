/**
 * What a task hands to an operation: JSON held against the operation's shape. All that is wrong is told at once, as AWS tells it: `The field "x" is not
 * supported by Step Functions`.
 */
import { Readable } from 'node:stream'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import type { Member, Shape, StructureShape } from '../../../models/index.ts'

/** How members are named: as the model has them, but with a capital letter, or as the SDK for Java has them. */
export type Naming = (member: string) => string

export interface ReadParameters {
  readonly input: object
  /** What is wrong, in AWS's words. */
  readonly faults: readonly string[]
}

export interface ReadOptions {
  readonly naming: Naming
  /** Members that take any JSON where the operation takes text: `MessageBody`, and `Detail` of entries. */
  readonly texts?: ReadonlySet<string>
  /**
   * Members that are texts take any JSON, as its text: the universal integration's. UNVERIFIED as a rule: machines at AWS hand objects to `Output` of
   * sendTaskSuccess, `Input` of startExecution and `Detail` of putEvents.
   */
  readonly jsonAsText?: boolean
  /**
   * A value of DynamoDB may be its text alone, and its BOOL `"true"`: the optimized integration's, as AWS's samples have it (aws-samples/
   * step-functions-workflows-collection: quorum-with-parallel-pattern). Numbers it refuses.
   */
  readonly plainValues?: boolean
}

export function readParameters(shape: StructureShape, value: Json, options: ReadOptions): ReadParameters {
  const reader = new Reader(options)
  const input = isObject(value) ? reader.structure(shape, value) : {}
  if (!isObject(value)) reader.faults.push('The parameters must be a JSON object')
  return { input, faults: reader.faults }
}

class Reader {
  readonly faults: string[] = []
  readonly #naming: Naming
  readonly #texts: ReadonlySet<string>
  readonly #jsonAsText: boolean
  readonly #plainValues: boolean

  constructor({ naming, texts = new Set(), jsonAsText = false, plainValues = false }: ReadOptions) {
    this.#naming = naming
    this.#texts = texts
    this.#jsonAsText = jsonAsText
    this.#plainValues = plainValues
  }

  structure(shape: StructureShape, value: JsonObject): Record<string, unknown> {
    const read: Record<string, unknown> = {}
    const given = new Set<string>()
    for (const [name, item] of Object.entries(value)) {
      const member = this.#member(shape, name)
      if (!member) this.faults.push(notSupported(name))
      else {
        // Null is there: the operation is to refuse it. Observed on AWS, 2023-07-27 (test_dynamodb_invalid_param).
        given.add(member.name)
        if (item !== null && item !== undefined) read[member.name] = this.#value(member, item, name)
      }
    }
    if (shape.type === 'structure')
      for (const { name, required } of shape.members)
        if (required && !given.has(name))
          this.faults.push(`The field '${this.#naming(name)}' is required but was missing`)
    return read
  }

  #member({ members }: StructureShape, name: string): Member | undefined {
    return members.find((member) => this.#naming(member.name) === name || capitalized(member.name) === name)
  }

  #value({ shape, traits }: Member, value: Json, name: string): unknown {
    if (this.#texts.has(name) && typeof value !== 'string') return JSON.stringify(value)
    if (shape.type !== 'blob') return this.#shape(shape, value, name)
    const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8')
    return traits.streaming ? Readable.from([bytes]) : bytes
  }

  #shape(shape: Shape, value: Json, name: string): unknown {
    if (this.#plainValues && typeof value === 'string') {
      if (shape.type === 'union') return { S: value }
      if (shape.type === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
    }
    switch (shape.type) {
      case 'structure':
      case 'union':
        return isObject(value) ? this.structure(shape, value) : this.#wrong(name, 'STRUCTURE')
      case 'list':
        return Array.isArray(value)
          ? value.map((item: Json) => (item === null ? null : this.#value(shape.member, item, name)))
          : this.#wrong(name, 'LIST')
      case 'map':
        return isObject(value)
          ? Object.fromEntries(
              Object.entries(value).map(([key, item]) => [key, this.#value(shape.value, item ?? null, name)]),
            )
          : this.#wrong(name, 'MAP')
      case 'boolean':
        return typeof value === 'boolean' ? value : this.#wrong(name, 'BOOLEAN')
      case 'number':
        return typeof value === 'number' ? value : this.#wrong(name, 'NUMBER')
      case 'timestamp':
        return this.#instant(value, name)
      case 'document':
        return value
      default:
        if (typeof value === 'string') return value
        return this.#jsonAsText ? JSON.stringify(value) : this.#wrong(name, 'STRING')
    }
  }

  #instant(value: Json, name: string): Date | undefined {
    const ms = typeof value === 'number' ? value * 1_000 : Date.parse(String(value))
    return Number.isNaN(ms) ? this.#wrong(name, 'TIMESTAMP') : new Date(ms)
  }

  #wrong(name: string, type: string): undefined {
    this.faults.push(`The value for the field '${name}' must be a ${type}`)
    return undefined
  }
}

export function notSupported(name: string): string {
  return `The field "${name}" is not supported by Step Functions`
}

/** What is wrong with parameters that a definition has, as far as it is known before they are evaluated. */
export function checkStatic(shape: StructureShape, value: JsonObject, options: ReadOptions): string[] {
  const { naming } = options
  const given = new Set<string>()
  const faults: string[] = []
  for (const [written, item] of Object.entries(value)) {
    const name = written.endsWith('.$') ? written.slice(0, -2) : written
    const member = shape.members.find((one) => naming(one.name) === name || capitalized(one.name) === name)
    if (!member) {
      faults.push(notSupported(name))
      continue
    }
    given.add(member.name)
    const inner = member.shape
    if (written === name && inner.type === 'structure' && isObject(item))
      faults.push(...checkStatic(inner, item, options))
  }
  for (const { name, required } of shape.members)
    if (required && !given.has(name)) faults.push(`The field '${naming(name)}' is required but was missing`)
  return faults
}

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
