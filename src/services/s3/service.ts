import type { S3 } from '@aws-sdk/client-s3'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { accessLogHandler, accessLogQueue } from './access-logs.ts'
import { inventoryHandler, inventoryRound } from './inventory-work.ts'
import { lifecycleHandler, lifecycleRound } from './lifecycle-work.ts'
import { documentBytesMax, lifecycleRoundMs, notificationTryingMs, replicationTryingMs } from './limits.ts'
import { noteLost, notificationHandler } from './notification-work.ts'
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts'
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts'
import { copyObject } from './operations/copy-object.ts'
import { createBucket } from './operations/create-bucket.ts'
import { createMultipartUpload } from './operations/create-multipart-upload.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { deleteObject, deleteObjects } from './operations/delete-object.ts'
import { getObject, headObject } from './operations/get-object.ts'
import { getObjectAttributes } from './operations/get-object-attributes.ts'
import { getBucketLocation, headBucket } from './operations/head-bucket.ts'
import { listBuckets } from './operations/list-buckets.ts'
import { listMultipartUploads } from './operations/list-multipart-uploads.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects, listObjectsV2 } from './operations/list-objects.ts'
import { listParts } from './operations/list-parts.ts'
import {
  getBucketNotificationConfiguration,
  putBucketNotificationConfiguration,
} from './operations/notification-configuration.ts'
import {
  getObjectLegalHold,
  getObjectLockConfiguration,
  getObjectRetention,
  putObjectLegalHold,
  putObjectLockConfiguration,
  putObjectRetention,
} from './operations/object-lock.ts'
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './operations/object-tagging.ts'
import { putObject } from './operations/put-object.ts'
import { restoreObject } from './operations/restore-object.ts'
import * as configurations from './operations/settings/configurations.ts'
import { deleteBucketCors, getBucketCors, putBucketCors } from './operations/settings/cors.ts'
import {
  deleteBucketEncryption,
  getBucketEncryption,
  putBucketEncryption,
} from './operations/settings/encryption.ts'
import {
  deleteBucketLifecycle,
  getBucketLifecycleConfiguration,
  putBucketLifecycleConfiguration,
} from './operations/settings/lifecycle.ts'
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './operations/settings/lists.ts'
import {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
} from './operations/settings/ownership.ts'
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from './operations/settings/policy.ts'
import {
  deletePublicAccessBlock,
  getPublicAccessBlock,
  putPublicAccessBlock,
} from './operations/settings/public-access.ts'
import * as kept from './operations/settings/records.ts'
import {
  deleteBucketReplication,
  getBucketReplication,
  putBucketReplication,
} from './operations/settings/replication.ts'
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from './operations/settings/tagging.ts'
import { getBucketVersioning, putBucketVersioning } from './operations/settings/versioning.ts'
import { deleteBucketWebsite, getBucketWebsite, putBucketWebsite } from './operations/settings/website.ts'
import { uploadPart, uploadPartCopy } from './operations/upload-part.ts'
import {
  inventoryQueue,
  lifecycleQueue,
  type Notification,
  notificationQueue,
  type ReplicationWork,
  releaseQueue,
  replicationQueue,
  restoreQueue,
} from './records.ts'
import { releaseHandler } from './release-work.ts'
import { noteReplicationLost, replicationHandler } from './replication-work.ts'
import { RequestMetrics } from './request-metrics.ts'
import { restoreHandler } from './restore-work.ts'
import { StorageMetrics } from './storage-metrics.ts'
import { validation } from './validation.ts'

