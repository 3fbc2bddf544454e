/**
 * Stands in change sets for what is only known when resources have been made.
 * Source: API Reference, ResourceTargetDefinition, AfterValue.
 */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** Whether a value holds something that is not known yet. */
export function isUnknown(value: unknown): boolean {
  return typeof value === 'string' && value.includes(knownAfterApply)
}

/** What `AWS::NoValue` gives: the member or item is left out. */
export const noValue: unique symbol = Symbol('AWS::NoValue')
