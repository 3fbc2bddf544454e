/** Who may subscribe: protocols, and what their endpoints look like. Source: API Reference, Subscribe. */
import { parseArn } from '../../../aws/arn.ts'
import { type AccountId, parseAccountId } from '../../../aws/identifiers.ts'
import { invalid, invalidParameter, notImplemented } from '../errors.ts'

export type Protocol = 'http' | 'https' | 'email' | 'email-json' | 'sms' | 'sqs' | 'lambda'

const checks: Readonly<Record<Protocol, (endpoint: string) => void>> = {
  http: (endpoint) => checkUrl(endpoint, 'http:'),
  https: (endpoint) => checkUrl(endpoint, 'https:'),
  email: checkEmail,
  'email-json': checkEmail,
  sms: (endpoint) => {
    if (!/^\+?\d(?:[\d-]{4,18})\d$/.test(endpoint)) throw invalid(`Invalid SMS endpoint: ${endpoint}`)
  },
  sqs: (endpoint) => {
    const arn = parseArn(endpoint)
    if (arn?.service !== 'sqs' || !/^[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/.test(arn.resource) || !arn.region)
      throw invalidParameter('SQS endpoint ARN')
  },
  lambda: (endpoint) => {
    const arn = parseArn(endpoint)
    // UNVERIFIED: the words.
    if (arn?.service !== 'lambda' || !arn.resource.startsWith('function:'))
      throw invalidParameter('Lambda endpoint ARN')
  },
}

/** Fails with InvalidParameter, and with NotImplemented for what Lambent delivers to nobody. */
export function readEndpoint(
  protocol: string,
  endpoint: string | undefined,
  topicIsFifo: boolean,
): { readonly protocol: Protocol; readonly endpoint: string } {
  if (protocol === 'firehose' || protocol === 'application')
    throw notImplemented(`Lambent does not deliver to subscriptions of the protocol ${protocol}.`)
  if (!isProtocol(protocol))
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`)
  if (endpoint === undefined || endpoint === '')
    throw invalidParameter('Endpoint must match the specified protocol')
  checks[protocol](endpoint)
  // UNVERIFIED: the words.
  if (topicIsFifo && protocol !== 'sqs')
    throw invalidParameter('Invalid parameter: Endpoint Reason: Please use FIFO SQS queue')
  if (!topicIsFifo && protocol === 'sqs' && endpoint.endsWith('.fifo'))
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    )
  return { protocol, endpoint }
}

export function isHttp(protocol: string): boolean {
  return protocol === 'http' || protocol === 'https'
}

/** The account that an endpoint belongs to, where its name tells. */
export function accountOfEndpoint(endpoint: string): AccountId | undefined {
  return parseAccountId(parseArn(endpoint)?.accountId ?? '')
}

/**
 * Whether somebody has to confirm a subscription. Source: Developer Guide, "Confirming the subscription"; AWS confirms phone numbers
 * and functions itself, and queues of the subscriber's own account.
 */
export function needsConfirmation(protocol: Protocol, endpoint: string, subscriber: AccountId): boolean {
  if (protocol === 'sms' || protocol === 'lambda') return false
  return protocol !== 'sqs' || accountOfEndpoint(endpoint) !== subscriber
}

function isProtocol(text: string): text is Protocol {
  return Object.hasOwn(checks, text)
}

function checkUrl(endpoint: string, scheme: string): void {
  const url = readUrl(endpoint)
  if (url?.protocol !== scheme || url.hostname === '')
    throw invalidParameter('Endpoint must match the specified protocol')
}

function readUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function checkEmail(endpoint: string): void {
  // UNVERIFIED: the words.
  if (!/^[^\s@]+@[^\s@]+$/.test(endpoint)) throw invalidParameter('Email address')
}
