/** What all events have in common that become a rule of EventBridge: state, target, dead-letter queue. */
import { eventsRule } from '../cloudformation/events.ts'
import { sqsQueue, sqsQueuePolicy } from '../cloudformation/messaging.ts'
import { InvalidEvent } from '../errors.ts'
import { ref } from '../intrinsics/build.ts'
import { Resource } from '../model/resource.ts'
import { type Dict, has, isDict, isTruthy, type Value } from '../python/values.ts'
import type { EventSource } from '../sam-types.ts'

/** Longest id of a rule's target. Unit: characters. Source: EventBridge API, Target. */
const targetIdLengthMax = 64

/** The rule of an event; its targets follow. */
export function ruleOf(event: EventSource, target: Resource, properties: Dict): Resource {
  return new Resource(eventsRule, event.logicalId, { attributes: target.passedOn, properties })
}

/** The rule's State, by `State` or `Enabled`, or null. @throws InvalidEvent when both are given */
export function ruleState({ resource, name }: EventSource): Value {
  const state = resource.get('State')
  const enabled = resource.get('Enabled')
  if (isTruthy(state) && enabled !== null) {
    throw new InvalidEvent(name, 'State and Enabled Properties cannot both be specified.')
  }
  if (enabled !== null) return isTruthy(enabled) ? 'ENABLED' : 'DISABLED'
  return isTruthy(state) ? state : null
}

/** The rule's target: the function or state machine, and what the event says of how it gets its events. */
export function ruleTarget(
  event: EventSource,
  target: Resource,
  suffix: string,
  parts: { readonly deadLetterArn: Value; readonly roleArn?: Value },
): Dict {
  const { resource, logicalId } = event
  const own = resource.get('Target')
  const wanted = isDict(own) && has(own, 'Id') ? (own.Id as Value) : targetId(logicalId, suffix)
  const described: Dict = { Arn: target.arn, Id: wanted }
  if (parts.roleArn !== undefined) described.RoleArn = parts.roleArn
  for (const name of ['Input', 'InputPath']) {
    const value = resource.get(name)
    if (value !== null) described[name] = value
  }
  if (resource.get('DeadLetterConfig') !== null) described.DeadLetterConfig = { Arn: parts.deadLetterArn }
  for (const name of ['RetryPolicy', 'InputTransformer']) {
    const value = resource.get(name)
    if (value !== null) described[name] = value
  }
  return described
}

function targetId(logicalId: string, suffix: string): string {
  return logicalId.slice(0, targetIdLengthMax - suffix.length) + suffix
}

/** A rule's or schedule's dead-letter queue: its ARN, and what was made for it. */
export interface DeadLetter {
  readonly arn: Value
  readonly made: readonly Resource[]
}

/** The queue that `DeadLetterConfig` names or asks for. @throws InvalidEvent */
export function deadLetterQueue(event: EventSource, attributes: Dict): DeadLetter {
  const { resource, logicalId } = event
  const config = resource.get('DeadLetterConfig')
  if (!isDict(config)) return { arn: null, made: [] }
  checkDeadLetterConfig(logicalId, config)
  const { Arn: arn = null, QueueLogicalId: queueId = null } = config
  if (arn !== null) return { arn, made: [] }
  if (queueId !== null && typeof queueId !== 'string') {
    throw new InvalidEvent(logicalId, 'QueueLogicalId must be a string')
  }
  const queue = new Resource(sqsQueue, queueId || `${logicalId}Queue`, { attributes })
  return { arn: queue.arn, made: [queue] }
}

function checkDeadLetterConfig(logicalId: string, config: Dict): void {
  const byArn = has(config, 'Arn')
  const byType = has(config, 'Type')
  if (byArn && byType) {
    throw new InvalidEvent(logicalId, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.")
  }
  if (byType && config.Type !== 'SQS') {
    throw new InvalidEvent(
      logicalId,
      "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.",
    )
  }
  if (!byArn && !byType) {
    throw new InvalidEvent(logicalId, "No 'Arn' or 'Type' property provided for DeadLetterConfig.")
  }
}

/** As `deadLetterQueue`, with the policy that lets the rule send to a queue that was made. @throws InvalidEvent */
export function ruleDeadLetterQueue(event: EventSource, rule: Resource, attributes: Dict): DeadLetter {
  const { arn, made } = deadLetterQueue(event, attributes)
  const [queue] = made
  if (!queue) return { arn, made }
  const policy = new Resource(sqsQueuePolicy, `${event.logicalId}QueuePolicy`, {
    attributes,
    properties: {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: queue.arn,
            Condition: { ArnEquals: { 'aws:SourceArn': rule.arn } },
          },
        ],
      },
      Queues: [ref(queue.logicalId)],
    },
  })
  return { arn, made: [queue, policy] }
}
