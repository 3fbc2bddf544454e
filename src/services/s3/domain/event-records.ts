/**
 * What S3 tells of a change: the record of Lambda, SQS and SNS, and the detail of EventBridge. Source: Amazon S3 User Guide,
 * "Event message structure" (version 2.1; 2.2 for replication, 2.3 for lifecycle, tagging and ACL events) and "EventBridge event message
 * structure".
 */
import { encodeKey } from './url-encoding.ts'

/** All that is known of one change. Plain data: it waits in a queue. */
export type ObjectEvent = {
  /** `s3:ObjectCreated:Put`. */
  readonly name: string
  readonly bucket: string
  readonly partition: string
  readonly region: string
  readonly ownerId: string
  readonly ownerAccountId: string
  readonly key: string
  /** Absent for removals. Unit: bytes. */
  readonly bytes?: number
  readonly etag?: string
  readonly versionId?: string
  readonly sequencer: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
  /** `AWS:AROA...:session`, as records know who did it. */
  readonly principalId: string
  /** The account, or the name of a service. */
  readonly requester: string
  readonly sourceIp: string
  readonly requestId: string
  readonly hostId: string
  /** The operation, for EventBridge: `PutObject`, `Lifecycle Expiration`. */
  readonly reason: string
  /** Of transitions. */
  readonly storageClass?: string
  /** Of restored copies: when they end. Unit: milliseconds since the epoch. */
  readonly restoreExpiresAt?: number
  /** Of copies that failed. */
  readonly replication?: {
    readonly ruleId: string
    /** An ARN. */
    readonly destination: string
    /** UNVERIFIED: the names but that of putting. */
    readonly operation: 'OBJECT_PUT' | 'OBJECT_DELETE' | 'OBJECT_TAGGING' | 'OBJECT_ACL' | 'OBJECT_LOCK'
    /** Unit: milliseconds since the epoch. */
    readonly requestedAt: number
    readonly reason: string
  }
}

const extended = [
  's3:Lifecycle',
  's3:IntelligentTiering',
  's3:ObjectAcl',
  's3:ObjectTagging',
  's3:ObjectRestore:Delete',
]

/** One record of the list `Records`. */
export function eventRecord(event: ObjectEvent, configurationId: string): object {
  const isExtended = extended.some((prefix) => event.name.startsWith(prefix))
  const version = isExtended ? '2.3' : event.replication === undefined ? '2.1' : '2.2'
  return {
    eventVersion: version,
    eventSource: 'aws:s3',
    awsRegion: event.region,
    eventTime: new Date(event.at).toISOString(),
    eventName: event.name.slice('s3:'.length),
    userIdentity: { principalId: event.principalId },
    requestParameters: { sourceIPAddress: event.sourceIp },
    responseElements: { 'x-amz-request-id': event.requestId, 'x-amz-id-2': event.hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: event.bucket,
        ownerIdentity: { principalId: event.ownerId },
        arn: `arn:${event.partition}:s3:::${event.bucket}`,
      },
      object: {
        key: encodeKey(event.key),
        ...(event.bytes === undefined ? {} : { size: event.bytes }),
        ...(event.etag === undefined ? {} : { eTag: event.etag }),
        ...(event.versionId === undefined ? {} : { versionId: event.versionId }),
        sequencer: event.sequencer,
      },
    },
    ...(event.name === 's3:ObjectRestore:Completed' && event.restoreExpiresAt !== undefined
      ? {
          glacierEventData: {
            restoreEventData: {
              lifecycleRestorationExpiryTime: new Date(event.restoreExpiresAt).toISOString(),
              lifecycleRestoreStorageClass: event.storageClass ?? 'GLACIER',
            },
          },
        }
      : {}),
    ...(event.name === 's3:LifecycleTransition' && event.storageClass !== undefined
      ? { lifecycleEventData: { transitionEventData: { destinationStorageClass: event.storageClass } } }
      : {}),
    ...(event.replication === undefined
      ? {}
      : {
          replicationEventData: {
            replicationRuleId: event.replication.ruleId,
            destinationBucket: event.replication.destination,
            s3Operation: event.replication.operation,
            requestTime: new Date(event.replication.requestedAt).toISOString(),
            failureReason: event.replication.reason,
          },
        }),
  }
}

/** An entry for EventBridge; undefined for events that it is not told. */
export function bridgeEvent(
  event: ObjectEvent,
): { readonly detailType: string; readonly detail: object } | undefined {
  const kind = bridgeKinds.find(({ prefix }) => event.name.startsWith(prefix))
  if (!kind) return undefined
  const { name } = event
  return {
    detailType: kind.detailType,
    detail: {
      version: '0',
      bucket: { name: event.bucket },
      object: {
        key: event.key,
        ...(event.bytes === undefined ? {} : { size: event.bytes }),
        ...(event.etag === undefined ? {} : { etag: event.etag }),
        ...(event.versionId === undefined ? {} : { 'version-id': event.versionId }),
        ...(kind.sequenced ? { sequencer: event.sequencer } : {}),
      },
      'request-id': event.requestId,
      requester: event.requester,
      ...(event.requester === 's3.amazonaws.com' ? {} : { 'source-ip-address': event.sourceIp }),
      ...(kind.reason ? { reason: event.reason } : {}),
      ...(kind.detailType === 'Object Deleted'
        ? {
            'deletion-type': name.endsWith('DeleteMarkerCreated')
              ? 'Delete Marker Created'
              : 'Permanently Deleted',
          }
        : {}),
      ...(kind.storage ? { [kind.storage]: event.storageClass ?? 'STANDARD' } : {}),
      ...(name === 's3:ObjectRestore:Completed' && event.restoreExpiresAt !== undefined
        ? { 'restore-expiry-time': new Date(event.restoreExpiresAt).toISOString().replace('.000', '') }
        : {}),
    },
  }
}

interface BridgeKind {
  readonly prefix: string
  readonly detailType: string
  readonly reason?: boolean
  readonly sequenced?: boolean
  readonly storage?: 'source-storage-class' | 'destination-storage-class'
}

const bridgeKinds: readonly BridgeKind[] = [
  { prefix: 's3:ObjectCreated:', detailType: 'Object Created', reason: true, sequenced: true },
  { prefix: 's3:ObjectRemoved:', detailType: 'Object Deleted', reason: true, sequenced: true },
  { prefix: 's3:LifecycleExpiration:', detailType: 'Object Deleted', reason: true, sequenced: true },
  {
    prefix: 's3:ObjectRestore:Post',
    detailType: 'Object Restore Initiated',
    storage: 'source-storage-class',
  },
  {
    prefix: 's3:ObjectRestore:Completed',
    detailType: 'Object Restore Completed',
    storage: 'source-storage-class',
  },
  { prefix: 's3:ObjectRestore:Delete', detailType: 'Object Restore Expired' },
  { prefix: 's3:ObjectTagging:Put', detailType: 'Object Tags Added' },
  { prefix: 's3:ObjectTagging:Delete', detailType: 'Object Tags Deleted' },
  { prefix: 's3:ObjectAcl:Put', detailType: 'Object ACL Updated' },
  {
    prefix: 's3:LifecycleTransition',
    detailType: 'Object Storage Class Changed',
    storage: 'destination-storage-class',
  },
]
