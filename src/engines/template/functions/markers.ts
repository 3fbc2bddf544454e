import type { Json } from '../../../base/json.ts'

/**
 * Stands in change sets for what is only known when resources have been made.
 * Source: API Reference, ResourceTargetDefinition, AfterValue.
 */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** Whether a value holds something that is not known yet. */
export function isUnknown(value: unknown): boolean {
  return typeof value === 'string' && value.includes(knownAfterApply)
}

/** Whether a computed value still holds something that is only known when resources exist. */
export function hasUnknown(value: Json): boolean {
  if (typeof value === 'string') return isUnknown(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((item) => item !== undefined && hasUnknown(item as Json))
}

/** What `AWS::NoValue` gives: the member or item is left out. */
export const noValue: unique symbol = Symbol('AWS::NoValue')
