/**
 * Parameter policies: a JSON array of Expiration, ExpirationNotification and NoChangeNotification.
 * Source: Systems Manager User Guide, "Assigning parameter policies in Parameter Store". The messages are those that
 * users of AWS have published; which of the declared codes goes with some of them is UNVERIFIED.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { validation } from '../errors.ts'
import { policyCount } from '../limits.ts'
import { parseInstant } from './instant.ts'

/** A policy as it is kept. `text` is its JSON as the caller gave it, without insignificant spaces. */
export type Policy = { readonly text: string } & (
  | { readonly type: 'Expiration'; readonly at: number }
  | { readonly type: 'ExpirationNotification'; readonly beforeMs: number }
  | { readonly type: 'NoChangeNotification'; readonly afterMs: number }
)

const unitMs: Readonly<Record<string, number>> = { days: 86_400_000, hours: 3_600_000 }

/**
 * Reads the `Policies` of a request; `[]` and `[{}]` take all policies away.
 * Fails with ValidationException, PoliciesLimitExceededException, InvalidPolicyTypeException,
 * InvalidPolicyAttributeException or IncompatiblePolicyException.
 */
export function parsePolicies(text: string): Policy[] {
  const list = parseArray(text)
  if (list.length === 0 || (list.length === 1 && Object.keys(list[0] ?? {}).length === 0)) return []
  if (list.length > policyCount) {
    throw new AwsError(
      'PoliciesLimitExceededException',
      `Number of policies attached to a parameter cannot exceed ${policyCount}`,
    )
  }
  const policies = list.map(parsePolicy)
  const expirations = policies.filter((policy) => policy.type === 'Expiration').length
  if (expirations > 1) throw incompatible('There can be only one expiration policy')
  if (expirations === 0 && policies.some((policy) => policy.type === 'ExpirationNotification')) {
    throw incompatible('Expiration notification policies are missing expiration policy')
  }
  return policies
}

/** When the parameter ends by itself. Unit: milliseconds since the epoch. */
export function expiryOf(policies: readonly Policy[]): number | undefined {
  return policies.find((policy) => policy.type === 'Expiration')?.at
}

/** Whether a policy has been carried out. `lastModifiedAt` and `now` in milliseconds since the epoch. */
export function policyStatus(
  policy: Policy,
  all: readonly Policy[],
  lastModifiedAt: number,
  now: number,
): 'Pending' | 'Finished' {
  return now >= dueAt(policy, all, lastModifiedAt) ? 'Finished' : 'Pending'
}

/** When a policy is carried out. Unit: milliseconds since the epoch. */
export function dueAt(policy: Policy, all: readonly Policy[], lastModifiedAt: number): number {
  if (policy.type === 'Expiration') return policy.at
  if (policy.type === 'NoChangeNotification') return lastModifiedAt + policy.afterMs
  return (expiryOf(all) ?? Number.POSITIVE_INFINITY) - policy.beforeMs
}

function parseArray(text: string): Array<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (Array.isArray(value) && value.every(isRecord)) return value
  throw validation(`Invalid policies input: ${text}.`)
}

function parsePolicy(policy: Record<string, unknown>): Policy {
  const { Type: type, Version: version, Attributes: attributes } = policy
  const text = JSON.stringify(policy)
  if (type !== 'Expiration' && type !== 'ExpirationNotification' && type !== 'NoChangeNotification') {
    throw new AwsError('InvalidPolicyTypeException', `Policy type ${String(type)} is not supported.`)
  }
  if (version !== '1.0') throw invalidAttribute('Unsupported policy version.')
  if (!isRecord(attributes)) throw missingAttribute('Attributes')
  switch (type) {
    case 'Expiration':
      return { type, text, at: expirationInstant(attributes) }
    case 'ExpirationNotification':
      return { type, text, beforeMs: span(attributes, 'Before') }
    case 'NoChangeNotification':
      return { type, text, afterMs: span(attributes, 'After') }
  }
}

function expirationInstant(attributes: Record<string, unknown>): number {
  const { Timestamp: timestamp } = attributes
  if (timestamp === undefined) {
    throw invalidAttribute('A valid Expiration policy must have an attribute of Timestamp.')
  }
  const instant = typeof timestamp === 'string' ? parseInstant(timestamp) : undefined
  if (instant === undefined) throw invalidAttribute('Invalid timestamp format')
  return instant
}

function span(attributes: Record<string, unknown>, name: 'Before' | 'After'): number {
  const { [name]: amount, Unit: unit } = attributes
  if (amount === undefined) throw missingAttribute(name)
  if (unit === undefined) throw missingAttribute('Unit')
  if (!/^[1-9]\d{0,8}$/.test(String(amount))) {
    throw invalidAttribute(`Attribute ${name} must be a positive integer.`)
  }
  const milliseconds = unitMs[String(unit).toLowerCase()]
  if (milliseconds === undefined) throw invalidAttribute('Supported time units: DAYS HOURS')
  return Number(amount) * milliseconds
}

function missingAttribute(name: string): AwsError {
  return invalidAttribute(`Mandatory policy attribute ${name} is missing.`)
}

function invalidAttribute(message: string): AwsError {
  return new AwsError('InvalidPolicyAttributeException', message)
}

function incompatible(message: string): AwsError {
  return new AwsError('IncompatiblePolicyException', message)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
