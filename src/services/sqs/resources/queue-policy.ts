import type { Json } from '../../../base/json.ts'
import type { ResourceCalls, ResourceProperties, ResourceType } from '../../../dispatch/index.ts'
import { documentText, readDocumentText, unlessMissing } from '../../../dispatch/index.ts'

const missing = ['AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist'] as const

/** AWS::SQS::QueuePolicy: one policy for several queues. Source: CloudFormation template reference, AWS::SQS::QueuePolicy. */
export const queuePolicy: ResourceType = {
  async create(request) {
    await putAll(request, queuesOf(request.properties), request.properties.PolicyDocument)
    const Id = request.name()
    return { physicalId: Id, attributes: { Id } }
  },

  async update(request) {
    const queues = queuesOf(request.properties)
    await putAll(request, queues, request.properties.PolicyDocument)
    await takeAll(
      request,
      queuesOf(request.previous).filter((url) => !queues.includes(url)),
    )
    return { physicalId: request.physicalId, attributes: request.attributes }
  },

  async remove(request) {
    await takeAll(request, queuesOf(request.properties))
  },
}

/** AWS::SQS::QueueInlinePolicy: the policy of one queue. Source: CloudFormation template reference, of that name. */
export const queueInlinePolicy: ResourceType = {
  async create(request) {
    const queue = String(request.properties.Queue)
    await putAll(request, [queue], request.properties.PolicyDocument)
    return { physicalId: queue, attributes: {} }
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
      call<{ Attributes?: { Policy?: string } }>('sqs:GetQueueAttributes', {
        QueueUrl: identifier,
        AttributeNames: ['Policy'],
      }),
      ...missing,
    )
    const policy = answer?.Attributes?.Policy
    if (!policy) return undefined
    return {
      physicalId: identifier,
      attributes: {},
      properties: { Queue: identifier, PolicyDocument: readDocumentText(policy) },
    }
  },
}

function queuesOf(properties: ResourceProperties): string[] {
  return ((properties.Queues ?? []) as readonly Json[]).map(String)
}

async function putAll(
  { call }: ResourceCalls,
  queues: readonly string[],
  document: Json | undefined,
): Promise<void> {
  const Attributes = { Policy: documentText(document) }
  for (const QueueUrl of queues) await call('sqs:SetQueueAttributes', { QueueUrl, Attributes })
}

async function takeAll({ call }: ResourceCalls, queues: readonly string[]): Promise<void> {
  for (const QueueUrl of queues)
    await unlessMissing(call('sqs:SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } }), ...missing)
}
