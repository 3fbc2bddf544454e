/** Records as the API shows them. */
import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { destinationArn, groupArn, type Home, streamArn } from './domain/identifiers.ts'
import type {
  Group,
  LogDestination,
  MetricFilter,
  QueryDefinition,
  ResourcePolicy,
  Stream,
  SubscriptionFilter,
} from './records.ts'

/** Without `storedBytes` and `deletionProtectionEnabled`, as answers to a name pattern are. Source: observed on AWS, 2026-02-03 (recorded test of another project). */
export function briefGroupView(home: Home, group: Group): Api.LogGroup {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    metricFilterCount: group.metricFilterCount,
    arn: `${groupArn(home, group.name)}:*`,
    logGroupClass: group.class,
    logGroupArn: groupArn(home, group.name),
  }
}

export function groupView(home: Home, group: Group, storedBytes: number): Api.LogGroup {
  return {
    ...briefGroupView(home, group),
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
    storedBytes,
    deletionProtectionEnabled: group.deletionProtected,
  }
}

/** `storedBytes` is zero for every stream. Source: API Reference, LogStream. */
export function streamView(home: Home, groupName: string, stream: Stream): Api.LogStream {
  const { firstEventAt, lastEventAt, lastIngestionAt } = stream
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(firstEventAt === undefined ? {} : { firstEventTimestamp: firstEventAt }),
    ...(lastEventAt === undefined ? {} : { lastEventTimestamp: lastEventAt }),
    ...(lastIngestionAt === undefined
      ? {}
      : { lastIngestionTime: lastIngestionAt, uploadSequenceToken: sequenceToken(stream) }),
    arn: streamArn(home, groupName, stream.name),
    storedBytes: 0,
  }
}

/** A token that nobody needs any more, in the form of AWS's. */
export function sequenceToken(stream: Stream): string {
  return ((BigInt(`0x${stream.id}`) << 120n) + BigInt(stream.requestCount)).toString().padStart(56, '4')
}

export function metricFilterView(filter: MetricFilter): Api.MetricFilter {
  const { dimensions, unit, defaultValue, ...transformation } = filter.transformation
  return {
    filterName: filter.name,
    filterPattern: filter.pattern,
    metricTransformations: [
      {
        ...transformation,
        ...(defaultValue === undefined ? {} : { defaultValue }),
        ...(dimensions === undefined ? {} : { dimensions: { ...dimensions } }),
        ...(unit === undefined ? {} : { unit: unit as Api.StandardUnit }),
      },
    ],
    creationTime: filter.createdAt,
    logGroupName: filter.groupName,
    applyOnTransformedLogs: false,
  }
}

export function subscriptionFilterView(filter: SubscriptionFilter): Api.SubscriptionFilter {
  return {
    filterName: filter.name,
    logGroupName: filter.groupName,
    filterPattern: filter.pattern,
    destinationArn: filter.destinationArn,
    ...(filter.roleArn === undefined ? {} : { roleArn: filter.roleArn }),
    distribution: filter.distribution,
    applyOnTransformedLogs: false,
    creationTime: filter.createdAt,
  }
}

export function resourcePolicyView(policy: ResourcePolicy): Api.ResourcePolicy {
  return {
    policyName: policy.name,
    policyDocument: policy.document,
    lastUpdatedTime: policy.updatedAt,
    policyScope: policy.resourceArn === '' ? 'ACCOUNT' : 'RESOURCE',
    ...(policy.resourceArn === '' ? {} : { resourceArn: policy.resourceArn }),
    ...(policy.revisionId === undefined ? {} : { revisionId: policy.revisionId }),
  }
}

export function destinationView(home: Home, destination: LogDestination): Api.Destination {
  const { name, targetArn, roleArn, accessPolicy, createdAt } = destination
  return {
    destinationName: name,
    targetArn,
    roleArn,
    ...(accessPolicy === undefined ? {} : { accessPolicy }),
    arn: destinationArn(home, name),
    creationTime: createdAt,
  }
}

export function queryDefinitionView(definition: QueryDefinition): Api.QueryDefinition {
  return {
    queryLanguage: definition.language as Api.QueryLanguage,
    queryDefinitionId: definition.id,
    name: definition.name,
    queryString: definition.query,
    lastModified: definition.updatedAt,
    logGroupNames: [...definition.groupNames],
    ...(definition.parameters === undefined
      ? {}
      : { parameters: definition.parameters.map((one) => ({ ...one })) }),
  }
}
