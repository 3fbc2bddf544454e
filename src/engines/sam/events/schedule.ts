import type { Context } from '../context.ts'
import { isBoolean, isMap, isText, optional, required } from '../model/properties.ts'
import type { Resource } from '../model/resource.ts'
import type { EventSource, FunctionEvent, FunctionEventParts } from '../sam-types.ts'
import { invokePermission } from './permission.ts'
import { ruleDeadLetterQueue, ruleOf, ruleState, ruleTarget } from './rule.ts'

/** A rule of EventBridge that invokes the function on a schedule. Source: SAM, "Schedule". */
export const schedule: FunctionEvent = {
  type: 'Schedule',
  rules: {
    Schedule: required(isText),
    RuleName: optional(isText),
    Input: optional(isText),
    Enabled: optional(isBoolean),
    State: optional(isText),
    Name: optional(isText),
    Description: optional(isText),
    DeadLetterConfig: optional(isMap),
    RetryPolicy: optional(isMap),
  },
  translate(event: EventSource, { target }: FunctionEventParts, context: Context): Resource[] {
    const { resource } = event
    const rule = ruleOf(event, target, {
      ScheduleExpression: resource.get('Schedule'),
      State: ruleState(event),
      Name: resource.get('Name'),
      Description: resource.get('Description'),
    })
    const deadLetter = ruleDeadLetterQueue(event, rule, target.passedOn)
    rule.properties.Targets = [ruleTarget(event, target, 'LambdaTarget', { deadLetterArn: deadLetter.arn })]
    const permission = invokePermission(
      event,
      target,
      { principal: 'events.amazonaws.com', sourceArn: rule.arn },
      context,
    )
    return [rule, ...deadLetter.made, permission]
  },
}
