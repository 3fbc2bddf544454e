import type * as Api from '@aws-sdk/client-sns'
import type { Region } from '../../../aws/identifiers.ts'
import type { Json } from '../../../base/json.ts'
import type { MadeResource, ResourceProperties, ResourceType } from '../../../dispatch/index.ts'
import { documentText, everyItem, given, readDocumentText, unlessMissing } from '../../../dispatch/index.ts'

const missing = ['NotFound', 'NotFoundException', 'ResourceNotFoundException'] as const

/** Properties that are attributes of the same name, and what holds when a template takes them away again. */
const attributeDefaults: Readonly<Record<string, string>> = {
  DeliveryPolicy: '',
  FilterPolicy: '{}',
  FilterPolicyScope: 'MessageAttributes',
  RawMessageDelivery: 'false',
  RedrivePolicy: '',
  ReplayPolicy: '',
  SubscriptionRoleArn: '',
}

/**
 * The order of changes. The wider scope comes before the policy that needs it, and the narrower one after the policy that
 * needed the wider.
 */
function changeOrder({ FilterPolicyScope: scope }: Readonly<Record<string, string>>): readonly string[] {
  const others = Object.keys(attributeDefaults).filter((name) => name !== 'FilterPolicyScope')
  return scope === 'MessageBody' ? ['FilterPolicyScope', ...others] : [...others, 'FilterPolicyScope']
}

/** AWS::SNS::Subscription. Source: CloudFormation template reference, AWS::SNS::Subscription. */
export const subscription: ResourceType = {
  async create(request) {
    const { properties } = request
    // Subscribe answers with the subscription that is there when all is the same: an attempt that is made again ends well.
    const { SubscriptionArn = '' } = await request.call<Api.SubscribeResponse>(
      'sns:Subscribe',
      {
        ...given(properties, 'Endpoint', 'Protocol', 'TopicArn'),
        Attributes: attributesOf(properties),
        ReturnSubscriptionArn: true,
      },
      placeOf(properties),
    )
    return madeOf(SubscriptionArn)
  },

  async update(request) {
    const before = attributesOf(request.previous)
    const after = attributesOf(request.properties)
    for (const AttributeName of changeOrder(after))
      if (before[AttributeName] !== after[AttributeName])
        await request.call(
          'sns:SetSubscriptionAttributes',
          {
            SubscriptionArn: request.physicalId,
            AttributeName,
            AttributeValue: after[AttributeName] ?? attributeDefaults[AttributeName] ?? '',
          },
          placeOf(request.properties),
        )
    return madeOf(request.physicalId)
  },

  async remove({ call, physicalId, properties }) {
    await unlessMissing(
      call('sns:Unsubscribe', { SubscriptionArn: physicalId }, placeOf(properties)),
      ...missing,
    )
  },

  async read({ call, identifier }) {
    const answer = await unlessMissing(
      call<Api.GetSubscriptionAttributesResponse>('sns:GetSubscriptionAttributes', {
        SubscriptionArn: identifier,
      }),
      ...missing,
    )
    if (!answer) return undefined
    return { ...madeOf(identifier), properties: propertiesOf(answer.Attributes ?? {}) }
  },

  async list(request) {
    const there = await everyItem<Api.Subscription>(request, 'sns:ListSubscriptions', {}, 'Subscriptions')
    // Those that wait for their confirmation have no ARN yet.
    return there.flatMap(({ SubscriptionArn = '' }) =>
      SubscriptionArn.startsWith('arn:') ? [SubscriptionArn] : [],
    )
  },
}

/** The region of the topic, for subscriptions across regions. */
function placeOf(properties: ResourceProperties): { readonly region?: Region } {
  const region = properties.Region
  return region === undefined ? {} : { region: String(region) as Region }
}

function madeOf(Arn: string): MadeResource {
  return { physicalId: Arn, attributes: { Arn } }
}

function attributesOf(properties: ResourceProperties): Record<string, string> {
  return Object.fromEntries(
    Object.keys(attributeDefaults).flatMap((name) => {
      const value = properties[name]
      if (value === undefined) return []
      return [[name, typeof value === 'object' ? documentText(value) : String(value)]]
    }),
  )
}

function propertiesOf(attributes: Readonly<Record<string, string>>): Record<string, Json> {
  const texts = ['Endpoint', 'FilterPolicyScope', 'Protocol', 'SubscriptionRoleArn', 'TopicArn']
  const documents = ['DeliveryPolicy', 'FilterPolicy', 'RedrivePolicy', 'ReplayPolicy']
  return Object.fromEntries<Json>([
    ...texts.flatMap((name) => (attributes[name] ? [[name, attributes[name]] as const] : [])),
    ...documents.flatMap((name) =>
      attributes[name] ? [[name, readDocumentText(attributes[name])] as const] : [],
    ),
    ['RawMessageDelivery', attributes.RawMessageDelivery === 'true'],
  ])
}
