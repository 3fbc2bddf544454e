/** Notifications of changes: enqueued in the commit of the change itself. */
import { randomUuid } from '../../base/random.ts'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import { bucketArn } from './buckets.ts'
import type { ObjectEvent } from './domain/event-records.ts'
import { matchingRules } from './domain/notification-rules.ts'
import { nullVersion } from './domain/version-ids.ts'
import { customerId } from './owners.ts'
import { type Bucket, type Notification, notificationQueue, type ObjectVersion } from './records.ts'

/** Who changes something: the facts of a request, or of a rule that acts by itself. */
export type Actor = Pick<OperationContext, 'trail'> &
  Pick<ObjectEvent, 'principalId' | 'requester' | 'sourceIp' | 'requestId'> & {
    readonly causes?: readonly string[] | undefined
    /** The chain of requests that the change is part of: handed on, so that loops of functions are found. */
    readonly traceHeader?: string | undefined
  }

/** The caller of an operation. */
export function actorOf(context: OperationContext): Actor {
  const { principal, accountId } = context
  const principalId =
    principal.type === 'root'
      ? customerId(accountId)
      : principal.type === 'anonymous'
        ? 'ANONYMOUS'
        : `AWS:${principal.userId}`
  return {
    trail: context.trail,
    principalId,
    requester: principal.type === 'service' ? principal.arn : accountId,
    sourceIp: context.sourceIp ?? '127.0.0.1',
    requestId: context.requestId,
    ...(context.causes === undefined ? {} : { causes: context.causes }),
    ...(context.traceHeader === undefined ? {} : { traceHeader: context.traceHeader }),
  }
}

/** S3 itself, which acts by a rule or at a time. */
export function serviceActor({ trail, random }: Pick<Surroundings, 'trail' | 'random'>): Actor {
  return {
    trail,
    principalId: 'AmazonS3',
    requester: 's3.amazonaws.com',
    sourceIp: 's3.amazonaws.com',
    requestId: randomUuid(random),
  }
}

/** What happened. */
export interface Happening {
  /** `s3:ObjectCreated:Put`. */
  readonly name: string
  /** The operation, for EventBridge. */
  readonly reason: string
  readonly version: Pick<ObjectVersion, 'key' | 'versionId' | 'order'> & Partial<ObjectVersion>
  readonly at: number
  /** Of a copy that failed. */
  readonly replication?: ObjectEvent['replication']
}

/** Whether anybody wants to know of changes in a bucket. */
export function hasListeners({ notifications, eventBridge }: Bucket): boolean {
  return eventBridge === true || (notifications?.length ?? 0) > 0
}

/** Adds the notifications of a change to its commit. Returns what tells the trail once it has been committed. */
export function addNotifications(
  commit: Atomic,
  bucket: Bucket,
  actor: Actor,
  happening: Happening,
): () => void {
  if (!hasListeners(bucket)) return () => {}
  const event = eventOf(bucket, actor, happening)
  const rules = matchingRules(bucket.notifications ?? [], event.name, event.key)
  const targets: Array<Notification['target']> = rules.map(({ kind, arn, id }) => ({
    kind,
    arn,
    configurationId: id,
  }))
  if (bucket.eventBridge) targets.push({ kind: 'bus' })
  const chain = actor.traceHeader === undefined ? {} : { traceHeader: actor.traceHeader }
  for (const target of targets)
    commit.enqueue(notificationQueue, { target, event, ...chain } satisfies Notification)
  return () => {
    if (targets.length === 0) return
    actor.trail.tell({
      stage: 'accepted',
      event: eventId(event),
      source: bucketArn(bucket, event.key),
      detail: event.name,
      ...(actor.causes === undefined ? {} : { causes: actor.causes }),
    })
  }
}

/** What an event is called on its trail: its request, and its place in the order of its key. */
export function eventId({ requestId, sequencer }: ObjectEvent): string {
  return `${requestId}:${sequencer}`
}

function eventOf(
  bucket: Bucket,
  actor: Actor,
  { name, reason, version, at, replication }: Happening,
): ObjectEvent {
  const { principalId, requester, sourceIp, requestId } = actor
  const isRemoval = name.startsWith('s3:ObjectRemoved:') || name.startsWith('s3:LifecycleExpiration:')
  const { bytes, etag, versionId } = version
  // A removal tells the ETag of a delete marker that was made, and nothing of what is gone. Source: as observed.
  const isMarker = name.endsWith(':DeleteMarkerCreated')
  return {
    name,
    bucket: bucket.name,
    partition: bucket.partition,
    region: bucket.region,
    ownerId: customerId(bucket.accountId),
    ownerAccountId: bucket.accountId,
    key: version.key,
    ...(isRemoval || bytes === undefined ? {} : { bytes }),
    ...(isMarker ? { etag: emptyMd5 } : isRemoval || etag === undefined ? {} : { etag }),
    ...(versionId === nullVersion ? {} : { versionId }),
    sequencer: version.order.toString(16).toUpperCase().padStart(18, '0'),
    at,
    principalId,
    requester,
    sourceIp,
    requestId,
    hostId: Buffer.from(requestId, 'utf8').toString('base64'),
    reason,
    ...(version.storageClass === undefined ? {} : { storageClass: version.storageClass }),
    ...(version.restoredUntil === undefined ? {} : { restoreExpiresAt: version.restoredUntil }),
    ...(replication === undefined ? {} : { replication }),
  }
}

const emptyMd5 = 'd41d8cd98f00b204e9800998ecf8427e'
