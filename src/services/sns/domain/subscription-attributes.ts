/** Attributes of subscriptions. Source: API Reference, Subscribe, SetSubscriptionAttributes. */
import { parseArn } from '../../../aws/arn.ts'
import { invalid, invalidParameter, notImplemented } from '../errors.ts'
import { readSubscriptionPolicy } from './delivery-policy.ts'
import { isHttp } from './endpoints.ts'
import { type FilterScope, filterProblem, isEmptyPolicy } from './filter-policy.ts'

export type Attributes = Readonly<Record<string, string>>

/** What an attribute is held against. */
export interface AttributeSetting {
  readonly protocol: string
  /** A FIFO topic's. */
  readonly fifo: boolean
  /** What AWS puts before the attribute's name: `Attributes Reason: ` in Subscribe. */
  readonly prefix: string
}

const names = [
  'DeliveryPolicy',
  'FilterPolicyScope',
  'FilterPolicy',
  'RawMessageDelivery',
  'RedrivePolicy',
] as const

/** Attributes of a new subscription. Fails with InvalidParameter. */
export function newAttributes(
  given: Readonly<Record<string, string | undefined>>,
  setting: AttributeSetting,
): Attributes {
  let attributes: Attributes = {}
  for (const name of Object.keys(given))
    if (!names.some((known) => known === name)) throw unknownAttribute(name, setting)
  // The scope comes before the policy that is read by it.
  for (const name of names) {
    const value = given[name]
    if (value !== undefined) attributes = withAttribute(attributes, name, value, setting)
  }
  return attributes
}

/** Attributes with one set anew. Fails with InvalidParameter. */
export function withAttribute(
  before: Attributes,
  name: string,
  value: string,
  setting: AttributeSetting,
): Attributes {
  const { [name]: _before, ...others } = before
  const next = readAttribute(before, name, value, setting)
  return next === undefined ? others : { ...others, [name]: next }
}

/** Whether a subscription has all attributes that a request for it names. */
export function hasAttributes(attributes: Attributes, asked: Attributes): boolean {
  return Object.entries(asked).every(([name, value]) => attributes[name] === value)
}

export function scopeOf({ FilterPolicyScope: scope }: Attributes): FilterScope {
  return scope === 'MessageBody' ? scope : 'MessageAttributes'
}

export function isRaw({ RawMessageDelivery: raw }: Attributes): boolean {
  return raw === 'true'
}

export function deadLetterArnOf({ RedrivePolicy: policy }: Attributes): string | undefined {
  if (policy === undefined) return undefined
  return (JSON.parse(policy) as { deadLetterTargetArn: string }).deadLetterTargetArn
}

function readAttribute(
  before: Attributes,
  name: string,
  value: string,
  setting: AttributeSetting,
): string | undefined {
  const { prefix, protocol } = setting
  switch (name) {
    case 'RawMessageDelivery': {
      const text = value.toLowerCase()
      if (text !== 'true' && text !== 'false')
        throw invalidParameter(
          `${prefix}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
        )
      // UNVERIFIED: the words.
      if (text === 'true' && protocol !== 'sqs' && !isHttp(protocol))
        throw invalidParameter(`${prefix}RawMessageDelivery: Not supported for protocol ${protocol}`)
      return text
    }
    case 'FilterPolicyScope': {
      if (value !== 'MessageBody' && value !== 'MessageAttributes')
        throw invalidParameter(
          `${prefix}FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
        )
      if (before.FilterPolicy !== undefined) checkFilter(before.FilterPolicy, value, prefix)
      return value
    }
    case 'FilterPolicy': {
      if (isEmptyPolicy(value)) return undefined
      checkFilter(value, scopeOf(before), prefix)
      return value
    }
    case 'DeliveryPolicy':
      // UNVERIFIED: the words.
      if (!isHttp(protocol) && value.trim() !== '')
        throw invalidParameter(`${prefix}DeliveryPolicy: Not supported for protocol ${protocol}`)
      return readSubscriptionPolicy(value)
    case 'RedrivePolicy':
      return readRedrivePolicy(value, setting)
    default:
      throw unknownAttribute(name, setting)
  }
}

function unknownAttribute(name: string, { prefix }: AttributeSetting): Error {
  if (name === 'ReplayPolicy')
    return notImplemented('Lambent keeps no archives of topics: ReplayPolicy cannot be set.')
  return prefix === ''
    ? invalidParameter('AttributeName')
    : invalidParameter(`${prefix}Unknown attribute: ${name}`)
}

function checkFilter(policy: string, scope: FilterScope, prefix: string): void {
  const problem = filterProblem(policy, scope)
  if (problem === undefined) return
  throw problem.nested
    ? invalid(`Invalid parameter: ${problem.message}`)
    : invalidParameter(`${prefix}FilterPolicy: ${problem.message}`)
}

function readRedrivePolicy(value: string, { prefix, fifo }: AttributeSetting): string | undefined {
  if (value.trim() === '') return undefined
  const refuse = (reason: string) => invalidParameter(`${prefix}RedrivePolicy: ${reason}`)
  let policy: { readonly deadLetterTargetArn?: unknown } | null
  try {
    policy = JSON.parse(value) as typeof policy
  } catch {
    throw refuse('failed to parse JSON.')
  }
  if (policy === null || typeof policy !== 'object' || Array.isArray(policy))
    throw refuse('failed to parse JSON.')
  const { deadLetterTargetArn: target } = policy
  if (target === undefined && Object.keys(policy).length === 0) return undefined
  const arn = typeof target === 'string' ? parseArn(target) : undefined
  if (arn?.service !== 'sqs' || arn.region === '' || !/^\d{12}$/.test(arn.accountId))
    throw refuse('deadLetterTargetArn is an invalid arn')
  const fifoQueue = arn.resource.endsWith('.fifo')
  if (fifo && !fifoQueue)
    throw refuse('must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.')
  // UNVERIFIED: the words.
  if (!fifo && fifoQueue)
    throw refuse('must use a standard queue as DLQ for a subscription to a standard Topic.')
  return value
}
