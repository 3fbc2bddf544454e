import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { memberLocation } from '../expressions/location.ts'
import type { Diagnostic } from './diagnostics.ts'
import { diagnosticsMax } from './limits.ts'

/** What was found in a definition so far, and how its members are asked for. The words are AWS's. */
export class Checks {
  readonly diagnostics: Diagnostic[] = []
  /** How many of them are errors. */
  errors = 0

  readonly error = (message: string, location?: string, code = 'SCHEMA_VALIDATION_FAILED'): void => {
    this.errors++
    this.#add({
      severity: 'ERROR',
      code,
      message,
      ...(location !== undefined && { location: location || '/' }),
    })
  }

  readonly warn = (message: string, location: string, code: string): void => {
    this.#add({ severity: 'WARNING', code, message, location })
  }

  #add(diagnostic: Diagnostic): void {
    if (this.diagnostics.length < diagnosticsMax) this.diagnostics.push(diagnostic)
  }

  object(value: Json | undefined, location: string): JsonObject | undefined {
    if (isObject(value)) return value
    this.error('Expected value of type [OBJECT]', location)
    return undefined
  }

  /** An array that has something. */
  list(value: Json | undefined, location: string): readonly Json[] | undefined {
    if (!Array.isArray(value)) {
      this.error('Expected value of type [ARRAY]', location)
      return undefined
    }
    if (value.length > 0) return value
    this.error('Value cannot be empty', location)
    return undefined
  }

  /** An array of texts; undefined where there is none. What is no text is left out. */
  texts(value: Json | undefined, location: string): string[] | undefined {
    if (value === undefined) return undefined
    const list = this.list(value, location) ?? []
    return list.flatMap((item, index) => {
      if (typeof item === 'string') return [item]
      this.error('Expected value of type [STRING]', `${location}[${index}]`)
      return []
    })
  }

  text(object: JsonObject, name: string, location: string): string | undefined {
    const value = object[name]
    if (value === undefined || typeof value === 'string') return value
    this.error('Expected value of type [STRING]', memberLocation(location, name))
    return undefined
  }

  /** One of the words; undefined where it is another or absent. */
  word<T extends string>(
    object: JsonObject,
    name: string,
    words: readonly T[],
    location: string,
  ): T | undefined {
    const value = this.text(object, name, location)
    if (value === undefined) return undefined
    const found = words.find((word) => word === value)
    if (found === undefined)
      this.error(
        `Value should be one of the following: [${words.join(', ')}]`,
        memberLocation(location, name),
      )
    return found
  }

  /** A number within a range, its ends included. */
  number(object: JsonObject, name: string, range: Range, location: string): number | undefined {
    const value = object[name]
    if (value === undefined) return undefined
    return this.numberValue(value, range, memberLocation(location, name))
  }

  numberValue(value: Json, range: Range, at: string): number | undefined {
    const whole = range.whole !== false
    if (typeof value !== 'number' || (whole && !Number.isInteger(value)))
      this.error(`Expected value of type [${whole ? 'INTEGER' : 'NUMBER'}]`, at)
    else if (value < range.least) this.error(`Minimum value is ${range.least}`, at)
    else if (value > range.most) this.error(`Maximum value is ${range.most}`, at)
    else return value
    return undefined
  }

  required(object: JsonObject, names: readonly string[], location: string): void {
    const missing = names.filter((name) => object[name] === undefined)
    if (missing.length > 0) this.error(`These fields are required: [${missing.join(', ')}]`, location)
  }

  /** Fields that nothing knows are told at the object that has them. */
  only(object: JsonObject, names: ReadonlySet<string>, location: string): void {
    for (const name of Object.keys(object))
      if (!names.has(name)) this.error(`Field '${name}' is not supported`, location)
  }

  /** Not two of them; and, where one is needed, not none. */
  exclusive(object: JsonObject, names: readonly string[], location: string, needed = false): void {
    const present = names.filter((name) => object[name] !== undefined)
    if (present.length > 1)
      this.error(`There should only be one of the following fields: [${names.join(', ')}]`, location)
    if (needed && present.length === 0)
      this.error(`This object should have only one of the following fields: [${names.join(', ')}]`, location)
  }
}

export interface Range {
  readonly least: number
  readonly most: number
  /** Whether it has to be whole. Absent: true. */
  readonly whole?: boolean
}
