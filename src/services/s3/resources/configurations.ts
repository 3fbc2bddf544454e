/**
 * Settings of a bucket between the template's form and that of operations. Source: CloudFormation template reference, AWS::S3::Bucket, and
 * S3's API Reference, operation by operation.
 */
import type * as Api from '@aws-sdk/client-s3'
import type { Json, JsonObject } from '../../../base/json.ts'

type Values = readonly JsonObject[]

/** Members of another name; what is absent stays absent. */
function renamed(value: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => (value[from] === undefined ? [] : [[to, value[from]]])),
  )
}

function each(value: Json | undefined): Values {
  return Array.isArray(value) ? (value as Values) : []
}

const back = (names: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(names).map(([from, to]) => [to, from]))

export function encryptionInput(value: JsonObject): JsonObject {
  return {
    Rules: each(value.ServerSideEncryptionConfiguration).map((rule) =>
      renamed(rule, {
        ServerSideEncryptionByDefault: 'ApplyServerSideEncryptionByDefault',
        BucketKeyEnabled: 'BucketKeyEnabled',
        BlockedEncryptionTypes: 'BlockedEncryptionTypes',
      }),
    ),
  }
}

export function encryptionProperty(value: Api.ServerSideEncryptionConfiguration): object {
  return {
    ServerSideEncryptionConfiguration: value.Rules?.map(
      ({ ApplyServerSideEncryptionByDefault, ...rest }) => ({
        ServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault,
        ...rest,
      }),
    ),
  }
}

const corsNames = {
  AllowedHeaders: 'AllowedHeaders',
  AllowedMethods: 'AllowedMethods',
  AllowedOrigins: 'AllowedOrigins',
  ExposedHeaders: 'ExposeHeaders',
  Id: 'ID',
  MaxAge: 'MaxAgeSeconds',
}

export function corsInput(value: JsonObject): JsonObject {
  return { CORSRules: each(value.CorsRules).map((rule) => renamed(rule, corsNames)) }
}

export function corsProperty(rules: readonly Api.CORSRule[]): object {
  return { CorsRules: rules.map((rule) => renamed({ ...rule } as JsonObject, back(corsNames))) }
}

/** A filter: nothing, one condition, or several under `And`. `tags` is how the operation names the tags there. */
function filterInput(rule: JsonObject, whenEmpty: JsonObject | undefined): JsonObject | undefined {
  const tags = each(rule.TagFilters)
  const sizes = renamed(rule, {
    ObjectSizeGreaterThan: 'ObjectSizeGreaterThan',
    ObjectSizeLessThan: 'ObjectSizeLessThan',
  })
  const access = renamed(rule, { AccessPointArn: 'AccessPointArn' })
  const prefix = renamed(rule, { Prefix: 'Prefix' })
  const count =
    tags.length + Object.keys(sizes).length + Object.keys(access).length + Object.keys(prefix).length
  if (count === 0) return whenEmpty
  if (count > 1)
    return { And: { ...prefix, ...sizes, ...access, ...(tags.length > 0 ? { Tags: tags } : {}) } }
  return { ...prefix, ...sizes, ...access, ...(tags.length > 0 ? { Tag: tags[0] } : {}) }
}

function filterProperty(filter: JsonObject | undefined): JsonObject {
  const and = filter?.And as JsonObject | undefined
  const { Tags, Tag, And: _and, ...rest } = { ...filter, ...and } as JsonObject
  const tags = each(Tags ?? (Tag === undefined ? [] : [Tag]))
  return { ...rest, ...(tags.length > 0 ? { TagFilters: tags } : {}) }
}

const transitionNames = { StorageClass: 'StorageClass', TransitionDate: 'Date', TransitionInDays: 'Days' }
const noncurrentNames = {
  StorageClass: 'StorageClass',
  TransitionInDays: 'NoncurrentDays',
  NewerNoncurrentVersions: 'NewerNoncurrentVersions',
}
const expirationNames = {
  ExpirationDate: 'Date',
  ExpirationInDays: 'Days',
  ExpiredObjectDeleteMarker: 'ExpiredObjectDeleteMarker',
}

