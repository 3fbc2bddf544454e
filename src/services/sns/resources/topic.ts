import type * as Api from '@aws-sdk/client-sns'
import { parseArn } from '../../../aws/arn.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
} from '../../../dispatch/index.ts'
import {
  changed,
  documentText,
  everyItem,
  nameOf,
  orRemove,
  readDocumentText,
  resourceExists,
  retag,
  tagList,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { attributesOf, loggingOf } from './topic-attributes.ts'

const missing = ['NotFound', 'NotFoundException', 'ResourceNotFoundException'] as const

/** AWS::SNS::Topic. Source: CloudFormation template reference, AWS::SNS::Topic. */
export const topic: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const fifo = String(properties.FifoTopic ?? false) === 'true'
    const Name = nameOf(request, 'TopicName', { max: 256, ...(fifo ? { suffix: '.fifo' } : {}) })
    const made = madeOf(arnOf(request, Name))
    // CreateTopic would take a topic that is there; a stack does not.
    if (properties.TopicName !== undefined && !request.again && (await attributesOfTopic(request, made)))
      throw resourceExists('AWS::SNS::Topic', made.physicalId)
    await call('sns:CreateTopic', {
      Name,
      Attributes: { ...attributesOf(properties), ...(fifo ? { FifoTopic: 'true' } : {}) },
      Tags: tagList(tagsOf(request, properties.Tags)),
      ...(properties.DataProtectionPolicy === undefined
        ? {}
        : { DataProtectionPolicy: documentText(properties.DataProtectionPolicy) }),
    })
    const TopicArn = made.physicalId
    return await orRemove(
      request,
      async () => {
        for (const subscription of subscriptionsOf(properties))
          await call('sns:Subscribe', { TopicArn, ...subscription })
        return made
      },
      () => call('sns:DeleteTopic', { TopicArn }),
    )
  },

  async update(request) {
    const { previous, properties, physicalId: TopicArn, call } = request
    const before = attributesOf(previous)
    const after = attributesOf(properties)
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      if (before[name] !== after[name])
        await call('sns:SetTopicAttributes', {
          TopicArn,
          AttributeName: name,
          AttributeValue: after[name] ?? usualValues[name] ?? '',
        })
    if (changed(previous, properties, 'DataProtectionPolicy'))
      await call('sns:PutDataProtectionPolicy', {
        ResourceArn: TopicArn,
        DataProtectionPolicy:
          properties.DataProtectionPolicy === undefined ? '' : documentText(properties.DataProtectionPolicy),
      })
    if (changed(previous, properties, 'Subscription')) await resubscribe(request)
    await retag(
      request,
      'Tags',
      (tags) => call('sns:TagResource', { ResourceArn: TopicArn, Tags: tagList(tags) }),
      (TagKeys) => call('sns:UntagResource', { ResourceArn: TopicArn, TagKeys }),
    )
    return madeOf(TopicArn)
  },

  async remove({ call, physicalId }) {
    // The topic's subscriptions go with it.
    await unlessMissing(call('sns:DeleteTopic', { TopicArn: physicalId }), ...missing)
  },

  async read(query) {
    const made = madeOf(query.identifier)
    const attributes = await attributesOfTopic(query, made)
    if (!attributes) return undefined
    const ResourceArn = query.identifier
    const { Tags = [] } = await query.call<Api.ListTagsForResourceResponse>('sns:ListTagsForResource', {
      ResourceArn,
    })
    const { DataProtectionPolicy } = await query.call<Api.GetDataProtectionPolicyResponse>(
      'sns:GetDataProtectionPolicy',
      { ResourceArn },
    )
    const subscriptions = (await subscriptionsThere(query, ResourceArn)).map(({ Endpoint, Protocol }) => ({
      Endpoint: Endpoint ?? '',
      Protocol: Protocol ?? '',
    }))
    return {
      ...made,
      properties: {
        ...made.attributes,
        ...propertiesOf(attributes),
        ...(DataProtectionPolicy ? { DataProtectionPolicy: readDocumentText(DataProtectionPolicy) } : {}),
        ...(subscriptions.length > 0 ? { Subscription: subscriptions } : {}),
        ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
      },
    }
  },

  async list(request) {
    const topics = await everyItem<Api.Topic>(request, 'sns:ListTopics', {}, 'Topics')
    return topics.map(({ TopicArn = '' }) => TopicArn)
  },
}

/** What holds of attributes that a template takes away again; others are set to an empty text. */
const usualValues: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  FifoThroughputScope: 'Topic',
  SignatureVersion: '1',
  TracingConfig: 'PassThrough',
}

function arnOf({ partition, region, accountId }: ResourceCalls, name: string): string {
  return `arn:${partition}:sns:${region}:${accountId}:${name}`
}

function madeOf(TopicArn: string): MadeResource {
  return {
    physicalId: TopicArn,
    attributes: { TopicArn, TopicName: parseArn(TopicArn)?.resource ?? '' },
  }
}

async function attributesOfTopic(
  { call }: ResourceCalls,
  { physicalId }: MadeResource,
): Promise<Readonly<Record<string, string>> | undefined> {
  const answer = await unlessMissing(
    call<Api.GetTopicAttributesResponse>('sns:GetTopicAttributes', { TopicArn: physicalId }),
    ...missing,
  )
  return answer && (answer.Attributes ?? {})
}

function propertiesOf(attributes: Readonly<Record<string, string>>): Record<string, Json> {
  const texts = ['DisplayName', 'FifoThroughputScope', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig']
  const flags = ['ContentBasedDeduplication', 'FifoTopic']
  const logging = loggingOf(attributes)
  return Object.fromEntries<Json>([
    ...texts.flatMap((name) => (attributes[name] ? [[name, attributes[name]] as const] : [])),
    ...flags.flatMap((name) => (attributes[name] ? [[name, attributes[name] === 'true'] as const] : [])),
    ...(logging.length > 0 ? [['DeliveryStatusLogging', logging] as const] : []),
  ])
}

interface Subscription {
  readonly Endpoint: string
  readonly Protocol: string
}

function subscriptionsOf(properties: ResourceProperties): Subscription[] {
  return ((properties.Subscription ?? []) as readonly JsonObject[]).map(({ Endpoint, Protocol }) => ({
    Endpoint: String(Endpoint),
    Protocol: String(Protocol),
  }))
}

function subscriptionsThere(calls: ResourceCalls, TopicArn: string): Promise<readonly Api.Subscription[]> {
  return everyItem(calls, 'sns:ListSubscriptionsByTopic', { TopicArn }, 'Subscriptions')
}

/** Takes away subscriptions that the template has no longer, those that nobody has confirmed excepted: these expire. */
async function resubscribe(request: ResourceUpdate): Promise<void> {
  const { call, physicalId: TopicArn } = request
  const wanted = subscriptionsOf(request.properties)
  const dropped = subscriptionsOf(request.previous).filter((one) => !wanted.some((other) => same(one, other)))
  if (dropped.length > 0)
    for (const { SubscriptionArn = '', ...there } of await subscriptionsThere(request, TopicArn))
      if (SubscriptionArn.startsWith('arn:') && dropped.some((one) => same(one, there)))
        await unlessMissing(call('sns:Unsubscribe', { SubscriptionArn }), ...missing)
  for (const subscription of wanted) await call('sns:Subscribe', { TopicArn, ...subscription })
}

function same(one: Subscription, other: Pick<Api.Subscription, 'Endpoint' | 'Protocol'>): boolean {
  return one.Endpoint === other.Endpoint && one.Protocol === other.Protocol
}
