/**
 * Delivery policies: how deliveries to HTTP endpoints are repeated. Source: Developer Guide, "Creating an HTTP/S delivery policy" and
 * "Amazon SNS message delivery retries"; the forms as GetTopicAttributes and GetSubscriptionAttributes answer them.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { invalidParameter } from '../errors.ts'

export type RetryPolicy = {
  readonly minDelayTarget: number
  readonly maxDelayTarget: number
  readonly numRetries: number
  readonly numMaxDelayRetries: number
  readonly numNoDelayRetries: number
  readonly numMinDelayRetries: number
  readonly backoffFunction: string
}

/** Units: seconds, and tries. */
const defaultRetryPolicy: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
}

const defaultContentType = 'text/plain; charset=UTF-8'

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  minDelayTarget: [1, 3600],
  maxDelayTarget: [1, 3600],
  numRetries: [0, 100],
  numMaxDelayRetries: [0, 100],
  numNoDelayRetries: [0, 100],
  numMinDelayRetries: [0, 100],
}
const backoffFunctions = ['linear', 'arithmetic', 'geometric', 'exponential']
const contentTypes =
  /^(?:application\/(?:atom\+xml|json|octet-stream|soap\+xml|x-www-form-urlencoded|xhtml\+xml|xml)|text\/(?:css|csv|html|plain|xml))(?:;\s*charset=[\w-]+)?$/i

/** What holds for one subscription. */
export interface EffectivePolicy {
  readonly retry: RetryPolicy
  readonly contentType: string
  readonly maxReceivesPerSecond?: number
}

/** A topic's policy as it is kept; undefined when there is nothing in it. Fails with InvalidParameter. */
export function readTopicPolicy(text: string): string | undefined {
  const document = readObject(text)
  const http = document.http
  if (http === undefined || http === null) return undefined
  const { defaultHealthyRetryPolicy, defaultThrottlePolicy, defaultRequestPolicy, ...rest } = object(
    http,
    'http',
  )
  const { disableSubscriptionOverrides = false, defaultSicklyRetryPolicy, ...unknown } = rest
  refuseUnknown(unknown, 'http')
  if (typeof disableSubscriptionOverrides !== 'boolean')
    throw wrong('http.disableSubscriptionOverrides must be a boolean')
  refuseSickly(defaultSicklyRetryPolicy)
  const kept: JsonObject = {
    ...part(
      'defaultHealthyRetryPolicy',
      checkRetry(defaultHealthyRetryPolicy, 'http.defaultHealthyRetryPolicy'),
    ),
    disableSubscriptionOverrides,
    ...part('defaultThrottlePolicy', checkThrottle(defaultThrottlePolicy)),
    ...part('defaultRequestPolicy', checkRequest(defaultRequestPolicy)),
  }
  return JSON.stringify({ http: kept })
}

/** A subscription's policy as it is kept; undefined when there is nothing in it. Fails with InvalidParameter. */
export function readSubscriptionPolicy(text: string): string | undefined {
  const {
    healthyRetryPolicy,
    sicklyRetryPolicy,
    throttlePolicy,
    requestPolicy,
    guaranteed = false,
    ...unknown
  } = readObject(text)
  refuseUnknown(unknown, 'DeliveryPolicy')
  refuseSickly(sicklyRetryPolicy)
  if (guaranteed !== false) throw wrong('guaranteed must be false')
  const retry = checkRetry(healthyRetryPolicy, 'healthyRetryPolicy')
  const throttle = checkThrottle(throttlePolicy)
  const request = checkRequest(requestPolicy)
  if (retry === undefined && throttle === undefined && request === undefined) return undefined
  return JSON.stringify({
    healthyRetryPolicy: retry === undefined ? null : { ...defaultRetryPolicy, ...retry },
    sicklyRetryPolicy: null,
    throttlePolicy: throttle ?? null,
    requestPolicy: request ?? null,
    guaranteed: false,
  })
}

/** `EffectiveDeliveryPolicy` of a topic. */
export function effectiveTopicPolicy(kept: string | undefined): string {
  const http = topicPart(kept)
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: { ...defaultRetryPolicy, ...http.defaultHealthyRetryPolicy },
      disableSubscriptionOverrides: http.disableSubscriptionOverrides ?? false,
      ...(http.defaultThrottlePolicy === undefined
        ? {}
        : { defaultThrottlePolicy: http.defaultThrottlePolicy }),
      defaultRequestPolicy: http.defaultRequestPolicy ?? { headerContentType: defaultContentType },
    },
  })
}

/** `EffectiveDeliveryPolicy` of a subscription. */
export function effectiveSubscriptionPolicy(topic: string | undefined, own: string | undefined): string {
  const { retry, contentType, maxReceivesPerSecond } = effectivePolicy(topic, own)
  return JSON.stringify({
    healthyRetryPolicy: retry,
    sicklyRetryPolicy: null,
    throttlePolicy: maxReceivesPerSecond === undefined ? null : { maxReceivesPerSecond },
    requestPolicy: { headerContentType: contentType },
    guaranteed: false,
  })
}

/** What holds for a subscription by its topic's policy and its own, both as they are kept. */
export function effectivePolicy(topic: string | undefined, own: string | undefined): EffectivePolicy {
  const http = topicPart(topic)
  const given = own === undefined || http.disableSubscriptionOverrides ? {} : (JSON.parse(own) as KeptOwn)
  const throttle = given.throttlePolicy ?? http.defaultThrottlePolicy
  const request = given.requestPolicy ?? http.defaultRequestPolicy
  return {
    retry: { ...defaultRetryPolicy, ...(given.healthyRetryPolicy ?? http.defaultHealthyRetryPolicy) },
    contentType: request?.headerContentType ?? defaultContentType,
    ...(throttle === undefined || throttle === null
      ? {}
      : { maxReceivesPerSecond: throttle.maxReceivesPerSecond }),
  }
}