export function lifecycleInput(value: JsonObject): JsonObject {
  return {
    Rules: each(value.Rules).map((rule) => {
      const transitions = [...each(rule.Transitions), ...(rule.Transition ? each([rule.Transition]) : [])]
      const noncurrent = [
        ...each(rule.NoncurrentVersionTransitions),
        ...(rule.NoncurrentVersionTransition ? each([rule.NoncurrentVersionTransition]) : []),
      ]
      const expiration = renamed(rule, expirationNames)
      return {
        ...renamed(rule, { Id: 'ID', Status: 'Status' }),
        Filter: filterInput(rule, { Prefix: '' }),
        ...(Object.keys(expiration).length > 0 ? { Expiration: expiration } : {}),
        ...(transitions.length > 0
          ? { Transitions: transitions.map((one) => renamed(one, transitionNames)) }
          : {}),
        ...(noncurrent.length > 0
          ? { NoncurrentVersionTransitions: noncurrent.map((one) => renamed(one, noncurrentNames)) }
          : {}),
        ...(rule.NoncurrentVersionExpirationInDays === undefined
          ? renamed(rule, { NoncurrentVersionExpiration: 'NoncurrentVersionExpiration' })
          : { NoncurrentVersionExpiration: { NoncurrentDays: rule.NoncurrentVersionExpirationInDays } }),
        ...renamed(rule, { AbortIncompleteMultipartUpload: 'AbortIncompleteMultipartUpload' }),
      }
    }),
  }
}

export function lifecycleProperty(rules: readonly Api.LifecycleRule[]): object {
  return {
    Rules: rules.map((given) => {
      const rule = JSON.parse(JSON.stringify(given)) as JsonObject
      const filter = filterProperty(rule.Filter as JsonObject | undefined)
      return {
        Id: rule.ID,
        Status: rule.Status,
        ...(filter.Prefix === '' ? {} : filter),
        ...renamed((rule.Expiration ?? {}) as JsonObject, back(expirationNames)),
        Transitions: listOrNothing(each(rule.Transitions), transitionNames),
        NoncurrentVersionTransitions: listOrNothing(each(rule.NoncurrentVersionTransitions), noncurrentNames),
        NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
        AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
      }
    }),
  }
}

function listOrNothing(values: Values, names: Readonly<Record<string, string>>): Values | undefined {
  return values.length > 0 ? values.map((one) => renamed(one, back(names))) : undefined
}

export function websiteInput(value: JsonObject): JsonObject {
  return {
    ...(value.IndexDocument === undefined ? {} : { IndexDocument: { Suffix: value.IndexDocument } }),
    ...(value.ErrorDocument === undefined ? {} : { ErrorDocument: { Key: value.ErrorDocument } }),
    ...renamed(value, { RedirectAllRequestsTo: 'RedirectAllRequestsTo' }),
    ...(value.RoutingRules === undefined
      ? {}
      : {
          RoutingRules: each(value.RoutingRules).map((rule) =>
            renamed(rule, { RoutingRuleCondition: 'Condition', RedirectRule: 'Redirect' }),
          ),
        }),
  }
}

export function websiteProperty(value: Api.GetBucketWebsiteOutput): object {
  return {
    IndexDocument: value.IndexDocument?.Suffix,
    ErrorDocument: value.ErrorDocument?.Key,
    RedirectAllRequestsTo: value.RedirectAllRequestsTo,
    RoutingRules: value.RoutingRules?.map(({ Condition, Redirect }) => ({
      RoutingRuleCondition: Condition,
      RedirectRule: Redirect,
    })),
  }
}

/** Lists of the template, of operations, and the members that name what is told. */
const notified = [
  ['LambdaConfigurations', 'LambdaFunctionConfigurations', 'Function', 'LambdaFunctionArn'],
  ['QueueConfigurations', 'QueueConfigurations', 'Queue', 'QueueArn'],
  ['TopicConfigurations', 'TopicConfigurations', 'Topic', 'TopicArn'],
] as const

export function notificationInput(value: JsonObject): JsonObject {
  const bridge = value.EventBridgeConfiguration as JsonObject | undefined
  return {
    ...Object.fromEntries(
      notified.flatMap(([list, api, name, arn]) =>
        value[list] === undefined
          ? []
          : [
              [
                api,
                each(value[list]).map((one) => ({
                  Events: [String(one.Event)],
                  [arn]: one[name],
                  ...filterRules(one.Filter as JsonObject | undefined),
                })),
              ],
            ],
      ),
    ),
    ...(bridge && String(bridge.EventBridgeEnabled) !== 'false' ? { EventBridgeConfiguration: {} } : {}),
  }
}

function filterRules(filter: JsonObject | undefined): JsonObject {
  const key = filter?.S3Key as JsonObject | undefined
  return key ? { Filter: { Key: { FilterRules: each(key.Rules) } } } : {}
}

