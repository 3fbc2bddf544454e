import type { CreateQueueResult, GetQueueAttributesResult } from '@aws-sdk/client-sqs'
import type { Json } from '../../../base/json.ts'
import type {
  ExistingResource,
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import { retag, tagsOf, unlessMissing } from '../../../dispatch/index.ts'

const missing = ['AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist'] as const

/** Properties that are attributes of the same name, and what holds when a template takes them away again. */
const attributeDefaults: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  DelaySeconds: '0',
  FifoThroughputLimit: 'perQueue',
  KmsDataKeyReusePeriodSeconds: '300',
  KmsMasterKeyId: '',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  RedriveAllowPolicy: '',
  RedrivePolicy: '',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
}

/** AWS::SQS::Queue. Source: CloudFormation template reference, AWS::SQS::Queue. */
export const queue: ResourceType = {
  async create(request) {
    const { properties } = request
    const fifo = String(properties.FifoQueue) === 'true'
    const name = String(
      properties.QueueName ?? request.name({ max: 80, ...(fifo ? { suffix: '.fifo' } : {}) }),
    )
    // CreateQueue takes a queue that is there already with the same attributes: an attempt that is made again ends well.
    const { QueueUrl } = await request.call<CreateQueueResult>('sqs:CreateQueue', {
      QueueName: name,
      Attributes: { ...attributesOf(properties), ...(fifo ? { FifoQueue: 'true' } : {}) },
      tags: tagsOf(request, properties.Tags),
    })
    return madeOf(request, String(QueueUrl))
  },

  async update(request) {
    const { previous, properties, physicalId } = request
    const before = attributesOf(previous)
    const after = attributesOf(properties)
    const Attributes = Object.fromEntries(
      Object.entries(attributeDefaults).flatMap(([name, usual]) =>
        before[name] === after[name] ? [] : [[name, after[name] ?? usual]],
      ),
    )
    if (Object.keys(Attributes).length > 0)
      await request.call('sqs:SetQueueAttributes', { QueueUrl: physicalId, Attributes })
    await retag(
      request,
      'Tags',
      (Tags) => request.call('sqs:TagQueue', { QueueUrl: physicalId, Tags }),
      (TagKeys) => request.call('sqs:UntagQueue', { QueueUrl: physicalId, TagKeys }),
    )
    return madeOf(request, physicalId)
  },

  async remove({ call, physicalId }: ExistingResource) {
    await unlessMissing(call('sqs:DeleteQueue', { QueueUrl: physicalId }), ...missing)
  },

  async read(query) {
    const QueueUrl = query.identifier
    const answer = await unlessMissing(
      query.call<GetQueueAttributesResult>('sqs:GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }),
      ...missing,
    )
    if (!answer) return undefined
    const tags = await query.call<{ Tags?: Record<string, string> }>('sqs:ListQueueTags', { QueueUrl })
    const made = madeOf(query, QueueUrl)
    return {
      ...made,
      properties: {
        ...propertiesOf(answer.Attributes ?? {}),
        ...made.attributes,
        ...(tags.Tags ? { Tags: Object.entries(tags.Tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
      },
    }
  },

  async list({ call }) {
    const urls: string[] = []
    let NextToken: string | undefined
    do {
      const page: { QueueUrls?: string[]; NextToken?: string } = await call('sqs:ListQueues', {
        MaxResults: 1000,
        NextToken,
      })
      urls.push(...(page.QueueUrls ?? []))
      NextToken = page.NextToken
    } while (NextToken)
    return urls
  },
}

function attributesOf(properties: ResourceProperties): Record<string, string> {
  return Object.fromEntries(
    Object.keys(attributeDefaults).flatMap((name) => {
      const value = properties[name]
      return value === undefined
        ? []
        : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]]
    }),
  )
}

function propertiesOf(attributes: Readonly<Record<string, string>>): Record<string, Json> {
  const known = [...Object.keys(attributeDefaults), 'FifoQueue']
  return Object.fromEntries(
    known.flatMap((name) => {
      const value = attributes[name]
      return value === undefined ? [] : [[name, readAttribute(value)]]
    }),
  )
}

/** Attributes are texts; properties are numbers, booleans and documents. */
function readAttribute(value: string): Json {
  if (/^\d+$/.test(value)) return Number(value)
  if (value === 'true' || value === 'false') return value === 'true'
  return value.startsWith('{') ? (JSON.parse(value) as Json) : value
}

function madeOf(
  { partition, region, accountId }: Pick<ResourceCalls, 'partition' | 'region' | 'accountId'>,
  url: string,
): MadeResource {
  const QueueName = url.slice(url.lastIndexOf('/') + 1)
  return {
    physicalId: url,
    attributes: {
      Arn: `arn:${partition}:sqs:${region}:${accountId}:${QueueName}`,
      QueueName,
      QueueUrl: url,
    },
  }
}