/**
 * How long to wait before a try is repeated; undefined when it was the last one. `failures` counts the tries that failed. The phases:
 * at once, at the shortest pause, growing, at the longest. Unit: milliseconds.
 */
export function retryDelayMs(policy: RetryPolicy, failures: number): number | undefined {
  const { numRetries, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = policy
  const { minDelayTarget: shortest, maxDelayTarget: longest, backoffFunction } = policy
  if (failures > numRetries) return undefined
  if (failures <= numNoDelayRetries) return 0
  if (failures <= numNoDelayRetries + numMinDelayRetries) return shortest * 1000
  const growing = Math.max(0, numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries)
  const step = failures - numNoDelayRetries - numMinDelayRetries
  if (step > growing) return longest * 1000
  const share = growing <= 1 ? 0 : (step - 1) / (growing - 1)
  return Math.round(1000 * (shortest + (longest - shortest) * curve(backoffFunction, share, growing)))
}

/** From 0 to 1 as the share of the phase goes from 0 to 1. UNVERIFIED: AWS shows the curves as a picture alone. */
function curve(name: string, share: number, growing: number): number {
  switch (name) {
    case 'arithmetic':
      return share * share
    case 'geometric':
      return (2 ** (share * 5) - 1) / 31
    case 'exponential':
      return (Math.exp(share * growing) - 1) / (Math.exp(growing) - 1)
    default:
      return share
  }
}

interface KeptTopic {
  readonly defaultHealthyRetryPolicy?: Partial<RetryPolicy>
  readonly disableSubscriptionOverrides?: boolean
  readonly defaultThrottlePolicy?: { readonly maxReceivesPerSecond: number }
  readonly defaultRequestPolicy?: { readonly headerContentType: string }
}

interface KeptOwn {
  readonly healthyRetryPolicy?: Partial<RetryPolicy> | null
  readonly throttlePolicy?: { readonly maxReceivesPerSecond: number } | null
  readonly requestPolicy?: { readonly headerContentType: string } | null
}

function topicPart(kept: string | undefined): KeptTopic {
  return kept === undefined ? {} : (JSON.parse(kept) as { http: KeptTopic }).http
}

function checkRetry(value: Json | undefined, where: string): JsonObject | undefined {
  if (value === undefined || value === null) return undefined
  const policy = object(value, where)
  for (const [name, given] of Object.entries(policy)) {
    if (name === 'backoffFunction') {
      if (typeof given !== 'string' || !backoffFunctions.includes(given))
        throw wrong(`${where}.backoffFunction must be one of ${backoffFunctions.join(', ')}`)
      continue
    }
    const range = ranges[name]
    if (range === undefined) throw wrong(`unexpected attribute ${where}.${name}`)
    const [least, most] = range
    if (typeof given !== 'number' || !Number.isInteger(given) || given < least || given > most)
      throw wrong(`${where}.${name} must be between ${least} and ${most}`)
  }
  const whole = { ...defaultRetryPolicy, ...policy } as RetryPolicy
  if (whole.minDelayTarget > whole.maxDelayTarget)
    throw wrong(`${where}.maxDelayTarget must be greater than or equal to ${where}.minDelayTarget`)
  if (whole.numNoDelayRetries + whole.numMinDelayRetries + whole.numMaxDelayRetries > whole.numRetries)
    throw wrong(
      `${where}.numRetries must be greater than or equal to the sum of numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries`,
    )
  return policy
}

function checkThrottle(value: Json | undefined): JsonObject | undefined {
  if (value === undefined || value === null) return undefined
  const { maxReceivesPerSecond: most, ...unknown } = object(value, 'throttlePolicy')
  refuseUnknown(unknown, 'throttlePolicy')
  if (most === undefined || most === null) return undefined
  if (typeof most !== 'number' || !Number.isInteger(most) || most < 1)
    throw wrong('throttlePolicy.maxReceivesPerSecond must be at least 1')
  return { maxReceivesPerSecond: most }
}

function checkRequest(value: Json | undefined): JsonObject | undefined {
  if (value === undefined || value === null) return undefined
  const { headerContentType: type, ...unknown } = object(value, 'requestPolicy')
  refuseUnknown(unknown, 'requestPolicy')
  if (type === undefined || type === null) return undefined
  if (typeof type !== 'string' || !contentTypes.test(type))
    throw wrong('requestPolicy.headerContentType is not a supported content type')
  return { headerContentType: type }
}

function part(name: string, value: JsonObject | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value }
}

function readObject(text: string): JsonObject {
  if (text.trim() === '') return {}
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    throw wrong('failed to parse JSON.')
  }
  return object(value, 'DeliveryPolicy')
}

function object(value: Json, where: string): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw wrong(`${where} must be an object`)
  return value as JsonObject
}

function refuseUnknown(unknown: object, where: string): void {
  const [name] = Object.keys(unknown)
  if (name !== undefined) throw wrong(`unexpected attribute ${where}.${name}`)
}

/** Nothing acts on it, here or, by its own documentation, at AWS any more. */
function refuseSickly(value: Json | undefined): void {
  if (value !== undefined && value !== null) throw wrong('sicklyRetryPolicy is not supported')
}

/** UNVERIFIED: the words behind the parameter's name. */
function wrong(reason: string): Error {
  return invalidParameter(`DeliveryPolicy: ${reason}`)
}
