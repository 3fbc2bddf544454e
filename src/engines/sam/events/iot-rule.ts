import { iotTopicRule } from '../cloudformation/events.ts'
import { ref, sub } from '../intrinsics/build.ts'
import { isText, optional, required } from '../model/properties.ts'
import { Resource } from '../model/resource.ts'
import { arnText } from '../partitions.ts'
import { isTruthy } from '../python/values.ts'
import type { FunctionEvent } from '../sam-types.ts'
import { invokePermission } from './permission.ts'

/** A rule of IoT that invokes the function. Source: SAM, "IoTRule". */
export const iotRule: FunctionEvent = {
  type: 'IoTRule',
  rules: { Sql: required(isText), AwsIotSqlVersion: optional(isText) },
  translate(event, { target }, context) {
    const { logicalId, resource } = event
    const arn = arnText(context.partition, 'iot', 'rule/${RuleName}')
    const permission = invokePermission(
      event,
      target,
      {
        principal: 'iot.amazonaws.com',
        sourceArn: sub(arn, { RuleName: ref(logicalId) }),
        sourceAccount: sub('${AWS::AccountId}'),
      },
      context,
    )
    const version = resource.get('AwsIotSqlVersion')
    const rule = new Resource(iotTopicRule, logicalId, {
      attributes: target.passedOn,
      properties: {
        TopicRulePayload: {
          Sql: resource.get('Sql'),
          RuleDisabled: false,
          Actions: [{ Lambda: { FunctionArn: target.arn } }],
          ...(isTruthy(version) ? { AwsIotSqlVersion: version } : {}),
        },
      },
    })
    return [permission, rule]
  },
}
