/** The settings of a bucket, one after the other: how each is set, taken away and read. */
import type * as Api from '@aws-sdk/client-s3'
import type { Json, JsonObject } from '../../../base/json.ts'
import { callWith, type ResourceCalls, unlessMissing } from '../../../dispatch/index.ts'
import { aclWithoutOwnership } from '../errors.ts'
import {
  analyticsInput,
  corsInput,
  corsProperty,
  encryptionInput,
  encryptionProperty,
  inventoryInput,
  lifecycleInput,
  lifecycleProperty,
  loggingInput,
  loggingProperty,
  metricsInput,
  notificationInput,
  notificationProperty,
  replicationInput,
  replicationProperty,
  tieringInput,
  websiteInput,
  websiteProperty,
} from './configurations.ts'

/** One setting. `previous` is what the template said before, for lists whose members have names. */
export interface BucketSetting {
  put(calls: ResourceCalls, Bucket: string, value: Json, previous: Json | undefined): Promise<unknown>
  take(calls: ResourceCalls, Bucket: string, previous: Json | undefined): Promise<unknown>
  /** The property as it is now; nothing when it is not set, or cannot be read. */
  read?(calls: ResourceCalls, Bucket: string): Promise<object | undefined>
}

/** A setting that one operation sets and one takes away. */
function simple<Answer>(
  put: string,
  input: (value: JsonObject, bucket: string) => JsonObject,
  take: readonly [operation: string, input?: JsonObject],
  read?: readonly [operation: string, property: (answer: Answer) => object | undefined, ...missing: string[]],
): BucketSetting {
  return {
    put: (calls, Bucket, value) =>
      callWith(calls, `s3:${put}`, { Bucket, ...input(value as JsonObject, Bucket) }),
    take: (calls, Bucket) => callWith(calls, `s3:${take[0]}`, { Bucket, ...take[1] }),
    ...(read
      ? {
          read: async ({ call }: ResourceCalls, Bucket: string) => {
            const [operation, property, ...missing] = read
            const answer = await unlessMissing(call<Answer>(`s3:${operation}`, { Bucket }), ...missing)
            return answer && property(answer)
          },
        }
      : {}),
  }
}

/** A list of configurations with ids, each set and taken away by itself. */
function byId(name: string, input: (value: JsonObject) => JsonObject): BucketSetting {
  const list = (value: Json | undefined) => (Array.isArray(value) ? (value as readonly JsonObject[]) : [])
  const takeAll = async (calls: ResourceCalls, Bucket: string, gone: readonly JsonObject[]) => {
    for (const { Id } of gone)
      await unlessMissing(
        calls.call(`s3:DeleteBucket${name}Configuration`, { Bucket, Id: String(Id) }),
        'NoSuchConfiguration',
      )
  }
  return {
    put: async (calls, Bucket, value, previous) => {
      for (const one of list(value))
        await callWith(calls, `s3:PutBucket${name}Configuration`, {
          Bucket,
          Id: String(one.Id),
          [`${name}Configuration`]: input(one),
        })
      const kept = new Set(list(value).map(({ Id }) => Id))
      await takeAll(
        calls,
        Bucket,
        list(previous).filter(({ Id }) => !kept.has(Id)),
      )
    },
    take: (calls, Bucket, previous) => takeAll(calls, Bucket, list(previous)),
  }
}

