import type { Json } from '../../../base/json.ts'
import type { Checks } from './checks.ts'

/**
 * Texts that look like paths or intrinsic functions, but stand for themselves, for their member's name does not end with `.$`.
 * Source: ValidateStateMachineDefinition's codes. UNVERIFIED: the words, and where exactly it warns.
 */
export function lintPayload(value: Json, location: string, checks: Checks): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value) as [string, Json][]) {
    if (Array.isArray(value)) lintPayload(member, `${location}[${name}]`, checks)
    else if (typeof member === 'object') lintPayload(member, `${location}/${name}`, checks)
    else if (typeof member === 'string' && !name.endsWith('.$') && looksDynamic(member))
      checks.warn(
        `The value of '${name}' looks like a JSONPath or an intrinsic function. Use '${name}.$' to evaluate it at run time.`,
        `${location}/${name}`,
        'NO_DOLLAR',
      )
  }
}

/** A Result is given as it is written. */
export function lintResult(value: Json, location: string, checks: Checks): void {
  if (hasDynamic(value))
    checks.warn(
      "The value of 'Result' looks like a JSONPath or an intrinsic function, but a Result is static. Use 'Parameters' to evaluate it at run time.",
      location,
      'PASS_RESULT_IS_STATIC',
    )
}

function hasDynamic(value: Json): boolean {
  if (typeof value === 'string') return looksDynamic(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, member]) => name.endsWith('.$') || (member !== undefined && hasDynamic(member as Json)),
  )
}

function looksDynamic(text: string): boolean {
  return text === '$' || text === '$$' || /^\$\$?[.[]/.test(text) || /^States\.[A-Z][A-Za-z0-9]*\(/.test(text)
}
