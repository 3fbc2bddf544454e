/**
 * The attributes of a queue: which there are, what they may be, and what holds when one is not set. A queue keeps those that were
 * set, as texts. Source: API Reference, SetQueueAttributes, CreateQueue, GetQueueAttributes.
 */
import { invalidAttributeName, invalidAttributeValue, queueNameExists, unknownAttribute } from '../errors.ts'
import {
  delaySecondsMax,
  messageBytesMax,
  policyBytesMax,
  visibilitySecondsMax,
  waitSecondsMax,
} from '../limits.ts'
import type { QueueAddress } from './names.ts'
import {
  type RedriveAllowPolicy,
  type RedrivePolicy,
  readRedriveAllowPolicy,
  readRedrivePolicy,
} from './redrive.ts'

export type Attributes = Readonly<Record<string, string>>

/** What a queue does, from its attributes. */
export interface QueueSettings {
  readonly delayMs: number
  readonly messageBytesMax: number
  readonly retentionMs: number
  readonly waitMs: number
  readonly visibilityMs: number
  readonly contentBasedDeduplication: boolean
  /** Whether messages of two groups may have the same deduplication id. */
  readonly deduplicatesByGroup: boolean
  readonly redrive?: RedrivePolicy
  readonly redriveAllow?: RedriveAllowPolicy
  readonly policy?: string
  /** Under which key of KMS bodies are encrypted, and how long a data key is used again. */
  readonly kms?: { readonly keyId: string; readonly reuseMs: number }
}

interface Range {
  readonly min: number
  readonly max: number
  readonly usual: number
}

const numbers: Readonly<Record<string, Range>> = {
  DelaySeconds: { min: 0, max: delaySecondsMax, usual: 0 },
  MaximumMessageSize: { min: 1024, max: messageBytesMax, usual: messageBytesMax },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, usual: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: waitSecondsMax, usual: 0 },
  VisibilityTimeout: { min: 0, max: visibilitySecondsMax, usual: 30 },
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400, usual: 300 },
}

/** Of FIFO queues alone: possible values, the first holds when none is set. */
const fifoChoices: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ['false', 'true'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
}

/** Set to nothing, they are gone. */
const removable = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'])

/** What is computed for each answer. */
export const computedNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
] as const

const readableNames: ReadonlySet<string> = new Set([
  'All',
  ...computedNames,
  ...Object.keys(numbers),
  ...Object.keys(fifoChoices),
  ...removable,
  'FifoQueue',
  'SqsManagedSseEnabled',
])

/** Fails with InvalidAttributeName for a name that GetQueueAttributes does not know. */
export function checkReadableNames(names: readonly string[]): void {
  for (const name of names) if (!readableNames.has(name)) throw unknownAttribute(name)
}

/** Whom attributes are for, and what can be said of policies only by others. */
export interface AttributeRules {
  readonly address: QueueAddress
  readonly fifo: boolean
  /** Whether a text is a policy document. */
  readonly isPolicy: (text: string) => boolean
}

/**
 * The attributes of a queue after a request sets some: all that was set, without what was removed. Fails with
 * InvalidAttributeName, InvalidAttributeValue or InvalidParameterValue.
 */
export function withAttributes(before: Attributes, given: Attributes, rules: AttributeRules): Attributes {
  const after: Record<string, string> = { ...before }
  for (const [name, text] of Object.entries(given)) {
    if (text === '' && removable.has(name)) delete after[name]
    else after[name] = checked(name, text, rules)
  }
  return withOneEncryption(after, given)
}