/** By property, in the order in which they are applied: who may, then what, then who is told. */
export const bucketSettings: Readonly<Record<string, BucketSetting>> = {
  OwnershipControls: simple<Api.GetBucketOwnershipControlsOutput>(
    'PutBucketOwnershipControls',
    (value) => ({ OwnershipControls: value }),
    ['DeleteBucketOwnershipControls'],
    [
      'GetBucketOwnershipControls',
      ({ OwnershipControls }) => OwnershipControls,
      'OwnershipControlsNotFoundError',
    ],
  ),
  PublicAccessBlockConfiguration: simple<Api.GetPublicAccessBlockOutput>(
    'PutPublicAccessBlock',
    (value) => ({ PublicAccessBlockConfiguration: value }),
    // AWS: a template that no longer says it leaves a bucket that blocks nothing.
    ['DeletePublicAccessBlock'],
    [
      'GetPublicAccessBlock',
      ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration,
      'NoSuchPublicAccessBlockConfiguration',
    ],
  ),
  AccessControl: {
    put: async ({ call }, Bucket, value) => {
      const acl = call('s3:PutBucketAcl', { Bucket, ACL: cannedList(String(value)) }).then(() => true)
      const put = await unlessMissing(acl, 'AccessControlListNotSupported')
      // Where lists are off, a bucket is private anyway. The handler's words are those of CreateBucket.
      if (put !== true && value !== 'Private') throw aclWithoutOwnership()
    },
    take: ({ call }, Bucket) =>
      unlessMissing(call('s3:PutBucketAcl', { Bucket, ACL: 'private' }), 'AccessControlListNotSupported'),
  },
  VersioningConfiguration: simple<Api.GetBucketVersioningOutput>(
    'PutBucketVersioning',
    (value) => ({ VersioningConfiguration: value }),
    ['PutBucketVersioning', { VersioningConfiguration: { Status: 'Suspended' } }],
    ['GetBucketVersioning', ({ Status }) => (Status ? { Status } : undefined)],
  ),
  BucketEncryption: simple<Api.GetBucketEncryptionOutput>(
    'PutBucketEncryption',
    (value) => ({ ServerSideEncryptionConfiguration: encryptionInput(value) }),
    ['DeleteBucketEncryption'],
    [
      'GetBucketEncryption',
      ({ ServerSideEncryptionConfiguration: found }) => found && encryptionProperty(found),
      'ServerSideEncryptionConfigurationNotFoundError',
    ],
  ),
  ObjectLockConfiguration: simple<Api.GetObjectLockConfigurationOutput>(
    'PutObjectLockConfiguration',
    (value) => ({ ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...value } }),
    ['PutObjectLockConfiguration', { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }],
    [
      'GetObjectLockConfiguration',
      ({ ObjectLockConfiguration }) => ObjectLockConfiguration,
      'ObjectLockConfigurationNotFoundError',
    ],
  ),
  CorsConfiguration: simple<Api.GetBucketCorsOutput>(
    'PutBucketCors',
    (value) => ({ CORSConfiguration: corsInput(value) }),
    ['DeleteBucketCors'],
    ['GetBucketCors', ({ CORSRules = [] }) => corsProperty(CORSRules), 'NoSuchCORSConfiguration'],
  ),
  LifecycleConfiguration: simple<Api.GetBucketLifecycleConfigurationOutput>(
    'PutBucketLifecycleConfiguration',
    (value) => ({
      LifecycleConfiguration: lifecycleInput(value),
      ...(value.TransitionDefaultMinimumObjectSize === undefined
        ? {}
        : { TransitionDefaultMinimumObjectSize: value.TransitionDefaultMinimumObjectSize }),
    }),
    ['DeleteBucketLifecycle'],
    [
      'GetBucketLifecycleConfiguration',
      ({ Rules = [] }) => lifecycleProperty(Rules),
      'NoSuchLifecycleConfiguration',
    ],
  ),
  WebsiteConfiguration: simple<Api.GetBucketWebsiteOutput>(
    'PutBucketWebsite',
    (value) => ({ WebsiteConfiguration: websiteInput(value) }),
    ['DeleteBucketWebsite'],
    ['GetBucketWebsite', websiteProperty, 'NoSuchWebsiteConfiguration'],
  ),
  LoggingConfiguration: simple<Api.GetBucketLoggingOutput>(
    'PutBucketLogging',
    (value, bucket) => ({ BucketLoggingStatus: loggingInput(value, bucket) }),
    ['PutBucketLogging', { BucketLoggingStatus: {} }],
    ['GetBucketLogging', ({ LoggingEnabled }) => LoggingEnabled && loggingProperty(LoggingEnabled)],
  ),
  AccelerateConfiguration: simple<Api.GetBucketAccelerateConfigurationOutput>(
    'PutBucketAccelerateConfiguration',
    (value) => ({ AccelerateConfiguration: { Status: value.AccelerationStatus } }),
    ['PutBucketAccelerateConfiguration', { AccelerateConfiguration: { Status: 'Suspended' } }],
    [
      'GetBucketAccelerateConfiguration',
      ({ Status }) => (Status ? { AccelerationStatus: Status } : undefined),
    ],
  ),
  AnalyticsConfigurations: byId('Analytics', analyticsInput),
  IntelligentTieringConfigurations: byId('IntelligentTiering', tieringInput),
  InventoryConfigurations: byId('Inventory', inventoryInput),
  MetricsConfigurations: byId('Metrics', metricsInput),
  ReplicationConfiguration: simple<Api.GetBucketReplicationOutput>(
    'PutBucketReplication',
    (value) => ({ ReplicationConfiguration: replicationInput(value) }),
    ['DeleteBucketReplication'],
    [
      'GetBucketReplication',
      ({ ReplicationConfiguration: found }) => found && replicationProperty(found),
      'ReplicationConfigurationNotFoundError',
    ],
  ),
  // These three answer that they are not built, which is what a stack that asks for them is told.
  MetadataConfiguration: simple(
    'CreateBucketMetadataConfiguration',
    () => ({ MetadataConfiguration: { JournalTableConfiguration: {} } }),
    ['DeleteBucketMetadataConfiguration'],
  ),
  MetadataTableConfiguration: simple(
    'CreateBucketMetadataTableConfiguration',
    () => ({ MetadataTableConfiguration: { S3TablesDestination: {} } }),
    ['DeleteBucketMetadataTableConfiguration'],
  ),
  AbacStatus: {
    put: ({ call }, Bucket, value) =>
      call('s3:PutBucketAbac', { Bucket, AbacStatus: { Status: String(value) } }),
    take: ({ call }, Bucket) => call('s3:PutBucketAbac', { Bucket, AbacStatus: { Status: 'Disabled' } }),
  },
  NotificationConfiguration: simple<Api.NotificationConfiguration>(
    'PutBucketNotificationConfiguration',
    (value) => ({ NotificationConfiguration: notificationInput(value) }),
    ['PutBucketNotificationConfiguration', { NotificationConfiguration: {} }],
    [
      'GetBucketNotificationConfiguration',
      (answer) => {
        const property = notificationProperty(answer)
        return Object.keys(property).length > 0 ? property : undefined
      },
    ],
  ),
}

/** `PublicRead` is `public-read` in the API. */
function cannedList(name: string): string {
  return name === 'AwsExecRead'
    ? 'aws-exec-read'
    : name.replaceAll(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
}
