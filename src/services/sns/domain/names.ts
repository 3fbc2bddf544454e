import { formatArn } from '../../../aws/arn.ts'
import {
  type AccountId,
  parseAccountId,
  parseRegion,
  partitionOf,
  type Region,
} from '../../../aws/identifiers.ts'
import { invalid, invalidParameter, missingParameter } from '../errors.ts'
import { topicNameCharactersMax } from '../limits.ts'

/** Where a topic is. */
export type TopicAddress = {
  readonly accountId: AccountId
  readonly region: Region
  readonly name: string
}

const standardName = /^[A-Za-z0-9_-]+$/
const fifoName = /^[A-Za-z0-9_-]+\.fifo$/

/** Fails with InvalidParameter for a name that a new topic cannot have. Source: API Reference, CreateTopic. */
export function checkNewName(name: string, fifo: boolean): void {
  if (fifo && (!fifoName.test(name) || name.length > topicNameCharactersMax))
    throw invalid(
      'Invalid parameter: Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
    )
  if (!fifo && (!standardName.test(name) || name.length > topicNameCharactersMax))
    throw invalidParameter('Topic Name')
}

export function topicArn({ accountId, region, name }: TopicAddress): string {
  return formatArn({ partition: partitionOf(region), service: 'sns', region, accountId, resource: name })
}

/** The topic that a request names. Fails with InvalidParameter: for topics of other regions, too. */
export function readTopicArn(
  { region }: { readonly region: Region },
  text: string | undefined,
  parameter = 'TopicArn',
): TopicAddress {
  if (text === undefined || text === '') throw missingParameter(parameter)
  const parts = partsOf(text, parameter)
  const address = parts.length === 6 ? addressOf(parts) : undefined
  if (address === undefined || address.region !== region) throw invalidParameter(parameter)
  return address
}

/** Undefined when the text is no topic's ARN. */
export function parseTopicArn(text: string): TopicAddress | undefined {
  const parts = text.split(':')
  return parts.length === 6 ? addressOf(parts) : undefined
}

/** A subscription's ARN: its topic's, and its id. */
export interface SubscriptionAddress {
  readonly topic: TopicAddress
  readonly id: string
}

const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The subscription that a request names. Fails with InvalidParameter. */
export function readSubscriptionArn(text: string | undefined): SubscriptionAddress {
  const parameter = 'SubscriptionArn'
  if (text === undefined || text === '') throw missingParameter(parameter)
  const parts = partsOf(text, parameter)
  const id = parts[6]
  if (id === undefined || !idForm.test(id)) throw invalidParameter('SubscriptionId')
  const topic = parts.length === 7 ? addressOf(parts) : undefined
  if (topic === undefined) throw invalidParameter(parameter)
  return { topic, id }
}

export function subscriptionArn(topic: TopicAddress, id: string): string {
  return `${topicArn(topic)}:${id}`
}

function partsOf(text: string, parameter: string): readonly string[] {
  const parts = text.split(':')
  if (parts.length < 6)
    throw invalidParameter(parameter, `An ARN must have at least 6 elements, not ${parts.length}`)
  return parts
}

function addressOf([arn, , service, regionText = '', accountText = '', name = '']: readonly string[]):
  | TopicAddress
  | undefined {
  const region = parseRegion(regionText)
  const accountId = parseAccountId(accountText)
  if (arn !== 'arn' || service !== 'sns' || region === undefined || accountId === undefined) return undefined
  return standardName.test(name) || fifoName.test(name) ? { accountId, region, name } : undefined
}
