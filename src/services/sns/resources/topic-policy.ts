import type * as Api from '@aws-sdk/client-sns'
import { parseArn } from '../../../aws/arn.ts'
import {
  type PolicyHolding,
  policyOfOne,
  policyOfSeveral,
  type ResourceCalls,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { defaultPolicy } from '../domain/topic-policy.ts'

const missing = ['NotFound', 'NotFoundException'] as const

const holding: PolicyHolding = {
  put: putPolicy,
  // A topic without a policy of a template has the one that every topic begins with.
  take: (calls, topicArn) => unlessMissing(putPolicy(calls, topicArn, usualPolicy(topicArn)), ...missing),
}

function putPolicy({ call }: ResourceCalls, TopicArn: string, AttributeValue: string): Promise<unknown> {
  return call('sns:SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue })
}

function usualPolicy(arn: string): string {
  const { region = '', accountId = '', resource = '' } = parseArn(arn) ?? {}
  return defaultPolicy({ region, accountId, name: resource } as Parameters<typeof defaultPolicy>[0])
}

/** AWS::SNS::TopicPolicy: one policy for several topics. Source: CloudFormation template reference, AWS::SNS::TopicPolicy. */
export const topicPolicy = policyOfSeveral('Topics', holding)

/** AWS::SNS::TopicInlinePolicy: the policy of one topic. Source: CloudFormation template reference, of that name. */
export const topicInlinePolicy = policyOfOne('TopicArn', holding, async ({ call }, TopicArn) => {
  const answer = await unlessMissing(
    call<Api.GetTopicAttributesResponse>('sns:GetTopicAttributes', { TopicArn }),
    ...missing,
  )
  const policy = answer?.Attributes?.Policy
  return policy === usualPolicy(TopicArn) ? undefined : policy
})
