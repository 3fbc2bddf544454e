import { schedulerSchedule } from '../cloudformation/events.ts'
import { iamRole } from '../cloudformation/iam.ts'
import { InvalidEvent } from '../errors.ts'
import {
  isBoolean,
  isMap,
  isText,
  optional,
  type PropertyRules,
  required,
  strict,
} from '../model/properties.ts'
import { Resource } from '../model/resource.ts'
import { allowing, serviceTrust } from '../policies/documents.ts'
import { type Dict, isTruthy, type Value } from '../python/values.ts'
import type { EventSource, FunctionEvent, StateMachineEvent } from '../sam-types.ts'
import { deadLetterQueue } from './rule.ts'

const type = 'ScheduleV2'
const rules: PropertyRules = {
  PermissionsBoundary: optional(isText),
  ScheduleExpression: required(isText),
  FlexibleTimeWindow: optional(isMap),
  Name: optional(isText),
  State: optional(isText),
  Description: optional(isText),
  StartDate: optional(isText),
  EndDate: optional(isText),
  ScheduleExpressionTimezone: optional(isText),
  GroupName: optional(isText),
  KmsKeyArn: optional(isText),
  Input: optional(isText),
  RoleArn: optional(isText),
  DeadLetterConfig: optional(isMap),
  RetryPolicy: optional(isMap),
  OmitName: strict(isBoolean),
}

/** A schedule of EventBridge Scheduler that invokes a function. Source: SAM, "ScheduleV2". */
export const scheduleV2: FunctionEvent = {
  type,
  rules,
  translate: (event, { target }) =>
    translate(event, target, allowing(`${event.logicalId}LambdaPolicy`, 'lambda:InvokeFunction', target.arn)),
}

/** A schedule of EventBridge Scheduler that starts a state machine. */
export const stateMachineScheduleV2: StateMachineEvent = {
  type,
  rules,
  translate: (event, { target }) =>
    translate(
      event,
      target,
      allowing(`${event.logicalId}StartExecutionPolicy`, 'states:StartExecution', target.arn),
    ),
}

function translate(event: EventSource, target: Resource, policy: Dict): Resource[] {
  const { resource, logicalId } = event
  const attributes = target.passedOn
  const schedule = new Resource(schedulerSchedule, logicalId, {
    attributes,
    properties: scheduleProperties(event),
  })
  const deadLetter = deadLetterQueue(event, attributes)
  const made = [schedule, ...deadLetter.made]
  let roleArn = resource.get('RoleArn')
  if (!isTruthy(roleArn)) {
    const boundary = resource.get('PermissionsBoundary')
    const role = new Resource(iamRole, `${logicalId}Role`, {
      attributes,
      properties: {
        AssumeRolePolicyDocument: serviceTrust('scheduler.amazonaws.com'),
        Policies: isTruthy(deadLetter.arn)
          ? [policy, allowing(`${logicalId}SQSPolicy`, 'sqs:SendMessage', deadLetter.arn)]
          : [policy],
        PermissionsBoundary: isTruthy(boundary) ? boundary : null,
      },
    })
    made.push(role)
    roleArn = role.arn
  }
  schedule.properties.Target = scheduleTarget(event, target, roleArn, deadLetter.arn)
  return made
}

function scheduleProperties({ resource, logicalId }: EventSource): Dict {
  const name = resource.get('Name')
  const omitted = isTruthy(resource.get('OmitName'))
  if (omitted && isTruthy(name)) {
    throw new InvalidEvent(logicalId, 'Name cannot be set when OmitName is True')
  }
  const state = resource.get('State')
  const window = resource.get('FlexibleTimeWindow')
  const properties: Dict = {
    ScheduleExpression: resource.get('ScheduleExpression'),
    State: isTruthy(state) ? state : null,
    Name: omitted ? null : isTruthy(name) ? name : logicalId,
    FlexibleTimeWindow: isTruthy(window) ? window : { Mode: 'OFF' },
  }
  for (const same of [
    'Description',
    'StartDate',
    'EndDate',
    'ScheduleExpressionTimezone',
    'GroupName',
    'KmsKeyArn',
  ])
    properties[same] = resource.get(same)
  return properties
}

function scheduleTarget(
  { resource }: EventSource,
  target: Resource,
  roleArn: Value,
  deadLetterArn: Value,
): Dict {
  const described: Dict = { Arn: target.arn, RoleArn: roleArn }
  const input = resource.get('Input')
  if (input !== null) described.Input = input
  if (resource.get('DeadLetterConfig') !== null) described.DeadLetterConfig = { Arn: deadLetterArn }
  const retry = resource.get('RetryPolicy')
  if (retry !== null) described.RetryPolicy = retry
  return described
}
