import { InvalidResource, wrongPropertyType } from '../errors.ts'
import { type Dict, isDict, type Value } from '../python/values.ts'

/** Whether a value has the type that a property asks for. `expected` is how messages call that type. */
export interface Check {
  (value: Value): boolean
  readonly expected?: string
}

/** What one property of a SAM resource or event may be. */
export interface PropertyRule {
  readonly required: boolean
  readonly check: Check
  /** Whether a map of one member passes unseen, as it may be an intrinsic function. */
  readonly intrinsics: boolean
}

/** The properties of a SAM resource or event by name, in the order in which they are checked. */
export type PropertyRules = Readonly<Record<string, PropertyRule>>

function named(check: (value: Value) => boolean, expected: string): Check {
  return Object.assign((value: Value) => check(value), { expected })
}

/** A map. */
export const isMap: Check = named((value) => isDict(value), 'map')
/** A text. */
export const isText: Check = named((value) => typeof value === 'string', 'string')
/** A boolean. */
export const isBoolean: Check = (value) => typeof value === 'boolean'
/** A list. */
export const isList: Check = (value) => Array.isArray(value)
/** A whole number; Python's booleans are such. */
export const isInteger: Check = (value) => typeof value === 'boolean' || Number.isInteger(value)
/** Anything. */
export const isAnything: Check = () => true

/** One of several types. */
export function oneOf(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value))
}

/** A list of items of a type. */
export function listOf(item: Check): Check {
  return (value) => Array.isArray(value) && value.every((entry) => item(entry))
}

/** A map whose values have a type. */
export function mapOf(item: Check): Check {
  return (value) => isDict(value) && Object.values(value).every((entry) => item(entry))
}

/** One of some words. */
export function wordOf(...words: readonly string[]): Check {
  const quoted = words.map((word) => `'${word}'`)
  const last = quoted.at(-1) ?? ''
  const expected =
    words.length === 1
      ? `the string ${last}`
      : words.length === 2
        ? `one of the strings: ${quoted.join(' or ')}`
        : `one of the strings: ${quoted.slice(0, -1).join(', ')}, or ${last}`
  return named((value) => typeof value === 'string' && words.includes(value), expected)
}

/** A property that may be an intrinsic function instead of its type. */
export function optional(check: Check): PropertyRule {
  return { required: false, check, intrinsics: true }
}

/** As `optional`, and it must be there. */
export function required(check: Check): PropertyRule {
  return { required: true, check, intrinsics: true }
}

/** A property whose type holds for maps of one member too. */
export function strict(check: Check, needed = false): PropertyRule {
  return { required: needed, check, intrinsics: false }
}

/** A property that goes to CloudFormation as it is. */
export const passThrough: PropertyRule = strict(isAnything)
/** As `passThrough`, and it must be there. */
export const requiredPassThrough: PropertyRule = strict(isAnything, true)

/** Throws AWS's error for the first property that is missing or of a wrong type. */
export function checkProperties(logicalId: string, properties: Dict, rules: PropertyRules): void {
  for (const name in rules) {
    const rule = rules[name] as PropertyRule
    const value = properties[name] ?? null
    if (rule.intrinsics && isDict(value) && Object.keys(value).length === 1) continue
    if (value === null) {
      if (rule.required) throw new InvalidResource(logicalId, `Missing required property '${name}'.`)
    } else if (!rule.check(value)) throw wrongPropertyType(logicalId, name, rule.check.expected)
  }
}
