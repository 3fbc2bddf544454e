import type { Context } from '../context.ts'
import { isBoolean, isMap, isText, optional, type PropertyRules } from '../model/properties.ts'
import type { Resource } from '../model/resource.ts'
import type { EventSource, FunctionEvent, FunctionEventParts } from '../sam-types.ts'
import { invokePermission } from './permission.ts'
import { ruleDeadLetterQueue, ruleOf, ruleState, ruleTarget } from './rule.ts'

const rules: PropertyRules = {
  EventBusName: optional(isText),
  RuleName: optional(isText),
  Pattern: optional(isMap),
  DeadLetterConfig: optional(isMap),
  RetryPolicy: optional(isMap),
  Input: optional(isText),
  InputPath: optional(isText),
  Target: optional(isMap),
  Enabled: optional(isBoolean),
  State: optional(isText),
  InputTransformer: optional(isMap),
}

/** A rule of EventBridge with a pattern. `CloudWatchEvent` is its older name. Source: SAM, "EventBridgeRule". */
export const eventBridgeRule: FunctionEvent = { type: 'EventBridgeRule', rules, translate }
/** As `EventBridgeRule`. Source: SAM, "CloudWatchEvent". */
export const cloudWatchEvent: FunctionEvent = { type: 'CloudWatchEvent', rules, translate }

function translate(event: EventSource, { target }: FunctionEventParts, context: Context): Resource[] {
  const { resource } = event
  const rule = ruleOf(event, target, {
    EventBusName: resource.get('EventBusName'),
    EventPattern: resource.get('Pattern'),
    Name: resource.get('RuleName'),
  })
  const deadLetter = ruleDeadLetterQueue(event, rule, target.passedOn)
  rule.properties.State = ruleState(event)
  rule.properties.Targets = [ruleTarget(event, target, 'LambdaTarget', { deadLetterArn: deadLetter.arn })]
  const permission = invokePermission(
    event,
    target,
    { principal: 'events.amazonaws.com', sourceArn: rule.arn },
    context,
  )
  return [...deadLetter.made, rule, permission]
}
