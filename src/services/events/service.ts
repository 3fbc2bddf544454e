import type { EventBridge } from '@aws-sdk/client-eventbridge'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { authorizationHandler } from './authorizing.ts'
import { deadLetterHandler, deliveryHandler } from './deliveries.ts'
import { deadLetterTryingMs, deliveriesAtOnce, httpCallsAtOnce } from './limits.ts'
import { createEventBus } from './operations/create-event-bus.ts'
import { deleteEventBus } from './operations/delete-event-bus.ts'
import { deleteRule } from './operations/delete-rule.ts'
import { describeEventBus } from './operations/describe-event-bus.ts'
import { describeRule } from './operations/describe-rule.ts'
import { disableRule } from './operations/disable-rule.ts'
import { enableRule } from './operations/enable-rule.ts'
import { listEventBuses } from './operations/list-event-buses.ts'
import { listRuleNamesByTarget } from './operations/list-rule-names-by-target.ts'
import { listRules } from './operations/list-rules.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { listTargetsByRule } from './operations/list-targets-by-rule.ts'
import { putEvents } from './operations/put-events.ts'
import { putPermission } from './operations/put-permission.ts'
import { putRule } from './operations/put-rule.ts'
import { putTargets } from './operations/put-targets.ts'
import { removePermission } from './operations/remove-permission.ts'
import { removeTargets } from './operations/remove-targets.ts'
import { tagResource } from './operations/tag-resource.ts'
import { testEventPattern } from './operations/test-event-pattern.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateEventBus } from './operations/update-event-bus.ts'
import {
  authorizationQueue,
  deadLetterQueue,
  deliveryQueue,
  httpDeliveryQueue,
  tickQueue,
} from './records.ts'
import { createRoom } from './room.ts'
import { tickHandler } from './schedules.ts'

/** EventBridge: buses, rules, archives, API destinations. */
export function eventsService(): ServiceDefinition {
  const room = createRoom()
  return {
    prefix: 'events',
    model: 'eventbridge',
    operations: {
      CreateEventBus: createEventBus,
      DeleteEventBus: deleteEventBus,
      DeleteRule: deleteRule,
      DescribeEventBus: describeEventBus,
      DescribeRule: describeRule,
      DisableRule: disableRule,
      EnableRule: enableRule,
      ListEventBuses: listEventBuses,
      ListRuleNamesByTarget: listRuleNamesByTarget,
      ListRules: listRules,
      ListTagsForResource: listTagsForResource,
      ListTargetsByRule: listTargetsByRule,
      PutEvents: putEvents(room),
      PutPermission: putPermission,
      PutRule: putRule,
      PutTargets: putTargets,
      RemovePermission: removePermission,
      RemoveTargets: removeTargets,
      TagResource: tagResource,
      TestEventPattern: testEventPattern,
      UntagResource: untagResource,
      UpdateEventBus: updateEventBus,
    } satisfies OperationTable<EventBridge>,
    start: async (surroundings) => {
      const { jobs } = surroundings
      const deliver = deliveryHandler(room, surroundings)
      jobs.handle(deliveryQueue, deliver, { concurrency: deliveriesAtOnce })
      jobs.handle(httpDeliveryQueue, deliver, { concurrency: httpCallsAtOnce })
      jobs.handle(deadLetterQueue, deadLetterHandler(surroundings), { tryingMsMax: deadLetterTryingMs })
      jobs.handle(tickQueue, tickHandler(surroundings))
      jobs.handle(authorizationQueue, authorizationHandler(room, surroundings))
      return undefined
    },
  }
}
