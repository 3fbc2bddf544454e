import type { EventBridge } from '@aws-sdk/client-eventbridge'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { archiveRemovalHandler, removeExpired } from './archives.ts'
import { authorizationHandler } from './authorizing.ts'
import { deadLetterHandler, deliveryHandler } from './deliveries.ts'
import { archiveRoundMs, deadLetterTryingMs, deliveriesAtOnce, httpCallsAtOnce } from './limits.ts'
import { cancelReplay } from './operations/cancel-replay.ts'
import { createApiDestination } from './operations/create-api-destination.ts'
import { createArchive } from './operations/create-archive.ts'
import { createConnection } from './operations/create-connection.ts'
import { createEventBus } from './operations/create-event-bus.ts'
import { deauthorizeConnection } from './operations/deauthorize-connection.ts'
import { deleteApiDestination } from './operations/delete-api-destination.ts'
import { deleteArchive } from './operations/delete-archive.ts'
import { deleteConnection } from './operations/delete-connection.ts'
import { deleteEventBus } from './operations/delete-event-bus.ts'
import { deleteRule } from './operations/delete-rule.ts'
import { describeApiDestination } from './operations/describe-api-destination.ts'
import { describeArchive } from './operations/describe-archive.ts'
import { describeConnection } from './operations/describe-connection.ts'
import { describeEventBus } from './operations/describe-event-bus.ts'
import { describeReplay } from './operations/describe-replay.ts'
import { describeRule } from './operations/describe-rule.ts'
import { disableRule } from './operations/disable-rule.ts'
import { enableRule } from './operations/enable-rule.ts'
import { invokeApi, invokeApiDestination } from './operations/invoke-api-destination.ts'
import { listApiDestinations } from './operations/list-api-destinations.ts'
import { listArchives } from './operations/list-archives.ts'
import { listConnections } from './operations/list-connections.ts'
import { listEventBuses } from './operations/list-event-buses.ts'
import { listReplays } from './operations/list-replays.ts'
import { listRuleNamesByTarget } from './operations/list-rule-names-by-target.ts'
import { listRules } from './operations/list-rules.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { listTargetsByRule } from './operations/list-targets-by-rule.ts'
import { listensTo } from './operations/listens-to.ts'
import { putEvents } from './operations/put-events.ts'
import { putPermission } from './operations/put-permission.ts'
import { putRule } from './operations/put-rule.ts'
import { putTargets } from './operations/put-targets.ts'
import { removePermission } from './operations/remove-permission.ts'
import { removeTargets } from './operations/remove-targets.ts'
import { retrieveConnectionCredentials } from './operations/retrieve-connection-credentials.ts'
import { startReplay } from './operations/start-replay.ts'
import { tagResource } from './operations/tag-resource.ts'
import { testEventPattern } from './operations/test-event-pattern.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateApiDestination } from './operations/update-api-destination.ts'
import { updateArchive } from './operations/update-archive.ts'
import { updateConnection } from './operations/update-connection.ts'
import { updateEventBus } from './operations/update-event-bus.ts'
import {
  archiveRemovalQueue,
  authorizationQueue,
  deadLetterQueue,
  deliveryQueue,
  httpDeliveryQueue,
  replayQueue,
  tickQueue,
} from './records.ts'
import { replayHandler } from './replaying.ts'
import { createRoom } from './room.ts'
import { tickHandler } from './schedules.ts'

/** EventBridge: buses, rules, archives, API destinations. */
export function eventsService(): ServiceDefinition {
  const room = createRoom()
  return {
    prefix: 'events',
    model: 'eventbridge',
    operations: {
      CancelReplay: cancelReplay,
      CreateApiDestination: createApiDestination,
      CreateArchive: createArchive,
      CreateConnection: createConnection,
      CreateEventBus: createEventBus,
      DeauthorizeConnection: deauthorizeConnection,
      DeleteApiDestination: deleteApiDestination,
      DeleteArchive: deleteArchive,
      DeleteConnection: deleteConnection,
      DeleteEventBus: deleteEventBus,
      DeleteRule: deleteRule,
      DescribeApiDestination: describeApiDestination,
      DescribeArchive: describeArchive,
      DescribeConnection: describeConnection,
      DescribeEventBus: describeEventBus,
      DescribeReplay: describeReplay,
      DescribeRule: describeRule,
      DisableRule: disableRule,
      EnableRule: enableRule,
      ListApiDestinations: listApiDestinations,
      ListArchives: listArchives,
      ListConnections: listConnections,
      ListEventBuses: listEventBuses,
      ListReplays: listReplays,
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
      StartReplay: startReplay,
      TagResource: tagResource,
      TestEventPattern: testEventPattern,
      UntagResource: untagResource,
      UpdateApiDestination: updateApiDestination,
      UpdateArchive: updateArchive,
      UpdateConnection: updateConnection,
      UpdateEventBus: updateEventBus,
    } satisfies OperationTable<EventBridge>,
    resourceTypes: {
      'AWS::Events::ApiDestination': async () =>
        (await import('./resources/api-destination.ts')).apiDestination,
      'AWS::Events::Archive': async () => (await import('./resources/archive.ts')).archive,
      'AWS::Events::Connection': async () => (await import('./resources/connection.ts')).connection,
      'AWS::Events::EventBus': async () => (await import('./resources/event-bus.ts')).eventBus,
      'AWS::Events::EventBusPolicy': async () =>
        (await import('./resources/event-bus-policy.ts')).eventBusPolicy,
      'AWS::Events::Rule': async () => (await import('./resources/rule.ts')).rule,
    },
    inner: {
      InvokeApi: invokeApi(room),
      InvokeApiDestination: invokeApiDestination(room),
      ListensTo: listensTo(room),
      RetrieveConnectionCredentials: retrieveConnectionCredentials(room),
    },
    start: async (surroundings) => {
      const { jobs } = surroundings
      const deliver = deliveryHandler(room, surroundings)
      jobs.handle(deliveryQueue, deliver, { concurrency: deliveriesAtOnce })
      jobs.handle(httpDeliveryQueue, deliver, { concurrency: httpCallsAtOnce })
      jobs.handle(deadLetterQueue, deadLetterHandler(surroundings), { tryingMsMax: deadLetterTryingMs })
      jobs.handle(tickQueue, tickHandler(surroundings))
      jobs.handle(archiveRemovalQueue, archiveRemovalHandler(surroundings))
      jobs.handle(replayQueue, replayHandler(room, surroundings))
      jobs.every('events.archive-retention', archiveRoundMs, () => removeExpired(surroundings))
      jobs.handle(authorizationQueue, authorizationHandler(room, surroundings))
      return undefined
    },
  }
}
