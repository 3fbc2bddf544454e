import { isBoolean, isMap, isText, optional, required, strict } from '../../model/properties.ts'
import type { Resource } from '../../model/resource.ts'
import type { EventSource, StateMachineEvent, StateMachineEventParts } from '../../sam-types.ts'
import { ruleDeadLetterQueue, ruleOf, ruleState, ruleTarget } from '../rule.ts'
import { startRole } from './role.ts'

/** A rule of EventBridge that starts the state machine on a schedule. Source: SAM, StateMachine "Schedule". */
export const stateMachineSchedule: StateMachineEvent = {
  type: 'Schedule',
  rules: {
    Schedule: required(isText),
    Input: optional(isText),
    Enabled: optional(isBoolean),
    State: optional(isText),
    Name: optional(isText),
    Description: optional(isText),
    DeadLetterConfig: optional(isMap),
    RetryPolicy: optional(isMap),
    Target: strict(isMap),
    RoleArn: strict(isText),
  },
  translate(event: EventSource, { target, permissionsBoundary }: StateMachineEventParts): Resource[] {
    const { resource } = event
    const rule = ruleOf(event, target, {
      ScheduleExpression: resource.get('Schedule'),
      State: ruleState(event),
      Name: resource.get('Name'),
      Description: resource.get('Description'),
    })
    const given = resource.get('RoleArn')
    const roles =
      given === null ? [startRole(event, target, 'events.amazonaws.com', permissionsBoundary)] : []
    const roleArn = roles[0]?.arn ?? given
    const deadLetter = ruleDeadLetterQueue(event, rule, target.passedOn)
    rule.properties.Targets = [
      ruleTarget(event, target, 'StepFunctionsTarget', { deadLetterArn: deadLetter.arn, roleArn }),
    ]
    return [rule, ...roles, ...deadLetter.made]
  },
}
