import { logsSubscriptionFilter } from '../cloudformation/events.ts'
import { sub } from '../intrinsics/build.ts'
import { isText, required } from '../model/properties.ts'
import { Resource } from '../model/resource.ts'
import { arnText } from '../partitions.ts'
import type { FunctionEvent } from '../sam-types.ts'
import { invokePermission } from './permission.ts'

/** A subscription of a log group that invokes the function. Source: SAM, "CloudWatchLogs". */
export const cloudWatchLogs: FunctionEvent = {
  type: 'CloudWatchLogs',
  rules: { LogGroupName: required(isText), FilterPattern: required(isText) },
  translate(event, { target }, context) {
    const { logicalId, resource } = event
    const group = resource.get('LogGroupName')
    const arn = arnText(context.partition, 'logs', 'log-group:${__LogGroupName__}:*')
    const permission = invokePermission(
      event,
      target,
      { principal: 'logs.amazonaws.com', sourceArn: sub(arn, { __LogGroupName__: group }) },
      context,
    )
    const filter = new Resource(logsSubscriptionFilter, logicalId, {
      dependsOn: [permission.logicalId],
      attributes: target.passedOn,
      properties: {
        LogGroupName: group,
        FilterPattern: resource.get('FilterPattern'),
        DestinationArn: target.arn,
      },
    })
    return [permission, filter]
  },
}
