/**
 * Filter policies of subscriptions: patterns in the language of EventBridge's, with limits of their own.
 * Source: SNS Developer Guide, "Amazon SNS subscription filter policies"; AWS's words as it sends them.
 */
import { isObject, type Json } from '../../../base/json.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { compileEventPattern, EventPatternError } from '../../../engines/event-pattern/index.ts'
import {
  filterPolicyBytesMax,
  filterPolicyCombinationsMax,
  filterPolicyKeysMax,
  filterPolicyNumberMax,
} from '../limits.ts'
import { nestingOf } from './nesting.ts'

export type FilterScope = 'MessageAttributes' | 'MessageBody'

/** What a message shows to filters. Both are asked for only when a filter looks at them. */
export interface Filtered {
  attributes(): Json
  /** Undefined for a body that is not JSON. */
  body(): Json | undefined
}

/** A filter that is ready. */
export type Filter = (message: Filtered) => boolean

/** Why a text is no filter policy. `nested`: for this scope alone, and worded without the parameter's name. */
export interface FilterProblem {
  readonly message: string
  readonly nested?: boolean
}

const tooComplex: FilterProblem = { message: 'Filter policy is too complex' }

/** What is wrong with a policy; undefined when nothing is. */
export function filterProblem(text: string, scope: FilterScope): FilterProblem | undefined {
  // UNVERIFIED: the words.
  if (utf8Bytes(text) > filterPolicyBytesMax) return { message: 'Filter policy is too large' }
  // Each level multiplies the combinations.
  if (nestingOf(text) > filterPolicyCombinationsMax + 2) return tooComplex
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    return { message: `failed to parse JSON. ${patternProblem(text) ?? 'Unexpected end-of-input'}` }
  }
  if (isObject(policy)) {
    if (scope === 'MessageAttributes' && isNested(policy))
      return {
        message: 'Filter policy scope MessageAttributes does not support nested filter policy',
        nested: true,
      }
    const measured = measure(policy, 1)
    if (measured.keys > filterPolicyKeysMax)
      return { message: `Filter policy can not have more than ${filterPolicyKeysMax} keys` }
    if (measured.combinations > filterPolicyCombinationsMax) return tooComplex
  }
  const problem = patternProblem(text)
  if (problem !== undefined) return { message: problem }
  // UNVERIFIED: the words, which Event Ruler had when this was its own limit.
  return hasLargeNumber(policy as Json)
    ? { message: 'Value must be between -1.0E9 and 1.0E9, inclusive' }
    : undefined
}

/** Compiles a policy in which {@link filterProblem} found nothing. */
export function compileFilter(text: string, scope: FilterScope): Filter {
  const pattern = compileEventPattern(text)
  if (scope === 'MessageAttributes') return (message) => pattern.matches(message.attributes())
  return (message) => {
    const body = message.body()
    return isObject(body) && pattern.matches(body as Json)
  }
}

/** A policy that filters nothing. */
export function isEmptyPolicy(text: string): boolean {
  return /^\s*(?:\{\s*\})?\s*$/.test(text)
}

function patternProblem(text: string): string | undefined {
  try {
    compileEventPattern(text)
    return undefined
  } catch (error) {
    if (error instanceof EventPatternError) return error.message
    throw error
  }
}

function isNested(policy: object): boolean {
  return Object.entries(policy).some(([key, value]) =>
    key === '$or' && Array.isArray(value)
      ? value.some((alternative) => isObject(alternative) && isNested(alternative))
      : isObject(value),
  )
}

/**
 * The lists of a policy, and the product of their lengths, each times how deep it lies; alternatives of `$or` are added up.
 * Source: Developer Guide, "Filter policy constraints".
 */
function measure(policy: object, depth: number): { readonly keys: number; readonly combinations: number } {
  let keys = 0
  let combinations = 1
  for (const [key, value] of Object.entries(policy)) {
    if (key === '$or' && Array.isArray(value)) {
      let sum = 0
      for (const alternative of value) {
        const inner = isObject(alternative) ? measure(alternative, depth) : { keys: 0, combinations: 1 }
        keys += inner.keys
        sum += inner.combinations
      }
      combinations *= Math.max(1, sum)
    } else if (Array.isArray(value)) {
      keys += 1
      combinations *= Math.max(1, value.length) * depth
    } else if (isObject(value)) {
      const inner = measure(value, depth + 1)
      keys += inner.keys
      combinations *= inner.combinations
    }
  }
  return { keys, combinations }
}

/** Whether a comparison names a number beyond what SNS compares. */
function hasLargeNumber(value: Json, compared = false): boolean {
  if (typeof value === 'number') return compared && Math.abs(value) > filterPolicyNumberMax
  if (Array.isArray(value)) return value.some((item: Json) => hasLargeNumber(item, compared))
  if (!isObject(value)) return false
  return Object.entries(value).some(([key, item]) =>
    hasLargeNumber(item as Json, compared || key === 'numeric'),
  )
}
