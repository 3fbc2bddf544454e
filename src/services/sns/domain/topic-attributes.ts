/** Attributes of topics: which there are, what they may be. Source: API Reference, CreateTopic, SetTopicAttributes. */

import { utf8Bytes } from '../../../base/utf8.ts'
import { readDocument } from '../../../engines/policy/index.ts'
import { invalid, invalidParameter, notImplemented } from '../errors.ts'
import { displayNameCharactersMax, policyBytesMax } from '../limits.ts'
import { readTopicPolicy } from './delivery-policy.ts'

export type Attributes = Readonly<Record<string, string>>

/** Answers what is kept; undefined when the attribute goes. Fails with InvalidParameter. */
type Reader = (value: string, fifo: boolean) => string | undefined

const readers: Readonly<Record<string, Reader>> = {
  DisplayName: (value) => {
    if (value.length > displayNameCharactersMax || /\p{Cc}/u.test(value))
      throw invalidParameter('DisplayName')
    return kept(value)
  },
  Policy: (value) => {
    // UNVERIFIED: the words of all three.
    if (value.trim() === '') throw invalidParameter('Policy is empty')
    if (utf8Bytes(value) > policyBytesMax) throw invalidParameter('Policy is too large')
    if (!readDocument(value).ok) throw invalidParameter('Policy Error: null')
    return value
  },
  DeliveryPolicy: readTopicPolicy,
  KmsMasterKeyId: kept,
  SignatureVersion: oneOf('SignatureVersion', ['1', '2']),
  TracingConfig: oneOf('TracingConfig', ['PassThrough', 'Active']),
  ContentBasedDeduplication: (value, fifo) => {
    if (!fifo) throw invalidParameter('Content-based deduplication can only be set for FIFO topics')
    return oneOf('ContentBasedDeduplication', ['true', 'false'])(value.toLowerCase(), fifo)
  },
  FifoThroughputScope: (value, fifo) => {
    if (!fifo) throw invalidParameter('FifoThroughputScope can only be set for FIFO topics')
    return oneOf('FifoThroughputScope', ['Topic', 'MessageGroup'])(value, fifo)
  },
  ArchivePolicy: (value) => {
    if (/^\s*(?:\{\s*\})?\s*$/.test(value)) return undefined
    throw notImplemented('Lambent keeps no archives of topics: ArchivePolicy cannot be set.')
  },
  ...Object.fromEntries(
    ['HTTP', 'Lambda', 'SQS', 'Application', 'Firehose'].flatMap(
      (protocol): Array<[string, Reader]> => [
        [`${protocol}SuccessFeedbackRoleArn`, roleArn],
        [`${protocol}FailureFeedbackRoleArn`, roleArn],
        [`${protocol}SuccessFeedbackSampleRate`, sampleRate],
      ],
    ),
  ),
}

/** Attributes with one set anew. Fails with InvalidParameter. */
export function withAttribute(before: Attributes, name: string, value: string, fifo: boolean): Attributes {
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined
  if (read === undefined) throw invalidParameter('AttributeName')
  const next = read(value, fifo)
  const { [name]: _before, ...others } = before
  return next === undefined ? others : { ...others, [name]: next }
}

/** Attributes of a new topic; FifoTopic is no attribute of its own. Fails with InvalidParameter. */
export function newAttributes(
  given: Readonly<Record<string, string | undefined>>,
  fifo: boolean,
): Attributes {
  let attributes: Attributes = {}
  for (const [name, value = ''] of Object.entries(given)) {
    if (name === 'FifoTopic') continue
    if (!Object.hasOwn(readers, name)) throw invalidParameter(`Attributes Reason: Unknown attribute: ${name}`)
    attributes = withAttribute(attributes, name, value, fifo)
  }
  return attributes
}

/** Whether a topic that exists has all attributes that a request for it names. */
export function hasAttributes(attributes: Attributes, asked: Attributes): boolean {
  return Object.entries(asked).every(([name, value]) => attributes[name] === value)
}

/** How a FIFO topic tells messages apart. Source: Developer Guide, "High throughput FIFO topics". */
export function deduplicatesByGroup({ FifoThroughputScope: scope }: Attributes): boolean {
  return scope === 'MessageGroup'
}

/** `FifoTopic` of a request. Fails with InvalidParameter. */
export function readFifoTopic(value: string | undefined): boolean {
  if (value === undefined) return false
  if (!/^(?:true|false)$/i.test(value)) throw invalid('Invalid parameter: FifoTopic')
  return value.toLowerCase() === 'true'
}

function kept(value: string): string | undefined {
  return value === '' ? undefined : value
}

function oneOf(name: string, values: readonly string[]): Reader {
  return (value) => {
    if (!values.includes(value)) throw invalidParameter(name)
    return value
  }
}

function roleArn(value: string): string | undefined {
  if (value !== '' && !/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(value))
    throw invalidParameter('Delivery feedback IAM role ARN is invalid')
  return kept(value)
}

/** UNVERIFIED: that an empty rate takes the rate away. */
function sampleRate(value: string): string | undefined {
  if (value === '') return undefined
  if (!/^(?:100|\d{1,2})$/.test(value))
    throw invalidParameter('Delivery feedback sample rate must be an integer between 0 and 100')
  return value
}
