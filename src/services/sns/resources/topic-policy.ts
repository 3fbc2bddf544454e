import type * as Api from '@aws-sdk/client-sns'
import { parseArn } from '../../../aws/arn.ts'
import type { Json } from '../../../base/json.ts'
import type { ResourceCalls, ResourceProperties, ResourceType } from '../../../dispatch/index.ts'
import { documentText, readDocumentText, unlessMissing } from '../../../dispatch/index.ts'
import { defaultPolicy } from '../domain/topic-policy.ts'

const missing = ['NotFound', 'NotFoundException'] as const

/** AWS::SNS::TopicPolicy: one policy for several topics. Source: CloudFormation template reference, AWS::SNS::TopicPolicy. */
export const topicPolicy: ResourceType = {
  async create(request) {
    await putAll(request, topicsOf(request.properties), request.properties.PolicyDocument)
    const Id = request.name()
    return { physicalId: Id, attributes: { Id } }
  },

  async update(request) {
    const topics = topicsOf(request.properties)
    await putAll(request, topics, request.properties.PolicyDocument)
    await takeAll(
      request,
      topicsOf(request.previous).filter((arn) => !topics.includes(arn)),
    )
    return { physicalId: request.physicalId, attributes: request.attributes }
  },

  async remove(request) {
    await takeAll(request, topicsOf(request.properties))
  },
}

/** AWS::SNS::TopicInlinePolicy: the policy of one topic. Source: CloudFormation template reference, of that name. */
export const topicInlinePolicy: ResourceType = {
  async create(request) {
    const arn = String(request.properties.TopicArn)
    await putAll(request, [arn], request.properties.PolicyDocument)
    return { physicalId: arn, attributes: {} }
  },

  async update(request) {
    await putAll(request, [request.physicalId], request.properties.PolicyDocument)
    return { physicalId: request.physicalId, attributes: {} }
  },

  async remove(request) {
    await takeAll(request, [request.physicalId])
  },

  async read({ call, identifier }) {
    const answer = await unlessMissing(
      call<Api.GetTopicAttributesResponse>('sns:GetTopicAttributes', { TopicArn: identifier }),
      ...missing,
    )
    const policy = answer?.Attributes?.Policy
    if (policy === undefined || policy === usualPolicy(identifier)) return undefined
    return {
      physicalId: identifier,
      attributes: {},
      properties: { TopicArn: identifier, PolicyDocument: readDocumentText(policy) },
    }
  },
}

function topicsOf(properties: ResourceProperties): string[] {
  return ((properties.Topics ?? []) as readonly Json[]).map(String)
}

function usualPolicy(arn: string): string {
  const { region = '', accountId = '', resource = '' } = parseArn(arn) ?? {}
  return defaultPolicy({ region, accountId, name: resource } as Parameters<typeof defaultPolicy>[0])
}

async function putAll(
  { call }: ResourceCalls,
  topics: readonly string[],
  document: Json | undefined,
): Promise<void> {
  const AttributeValue = documentText(document)
  for (const TopicArn of topics)
    await call('sns:SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue })
}

/** A topic without a policy of a template has the one that every topic begins with. */
async function takeAll({ call }: ResourceCalls, topics: readonly string[]): Promise<void> {
  for (const TopicArn of topics)
    await unlessMissing(
      call('sns:SetTopicAttributes', {
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: usualPolicy(TopicArn),
      }),
      ...missing,
    )
}