function checked(name: string, text: string, rules: AttributeRules): string {
  const range = numbers[name]
  if (range !== undefined) {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= range.min && value <= range.max)) throw invalidAttributeValue(name)
    return String(value)
  }
  const choices = fifoChoices[name]
  if (choices !== undefined) {
    if (!rules.fifo) throw unknownAttribute(name)
    return oneOf(name, text, choices)
  }
  switch (name) {
    case 'FifoQueue':
      if (!rules.fifo) throw unknownAttribute(name)
      if (text !== 'true')
        throw invalidAttributeValue(name, ' Reason: Modifying queue type is not supported.')
      return text
    case 'SqsManagedSseEnabled':
      return oneOf(name, text, ['false', 'true'])
    case 'KmsMasterKeyId':
      if (text.length > 2048) throw invalidAttributeValue(name)
      return text
    case 'Policy':
      if (text.length > policyBytesMax || !rules.isPolicy(text)) throw invalidAttributeValue(name)
      return text
    case 'RedrivePolicy':
      readRedrivePolicy(text, rules.address)
      return text
    case 'RedriveAllowPolicy':
      readRedriveAllowPolicy(text)
      return text
    default:
      throw unknownAttribute(name)
  }
}

function oneOf(name: string, text: string, choices: readonly string[]): string {
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase())
  if (found === undefined) throw invalidAttributeValue(name)
  return found
}

/** Source: "Encryption at rest in Amazon SQS": a queue is encrypted by one kind of key. */
function withOneEncryption(after: Record<string, string>, given: Attributes): Attributes {
  const byKms = given.KmsMasterKeyId !== undefined && given.KmsMasterKeyId !== ''
  const bySqs = given.SqsManagedSseEnabled?.toLowerCase() === 'true'
  if (after.KmsMasterKeyId !== undefined && bySqs) {
    throw invalidAttributeName(
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    )
  }
  if (byKms) after.SqsManagedSseEnabled = 'false'
  if (after.FifoThroughputLimit === 'perMessageGroupId' && after.DeduplicationScope !== 'messageGroup') {
    // UNVERIFIED: AWS's words. Source of the rule: "High throughput for FIFO queues".
    throw invalidAttributeValue(
      'FifoThroughputLimit',
      ' Reason: The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.',
    )
  }
  return after
}

/** The attributes that a queue has, set or not, without the computed ones. */
export function effectiveAttributes(set: Attributes, fifo: boolean): Attributes {
  const all: Record<string, string> = {}
  for (const [name, { usual }] of Object.entries(numbers)) {
    if (name === 'KmsDataKeyReusePeriodSeconds' && set.KmsMasterKeyId === undefined) continue
    all[name] = set[name] ?? String(usual)
  }
  if (fifo) {
    all.FifoQueue = 'true'
    for (const [name, [usual = '']] of Object.entries(fifoChoices)) all[name] = set[name] ?? usual
  }
  for (const name of removable) if (set[name] !== undefined) all[name] = set[name]
  all.SqsManagedSseEnabled = set.SqsManagedSseEnabled ?? 'true'
  return all
}

/** Fails with QueueNameExists when a queue that exists differs in an attribute that a request to create it names. */
export function checkSameAttributes(existing: Attributes, asked: Attributes, given: Attributes): void {
  for (const name of Object.keys(given)) {
    if (existing[name] !== asked[name]) throw queueNameExists(name)
  }
}

/** Reads what a queue does. The attributes were checked when they were set. */
export function settingsOf(set: Attributes, address: QueueAddress): QueueSettings {
  const number = (name: string) => Number(set[name] ?? numbers[name]?.usual)
  return {
    delayMs: number('DelaySeconds') * 1000,
    messageBytesMax: number('MaximumMessageSize'),
    retentionMs: number('MessageRetentionPeriod') * 1000,
    waitMs: number('ReceiveMessageWaitTimeSeconds') * 1000,
    visibilityMs: number('VisibilityTimeout') * 1000,
    contentBasedDeduplication: set.ContentBasedDeduplication === 'true',
    deduplicatesByGroup: set.DeduplicationScope === 'messageGroup',
    ...(set.RedrivePolicy === undefined ? {} : { redrive: readRedrivePolicy(set.RedrivePolicy, address) }),
    ...(set.RedriveAllowPolicy === undefined
      ? {}
      : { redriveAllow: readRedriveAllowPolicy(set.RedriveAllowPolicy) }),
    ...(set.Policy === undefined ? {} : { policy: set.Policy }),
    ...(set.KmsMasterKeyId === undefined
      ? {}
      : {
          kms: { keyId: set.KmsMasterKeyId, reuseMs: number('KmsDataKeyReusePeriodSeconds') * 1000 },
        }),
  }
}
