import { parseArn } from '../../../aws/arn.ts'
import { AwsError } from '../../../aws/aws-error.ts'
import { invalidParameter } from '../errors.ts'
import type { Home } from './identifiers.ts'

/** One event of a payload. */
export interface SubscribedEvent {
  readonly id: string
  readonly timestamp: number
  readonly message: string
}

/**
 * What a subscription's destination is sent, before it is compressed and encoded.
 * Source: User Guide, "Log group-level subscription filters", example of the payload; "Using AWS Lambda with
 * CloudWatch Logs" of the Lambda Developer Guide.
 */
export interface SubscriptionPayload {
  /** `CONTROL_MESSAGE` only asks whether the destination can be reached. */
  readonly messageType: 'DATA_MESSAGE' | 'CONTROL_MESSAGE'
  /** The account of the log group; `CloudwatchLogs` in a control message. */
  readonly owner: string
  readonly logGroup: string
  readonly logStream: string
  readonly subscriptionFilters: readonly string[]
  readonly logEvents: readonly SubscribedEvent[]
}

export function dataPayload(from: {
  readonly owner: string
  readonly logGroup: string
  readonly logStream: string
  readonly filterName: string
  readonly events: readonly SubscribedEvent[]
}): SubscriptionPayload {
  return {
    messageType: 'DATA_MESSAGE',
    owner: from.owner,
    logGroup: from.logGroup,
    logStream: from.logStream,
    subscriptionFilters: [from.filterName],
    logEvents: from.events,
  }
}

/** Sent when a subscription filter is put. Source: as above ("CWL CONTROL MESSAGE"). */
export function controlPayload(now: number): SubscriptionPayload {
  return {
    messageType: 'CONTROL_MESSAGE',
    owner: 'CloudwatchLogs',
    logGroup: '',
    logStream: '',
    subscriptionFilters: [],
    logEvents: [
      {
        id: '',
        timestamp: now,
        message: 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.',
      },
    ],
  }
}

/** Who takes subscribed events. */
export type DestinationKind = 'lambda' | 'kinesis' | 'firehose' | 'destination'

/**
 * The kind of a destination. Fails as AWS does for what can be no destination, in AWS's words where they are known.
 * Source: observed on AWS, 2026-02-06 (recorded tests of another project: function of another account, stream
 * without a role). UNVERIFIED: the words for ARNs of other services.
 */
export function readDestination(
  home: Home,
  destinationArn: string,
  roleArn: string | undefined,
): DestinationKind {
  const arn = parseArn(destinationArn)
  const kind = arn && kindOf(arn.service, arn.resource)
  if (arn === undefined || kind === undefined) {
    throw invalidParameter(
      'PutSubscriptionFilter operation cannot work with destinationArn for vendor ' + (arn?.service ?? ''),
    )
  }
  if (kind === 'lambda' && arn.accountId !== home.accountId) {
    throw new AwsError(
      'AccessDeniedException',
      'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.',
    )
  }
  if ((kind === 'kinesis' || kind === 'firehose') && roleArn === undefined)
    throw invalidParameter(`destinationArn for vendor ${kind} cannot be used without roleArn`)
  return kind
}

function kindOf(service: string, resource: string): DestinationKind | undefined {
  if (service === 'lambda' && resource.startsWith('function:')) return 'lambda'
  if (service === 'kinesis' && resource.startsWith('stream/')) return 'kinesis'
  if (service === 'firehose' && resource.startsWith('deliverystream/')) return 'firehose'
  if (service === 'logs' && resource.startsWith('destination:')) return 'destination'
  return undefined
}

/** What AWS answers when a destination cannot be reached. Words: as published by users of AWS; UNVERIFIED: of logical destinations. */
export function unreachableDestination(kind: DestinationKind): AwsError {
  switch (kind) {
    case 'lambda':
      return invalidParameter(
        'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
      )
    case 'kinesis':
      return invalidParameter(
        'Could not deliver test message to specified Kinesis stream. Check if the given kinesis stream is in ACTIVE state.',
      )
    case 'firehose':
      return invalidParameter(
        'Could not deliver test message to specified Firehose stream. Check if the given Firehose stream is in ACTIVE state.',
      )
    case 'destination':
      return invalidParameter(
        'Could not deliver test message to specified destination. Check if the destination is valid.',
      )
  }
}
