import { snsSubscription, sqsQueue, sqsQueuePolicy } from '../cloudformation/messaging.ts'
import type { Context } from '../context.ts'
import { InvalidEvent } from '../errors.ts'
import { ref, referredId } from '../intrinsics/build.ts'
import { expectMap } from '../model/expect.ts'
import { isBoolean, isMap, isText, oneOf, optional, passThrough, required } from '../model/properties.ts'
import { Resource } from '../model/resource.ts'
import { SamResource } from '../model/sam-resource.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../python/values.ts'
import type { EventSource, FunctionEvent, FunctionEventParts } from '../sam-types.ts'
import { sqs } from './mappings/sqs.ts'
import { invokePermission } from './permission.ts'

/** Messages of a topic, directly or by a queue. Source: SAM, "SNS". */
export const sns: FunctionEvent = {
  type: 'SNS',
  rules: {
    Topic: required(isText),
    Region: optional(isText),
    FilterPolicy: passThrough,
    FilterPolicyScope: passThrough,
    SqsSubscription: optional(oneOf(isBoolean, isMap)),
    RedrivePolicy: optional(isMap),
  },
  translate(event: EventSource, parts: FunctionEventParts, context: Context): readonly Resource[] {
    const { resource, name } = event
    const { target } = parts
    const topic = resource.get('Topic')
    const wanted = resource.get('SqsSubscription')
    if (!isTruthy(wanted)) {
      return [
        invokePermission(event, target, { principal: 'sns.amazonaws.com', sourceArn: topic }, context),
        subscription(event, target, 'lambda', target.arn),
      ]
    }
    if (typeof wanted === 'boolean') return byOwnQueue(event, parts, context)
    const given = expectMap(wanted, { id: name, kind: 'event' }, 'SqsSubscription')
    const { QueueArn: arn, QueueUrl: url, QueuePolicyLogicalId: policyId, BatchSize: batchSize } = given
    if (!isTruthy(arn) || !isTruthy(url)) throw new InvalidEvent(name, 'No QueueARN or QueueURL provided.')
    return [
      ...mapping(event, parts, arn as Value, batchSize, context),
      queuePolicy(event, target, arn as Value, url as Value, policyId),
      subscription(event, target, 'sqs', arn as Value),
    ]
  },
}

function byOwnQueue(event: EventSource, parts: FunctionEventParts, context: Context): readonly Resource[] {
  const { target } = parts
  const fifo = isFifoTopic(event.resource.get('Topic'), context)
  const queue = new Resource(sqsQueue, `${event.logicalId}Queue`, {
    attributes: target.passedOn,
    properties: { FifoQueue: isTruthy(fifo) ? fifo : null },
  })
  return [
    ...mapping(event, parts, queue.arn, undefined, context),
    queue,
    queuePolicy(event, target, queue.arn, ref(queue.logicalId), undefined),
    subscription(event, target, 'sqs', queue.arn),
  ]
}

function isFifoTopic(topic: Value, context: Context): Value {
  const id = referredId(topic)
  const resource = id === undefined ? undefined : get(context.source.Resources as Dict, id)
  const properties = isDict(resource) ? resource.Properties : undefined
  return context.resolveParameters((isDict(properties) ? properties.FifoTopic : undefined) ?? false)
}

function subscription(
  { resource, logicalId }: EventSource,
  target: Resource,
  protocol: string,
  endpoint: Value,
): Resource {
  const properties: Dict = { Protocol: protocol, Endpoint: endpoint, TopicArn: resource.get('Topic') }
  for (const same of ['Region', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy'])
    properties[same] = resource.get(same)
  return new Resource(snsSubscription, logicalId, { attributes: target.passedOn, properties })
}

/** The function reads the queue as by an event of type SQS, which is always enabled. */
function mapping(
  event: EventSource,
  parts: FunctionEventParts,
  queueArn: Value,
  batchSize: Value | undefined,
  context: Context,
): readonly Resource[] {
  const logicalId = `${event.logicalId}EventSourceMapping`
  const properties: Dict = {
    Queue: queueArn,
    BatchSize: isTruthy(batchSize) ? (batchSize as Value) : 10,
    Enabled: true,
  }
  const resource = new SamResource('SQS', logicalId, properties, undefined, {})
  return sqs.translate({ resource, logicalId, name: event.name }, parts, context)
}

function queuePolicy(
  event: EventSource,
  target: Resource,
  queueArn: Value,
  queueUrl: Value,
  logicalId: Value | undefined,
): Resource {
  const id = isTruthy(logicalId) ? (logicalId as string) : `${event.logicalId}QueuePolicy`
  return new Resource(sqsQueuePolicy, id, {
    attributes: target.passedOn,
    properties: {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Effect: 'Allow',
            Principal: '*',
            Resource: queueArn,
            Condition: { ArnEquals: { 'aws:SourceArn': event.resource.get('Topic') } },
          },
        ],
      },
      Queues: [queueUrl],
    },
  })
}
