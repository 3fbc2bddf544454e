/** What may be published. Source: API Reference, Publish, PublishBatch; the words as AWS sends them. */
import { utf8Bytes } from '../../../base/utf8.ts'
import { invalidParameter } from '../errors.ts'
import { messageIdCharactersMax, subjectCharactersMax } from '../limits.ts'
import { type ApiAttribute, type MessageAttributes, readAttributes } from './message-attributes.ts'

/** What a request says of one message; a batch's entry has the same members. */
export interface Draft {
  readonly Message?: string | undefined
  readonly Subject?: string | undefined
  readonly MessageStructure?: string | undefined
  readonly MessageAttributes?: Readonly<Record<string, ApiAttribute>> | undefined
  readonly MessageDeduplicationId?: string | undefined
  readonly MessageGroupId?: string | undefined
}

/** A message that a topic can take. */
export interface Publication {
  readonly message: string
  readonly perProtocol?: Readonly<Record<string, string>>
  readonly subject?: string
  readonly attributes?: MessageAttributes
  readonly group?: string
  /** As given; a FIFO topic may make one of the content instead. */
  readonly deduplicationId?: string
  /** Message and attributes. */
  readonly bytes: number
}

/** Checks a message for a topic. Fails with InvalidParameter and ParameterValueInvalid. */
export function readPublication(
  draft: Draft,
  topic: { readonly fifo: boolean; readonly contentBasedDeduplication: boolean },
): Publication {
  const { Message: text = '', Subject: subject } = draft
  if (text === '') throw invalidParameter('Empty message')
  if (subject !== undefined) checkSubject(subject)
  const perProtocol = readStructure(draft, text)
  const { attributes, bytes } = readAttributes(draft.MessageAttributes)
  const ids = readIds(draft, topic)
  return {
    message: perProtocol?.default ?? text,
    ...(perProtocol === undefined ? {} : { perProtocol }),
    ...(subject === undefined ? {} : { subject }),
    ...(attributes === undefined ? {} : { attributes }),
    ...ids,
    bytes: utf8Bytes(text) + bytes,
  }
}

/** Source: API Reference, Publish: UTF-8 text without line breaks and control characters, less than 100 characters. */
function checkSubject(subject: string): void {
  if (subject === '' || subject.length > subjectCharactersMax || /\p{Cc}/u.test(subject))
    throw invalidParameter('Subject')
}

function readStructure(
  { MessageStructure: structure }: Draft,
  text: string,
): Readonly<Record<string, string>> | undefined {
  if (structure === undefined) return undefined
  // UNVERIFIED: the words.
  if (structure !== 'json') throw invalidParameter('MessageStructure')
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse')
  }
  if (document === null || typeof document !== 'object' || Array.isArray(document))
    throw invalidParameter('Message Structure - JSON message body failed to parse')
  const texts = Object.fromEntries(
    Object.entries(document).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  if (texts.default === undefined)
    throw invalidParameter('Message Structure - No default entry in JSON message body')
  return texts
}

function readIds(
  { MessageGroupId: group, MessageDeduplicationId: deduplicationId }: Draft,
  {
    fifo,
    contentBasedDeduplication,
  }: { readonly fifo: boolean; readonly contentBasedDeduplication: boolean },
): { readonly group?: string; readonly deduplicationId?: string } {
  if (group !== undefined && group !== '') checkId('MessageGroupId', group)
  if (!fifo) {
    if (deduplicationId !== undefined)
      throw invalidParameter(
        'MessageDeduplicationId',
        'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      )
    // Handed on to standard queues, for fair queues. Source: API Reference, Publish.
    return group === undefined || group === '' ? {} : { group }
  }
  if (group === undefined || group === '')
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics')
  if (deduplicationId !== undefined && deduplicationId !== '')
    checkId('MessageDeduplicationId', deduplicationId)
  else if (!contentBasedDeduplication)
    throw invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  return { group, ...(deduplicationId ? { deduplicationId } : {}) }
}

/** Source: API Reference: letters, digits and punctuation, up to 128 characters. */
function checkId(name: string, value: string): void {
  if (value.length > messageIdCharactersMax || !/^[!-~]+$/.test(value))
    // UNVERIFIED: the words.
    throw invalidParameter(
      name,
      `${name} can only include alphanumeric and punctuation characters. 1 to ${messageIdCharactersMax} in length`,
    )
}