export function notificationProperty(value: Api.NotificationConfiguration): JsonObject {
  const given = JSON.parse(JSON.stringify(value)) as JsonObject
  return {
    ...Object.fromEntries(
      notified.flatMap(([list, api, name, arn]) => {
        const all = each(given[api])
        if (all.length === 0) return []
        const configurations = all.flatMap((one) =>
          ((one.Events ?? []) as readonly Json[]).map((Event) => {
            const key = (one.Filter as JsonObject | undefined)?.Key as JsonObject | undefined
            return {
              Event,
              [name]: one[arn],
              ...(key ? { Filter: { S3Key: { Rules: key.FilterRules } } } : {}),
            }
          }),
        )
        return [[list, configurations as unknown as Json]]
      }),
    ),
    ...(given.EventBridgeConfiguration ? { EventBridgeConfiguration: { EventBridgeEnabled: true } } : {}),
  }
}

export function loggingInput(value: JsonObject, bucket: string): JsonObject {
  return {
    LoggingEnabled: {
      TargetBucket: value.DestinationBucketName ?? bucket,
      TargetPrefix: value.LogFilePrefix ?? '',
      ...renamed(value, { TargetObjectKeyFormat: 'TargetObjectKeyFormat' }),
    },
  }
}

export function loggingProperty(value: Api.LoggingEnabled): object {
  return {
    DestinationBucketName: value.TargetBucket,
    LogFilePrefix: value.TargetPrefix || undefined,
    TargetObjectKeyFormat: value.TargetObjectKeyFormat,
  }
}

/** Where reports go, of analytics and inventories. */
function reportDestination(value: Json | undefined): JsonObject {
  return {
    S3BucketDestination: renamed((value ?? {}) as JsonObject, {
      BucketAccountId: 'BucketAccountId',
      BucketArn: 'Bucket',
      Format: 'Format',
      Prefix: 'Prefix',
    }),
  }
}

function reportAccount(destination: JsonObject, operation: 'analytics' | 'inventory'): JsonObject {
  const { BucketAccountId, ...rest } = destination.S3BucketDestination as JsonObject
  if (BucketAccountId === undefined) return destination
  const name = operation === 'inventory' ? 'AccountId' : 'BucketAccountId'
  return { S3BucketDestination: { ...rest, [name]: BucketAccountId } }
}

export function analyticsInput(value: JsonObject): JsonObject {
  const analysis = (value.StorageClassAnalysis ?? {}) as JsonObject
  const dataExport = analysis.DataExport as JsonObject | undefined
  return {
    Id: value.Id,
    Filter: filterInput(value, undefined),
    StorageClassAnalysis: dataExport
      ? {
          DataExport: {
            OutputSchemaVersion: dataExport.OutputSchemaVersion,
            Destination: reportAccount(reportDestination(dataExport.Destination), 'analytics'),
          },
        }
      : {},
  }
}

export function metricsInput(value: JsonObject): JsonObject {
  return { Id: value.Id, Filter: filterInput(value, undefined) }
}

export function tieringInput(value: JsonObject): JsonObject {
  return {
    Id: value.Id,
    Filter: filterInput(value, undefined),
    Status: value.Status,
    Tierings: value.Tierings,
  }
}

export function inventoryInput(value: JsonObject): JsonObject {
  return {
    Id: value.Id,
    Destination: reportAccount(reportDestination(value.Destination), 'inventory'),
    IsEnabled: value.Enabled,
    IncludedObjectVersions: value.IncludedObjectVersions,
    OptionalFields: value.OptionalFields,
    Filter: value.Prefix === undefined ? undefined : { Prefix: value.Prefix },
    Schedule: { Frequency: value.ScheduleFrequency },
  }
}

/** Of rules, filters alone have members of another name. */
export function replicationInput({ Role, Rules }: JsonObject): JsonObject {
  return {
    Role,
    Rules: each(Rules).map(({ Id, Filter, ...rule }) => {
      const { TagFilter, And, ...filter } = (Filter ?? {}) as JsonObject
      const { TagFilters, ...and } = (And ?? {}) as JsonObject
      const parts = {
        ...filter,
        ...(TagFilter === undefined ? {} : { Tag: TagFilter }),
        ...(And === undefined ? {} : { And: { ...and, ...(TagFilters && { Tags: TagFilters }) } }),
      }
      return {
        ...(Id === undefined ? {} : { ID: Id }),
        ...(Filter === undefined ? {} : { Filter: parts }),
        ...rule,
      }
    }),
  }
}

export function replicationProperty({ Role, Rules = [] }: Api.ReplicationConfiguration): object {
  return {
    Role,
    Rules: Rules.map(({ ID, Filter, ...rule }) => {
      const { Tag, And, ...filter } = Filter ?? {}
      const { Tags, ...and } = And ?? {}
      const parts = {
        ...filter,
        ...(Tag && { TagFilter: Tag }),
        ...(And && { And: { ...and, ...(Tags && { TagFilters: Tags }) } }),
      }
      return { Id: ID, ...(Filter && { Filter: parts }), ...rule }
    }),
  }
}