/** Amazon S3. */
export const service: ServiceDefinition = {
  prefix: 's3',
  model: 's3',
  resourceTypes: {
    'AWS::S3::Bucket': async () => (await import('./resources/bucket.ts')).bucket,
    'AWS::S3::BucketPolicy': async () => (await import('./resources/bucket-policy.ts')).bucketPolicy,
  },
  requestBytesMax: documentBytesMax,
  operations: {
    AbortMultipartUpload: abortMultipartUpload,
    CompleteMultipartUpload: completeMultipartUpload,
    CopyObject: copyObject,
    CreateBucket: createBucket,
    CreateMultipartUpload: createMultipartUpload,
    DeleteBucket: deleteBucket,
    DeleteBucketAnalyticsConfiguration: configurations.deleteBucketAnalyticsConfiguration,
    DeleteBucketCors: deleteBucketCors,
    DeleteBucketEncryption: deleteBucketEncryption,
    DeleteBucketIntelligentTieringConfiguration: configurations.deleteBucketIntelligentTieringConfiguration,
    DeleteBucketInventoryConfiguration: configurations.deleteBucketInventoryConfiguration,
    DeleteBucketLifecycle: deleteBucketLifecycle,
    DeleteBucketMetricsConfiguration: configurations.deleteBucketMetricsConfiguration,
    DeleteBucketOwnershipControls: deleteBucketOwnershipControls,
    DeleteBucketPolicy: deleteBucketPolicy,
    DeleteBucketReplication: deleteBucketReplication,
    DeleteBucketTagging: deleteBucketTagging,
    DeleteBucketWebsite: deleteBucketWebsite,
    DeleteObject: deleteObject,
    DeleteObjectTagging: deleteObjectTagging,
    DeleteObjects: deleteObjects,
    DeletePublicAccessBlock: deletePublicAccessBlock,
    GetBucketAbac: kept.getBucketAbac,
    GetBucketAccelerateConfiguration: kept.getBucketAccelerateConfiguration,
    GetBucketAcl: getBucketAcl,
    GetBucketAnalyticsConfiguration: configurations.getBucketAnalyticsConfiguration,
    GetBucketCors: getBucketCors,
    GetBucketEncryption: getBucketEncryption,
    GetBucketIntelligentTieringConfiguration: configurations.getBucketIntelligentTieringConfiguration,
    GetBucketInventoryConfiguration: configurations.getBucketInventoryConfiguration,
    GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration,
    GetBucketLocation: getBucketLocation,
    GetBucketLogging: kept.getBucketLogging,
    GetBucketMetricsConfiguration: configurations.getBucketMetricsConfiguration,
    GetBucketNotificationConfiguration: getBucketNotificationConfiguration,
    GetBucketOwnershipControls: getBucketOwnershipControls,
    GetBucketPolicy: getBucketPolicy,
    GetBucketPolicyStatus: getBucketPolicyStatus,
    GetBucketReplication: getBucketReplication,
    GetBucketRequestPayment: kept.getBucketRequestPayment,
    GetBucketTagging: getBucketTagging,
    GetBucketVersioning: getBucketVersioning,
    GetBucketWebsite: getBucketWebsite,
    GetObject: getObject,
    GetObjectAcl: getObjectAcl,
    GetObjectAttributes: getObjectAttributes,
    GetObjectLegalHold: getObjectLegalHold,
    GetObjectLockConfiguration: getObjectLockConfiguration,
    GetObjectRetention: getObjectRetention,
    GetObjectTagging: getObjectTagging,
    GetPublicAccessBlock: getPublicAccessBlock,
    HeadBucket: headBucket,
    HeadObject: headObject,
    ListBucketAnalyticsConfigurations: configurations.listBucketAnalyticsConfigurations,
    ListBucketIntelligentTieringConfigurations: configurations.listBucketIntelligentTieringConfigurations,
    ListBucketInventoryConfigurations: configurations.listBucketInventoryConfigurations,
    ListBucketMetricsConfigurations: configurations.listBucketMetricsConfigurations,
    ListBuckets: listBuckets,
    ListMultipartUploads: listMultipartUploads,
    ListObjectVersions: listObjectVersions,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    ListParts: listParts,
    PutBucketAccelerateConfiguration: kept.putBucketAccelerateConfiguration,
    PutBucketAcl: putBucketAcl,
    PutBucketAnalyticsConfiguration: configurations.putBucketAnalyticsConfiguration,
    PutBucketCors: putBucketCors,
    PutBucketEncryption: putBucketEncryption,
    PutBucketIntelligentTieringConfiguration: configurations.putBucketIntelligentTieringConfiguration,
    PutBucketInventoryConfiguration: configurations.putBucketInventoryConfiguration,
    PutBucketLifecycleConfiguration: putBucketLifecycleConfiguration,
    PutBucketLogging: kept.putBucketLogging,
    PutBucketMetricsConfiguration: configurations.putBucketMetricsConfiguration,
    PutBucketNotificationConfiguration: putBucketNotificationConfiguration,
    PutBucketOwnershipControls: putBucketOwnershipControls,
    PutBucketPolicy: putBucketPolicy,
    PutBucketReplication: putBucketReplication,
    PutBucketRequestPayment: kept.putBucketRequestPayment,
    PutBucketTagging: putBucketTagging,
    PutBucketVersioning: putBucketVersioning,
    PutBucketWebsite: putBucketWebsite,
    PutObject: putObject,
    PutObjectAcl: putObjectAcl,
    PutObjectLegalHold: putObjectLegalHold,
    PutObjectLockConfiguration: putObjectLockConfiguration,
    PutObjectRetention: putObjectRetention,
    PutObjectTagging: putObjectTagging,
    PutPublicAccessBlock: putPublicAccessBlock,
    RestoreObject: restoreObject,
    UploadPart: uploadPart,
    UploadPartCopy: uploadPartCopy,
  } satisfies OperationTable<S3>,
  validation,
  start: async (surroundings) => {
    const { jobs } = surroundings
    jobs.handle<Notification>(notificationQueue, notificationHandler(surroundings), {
      concurrency: 32,
      tryingMsMax: notificationTryingMs,
      onGiveUp: async ({ value }, failure) => noteLost(surroundings, value, failure),
    })
    jobs.handle(releaseQueue, releaseHandler(surroundings))
    jobs.handle<ReplicationWork>(replicationQueue, replicationHandler(surroundings), {
      tryingMsMax: replicationTryingMs,
      onGiveUp: ({ value }) => noteReplicationLost(surroundings, value),
    })
    jobs.handle(restoreQueue, restoreHandler(surroundings))
    jobs.handle(accessLogQueue, accessLogHandler(surroundings))
    jobs.handle(lifecycleQueue, lifecycleHandler(surroundings))
    jobs.handle(inventoryQueue, inventoryHandler(surroundings))
    const lifecycle = lifecycleRound(surroundings)
    const storageMetrics = new StorageMetrics(surroundings)
    // What goes by days shares one timer.
    jobs.every('s3.lifecycle', lifecycleRoundMs, async (run) => {
      await lifecycle(run)
      await inventoryRound(surroundings, run.signal)
      await storageMetrics.round(run.signal)
    })
    const requestMetrics = new RequestMetrics(surroundings)
    return {
      stop: async () => {
        await requestMetrics.stop()
        storageMetrics.stop()
      },
    }
  },
}
