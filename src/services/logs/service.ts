import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { serviceDestinations } from './adapters/service-destinations.ts'
import { embeddedMetricsHandler } from './embedded-metrics-work.ts'
import { filterHandler, filterTryingMs } from './filter-work.ts'
import { associateKmsKey } from './operations/associate-kms-key.ts'
import { createLogGroup } from './operations/create-log-group.ts'
import { createLogStream } from './operations/create-log-stream.ts'
import { deleteDestination } from './operations/delete-destination.ts'
import { deleteLogGroup } from './operations/delete-log-group.ts'
import { deleteLogStream } from './operations/delete-log-stream.ts'
import { deleteMetricFilter } from './operations/delete-metric-filter.ts'
import { deleteQueryDefinition } from './operations/delete-query-definition.ts'
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts'
import { deleteRetentionPolicy } from './operations/delete-retention-policy.ts'
import { deleteSubscriptionFilter } from './operations/delete-subscription-filter.ts'
import { describeDestinations } from './operations/describe-destinations.ts'
import { describeLogGroups } from './operations/describe-log-groups.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { describeMetricFilters } from './operations/describe-metric-filters.ts'
import { describeQueryDefinitions } from './operations/describe-query-definitions.ts'
import { describeResourcePolicies } from './operations/describe-resource-policies.ts'
import { describeSubscriptionFilters } from './operations/describe-subscription-filters.ts'
import { disassociateKmsKey } from './operations/disassociate-kms-key.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import { listLogGroups } from './operations/list-log-groups.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { listTagsLogGroup } from './operations/list-tags-log-group.ts'
import { putDestination } from './operations/put-destination.ts'
import { putDestinationPolicy } from './operations/put-destination-policy.ts'
import { putLogEvents } from './operations/put-log-events.ts'
import { putLogGroupDeletionProtection } from './operations/put-log-group-deletion-protection.ts'
import { putMetricFilter } from './operations/put-metric-filter.ts'
import { putQueryDefinition } from './operations/put-query-definition.ts'
import { putResourcePolicy } from './operations/put-resource-policy.ts'
import { putRetentionPolicy } from './operations/put-retention-policy.ts'
import { putSubscriptionFilter } from './operations/put-subscription-filter.ts'
import { startLiveTail } from './operations/start-live-tail.ts'
import { tagLogGroup } from './operations/tag-log-group.ts'
import { tagResource } from './operations/tag-resource.ts'
import { testMetricFilter } from './operations/test-metric-filter.ts'
import { untagLogGroup } from './operations/untag-log-group.ts'
import { untagResource } from './operations/untag-resource.ts'
import { embeddedQueue, filterQueue, removalQueue } from './records.ts'
import { removalHandler } from './removal-work.ts'
import { removeExpired, retentionRoundMs } from './retention-work.ts'
import { validation } from './validation.ts'

/** CloudWatch Logs. */
export const service: ServiceDefinition = {
  prefix: 'logs',
  model: 'cloudwatch-logs',
  operations: {
    AssociateKmsKey: associateKmsKey,
    CreateLogGroup: createLogGroup,
    CreateLogStream: createLogStream,
    DeleteDestination: deleteDestination,
    DeleteLogGroup: deleteLogGroup,
    DeleteLogStream: deleteLogStream,
    DeleteMetricFilter: deleteMetricFilter,
    DeleteQueryDefinition: deleteQueryDefinition,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DeleteSubscriptionFilter: deleteSubscriptionFilter,
    DescribeDestinations: describeDestinations,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    DescribeMetricFilters: describeMetricFilters,
    DescribeQueryDefinitions: describeQueryDefinitions,
    DescribeResourcePolicies: describeResourcePolicies,
    DescribeSubscriptionFilters: describeSubscriptionFilters,
    DisassociateKmsKey: disassociateKmsKey,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    ListLogGroups: listLogGroups,
    ListTagsForResource: listTagsForResource,
    ListTagsLogGroup: listTagsLogGroup,
    PutDestination: (input, context) => putDestination(serviceDestinations(context))(input, context),
    PutDestinationPolicy: putDestinationPolicy,
    PutLogEvents: putLogEvents,
    PutLogGroupDeletionProtection: putLogGroupDeletionProtection,
    PutMetricFilter: putMetricFilter,
    PutQueryDefinition: putQueryDefinition,
    PutResourcePolicy: putResourcePolicy,
    PutRetentionPolicy: putRetentionPolicy,
    PutSubscriptionFilter: (input, context) =>
      putSubscriptionFilter(serviceDestinations(context))(input, context),
    StartLiveTail: startLiveTail,
    TagLogGroup: tagLogGroup,
    TagResource: tagResource,
    TestMetricFilter: testMetricFilter,
    UntagLogGroup: untagLogGroup,
    UntagResource: untagResource,
  } satisfies OperationTable<CloudWatchLogs>,
  resourceTypes: {
    'AWS::Logs::Destination': async () => (await import('./resources/destination.ts')).destination,
    'AWS::Logs::LogGroup': async () => (await import('./resources/log-group.ts')).logGroup,
    'AWS::Logs::LogStream': async () => (await import('./resources/log-stream.ts')).logStream,
    'AWS::Logs::MetricFilter': async () => (await import('./resources/filters.ts')).metricFilter,
    'AWS::Logs::QueryDefinition': async () =>
      (await import('./resources/query-definition.ts')).queryDefinition,
    'AWS::Logs::ResourcePolicy': async () => (await import('./resources/resource-policy.ts')).resourcePolicy,
    'AWS::Logs::SubscriptionFilter': async () => (await import('./resources/filters.ts')).subscriptionFilter,
  },
  validation,
  start: async (surroundings) => {
    const { jobs } = surroundings
    const destinations = serviceDestinations(surroundings)
    jobs.handle(filterQueue, filterHandler(surroundings, destinations), { tryingMsMax: filterTryingMs })
    jobs.handle(embeddedQueue, embeddedMetricsHandler(surroundings), { tryingMsMax: filterTryingMs })
    jobs.handle(removalQueue, removalHandler(surroundings))
    jobs.every('logs.retention', retentionRoundMs, ({ signal }) => removeExpired(surroundings, signal))
    return undefined
  },
}
