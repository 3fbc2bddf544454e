import { formatArn, parseArn } from '../../../aws/arn.ts'
import {
  type AccountId,
  parseAccountId,
  parseRegion,
  partitionOf,
  type Region,
} from '../../../aws/identifiers.ts'
import { invalidParameterValue } from '../errors.ts'

/** What tells a queue from all others. */
export interface QueueAddress {
  readonly accountId: AccountId
  readonly region: Region
  readonly name: string
}

const standardName = /^[A-Za-z0-9_-]{1,80}$/
const fifoName = /^[A-Za-z0-9_-]{1,75}\.fifo$/

/** Whether a queue of this name is a FIFO queue. Source: "Amazon SQS FIFO queue quotas": the suffix tells. */
export function isFifoName(name: string): boolean {
  return name.endsWith('.fifo')
}

/** Fails with InvalidParameterValue for a name that a new queue cannot have. Source: API Reference, CreateQueue. */
export function checkNewName(name: string, fifo: boolean): void {
  if (fifo && !fifoName.test(name)) {
    throw invalidParameterValue(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    )
  }
  if (!fifo && !standardName.test(name)) {
    throw invalidParameterValue(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    )
  }
}

export function queueArn({ accountId, region, name }: QueueAddress): string {
  return formatArn({ partition: partitionOf(region), service: 'sqs', region, accountId, resource: name })
}

/** Undefined when the text is no ARN of a queue. */
export function readQueueArn(text: string): QueueAddress | undefined {
  const arn = parseArn(text)
  if (arn === undefined || arn.service !== 'sqs') return undefined
  const accountId = parseAccountId(arn.accountId)
  const region = parseRegion(arn.region)
  if (accountId === undefined || region === undefined) return undefined
  if (!standardName.test(arn.resource) && !fifoName.test(arn.resource)) return undefined
  return { accountId, region, name: arn.resource }
}

/**
 * Account and name of a queue's address: the last two parts of its path, whatever host it names, as clients keep addresses from
 * elsewhere (`https://sqs.us-east-1.amazonaws.com/123456789012/name`). Undefined for other texts.
 */
export function readQueueUrl(url: string): Omit<QueueAddress, 'region'> | undefined {
  const match = /^(?:https?:\/\/[^/?#]+)?\/(?:[^?#]*\/)?(\d{12})\/([A-Za-z0-9_-]{1,80}(?:\.fifo)?)\/?$/.exec(
    url,
  )
  const accountId = parseAccountId(match?.[1] ?? '')
  const name = match?.[2]
  return accountId === undefined || name === undefined ? undefined : { accountId, name }
}

export function queueUrl(endpoint: string, { accountId, name }: Omit<QueueAddress, 'region'>): string {
  return `${endpoint}/${accountId}/${name}`
}
