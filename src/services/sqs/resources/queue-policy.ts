import {
  type PolicyHolding,
  policyOfOne,
  policyOfSeveral,
  type ResourceCalls,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = ['AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist'] as const

const holding: PolicyHolding = {
  put: putPolicy,
  take: (calls, queueUrl) => unlessMissing(putPolicy(calls, queueUrl, ''), ...missing),
}

function putPolicy({ call }: ResourceCalls, QueueUrl: string, Policy: string): Promise<unknown> {
  return call('sqs:SetQueueAttributes', { QueueUrl, Attributes: { Policy } })
}

/** AWS::SQS::QueuePolicy: one policy for several queues. Source: CloudFormation template reference, AWS::SQS::QueuePolicy. */
export const queuePolicy = policyOfSeveral('Queues', holding)

/** AWS::SQS::QueueInlinePolicy: the policy of one queue. Source: CloudFormation template reference, of that name. */
export const queueInlinePolicy = policyOfOne('Queue', holding, async ({ call }, QueueUrl) => {
  const answer = await unlessMissing(
    call<{ Attributes?: { Policy?: string } }>('sqs:GetQueueAttributes', {
      QueueUrl,
      AttributeNames: ['Policy'],
    }),
    ...missing,
  )
  return answer?.Attributes?.Policy
})
