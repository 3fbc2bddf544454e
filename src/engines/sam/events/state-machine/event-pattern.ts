import { isMap, isText, optional, type PropertyRules, strict } from '../../model/properties.ts'
import type { Resource } from '../../model/resource.ts'
import { isTruthy } from '../../python/values.ts'
import type { EventSource, StateMachineEvent, StateMachineEventParts } from '../../sam-types.ts'
import { ruleDeadLetterQueue, ruleOf, ruleTarget } from '../rule.ts'
import { startRole } from './role.ts'

const rules: PropertyRules = {
  EventBusName: optional(isText),
  RuleName: optional(isText),
  Pattern: optional(isMap),
  Input: optional(isText),
  InputPath: optional(isText),
  DeadLetterConfig: optional(isMap),
  RetryPolicy: optional(isMap),
  State: optional(isText),
  Target: strict(isMap),
  InputTransformer: optional(isMap),
}

/** A rule of EventBridge with a pattern that starts the state machine. Source: SAM, StateMachine "EventBridgeRule". */
export const stateMachineEventBridgeRule: StateMachineEvent = { type: 'EventBridgeRule', rules, translate }
/** As `EventBridgeRule`. Source: SAM, StateMachine "CloudWatchEvent". */
export const stateMachineCloudWatchEvent: StateMachineEvent = { type: 'CloudWatchEvent', rules, translate }

function translate(event: EventSource, { target, permissionsBoundary }: StateMachineEventParts): Resource[] {
  const { resource } = event
  const state = resource.get('State')
  const rule = ruleOf(event, target, {
    EventBusName: resource.get('EventBusName'),
    EventPattern: resource.get('Pattern'),
    Name: resource.get('RuleName'),
    State: isTruthy(state) ? state : null,
  })
  const role = startRole(event, target, 'events.amazonaws.com', permissionsBoundary)
  const deadLetter = ruleDeadLetterQueue(event, rule, target.passedOn)
  rule.properties.Targets = [
    ruleTarget(event, target, 'StepFunctionsTarget', { deadLetterArn: deadLetter.arn, roleArn: role.arn }),
  ]
  return [rule, role, ...deadLetter.made]
}
