/** Reading objects: which version, whether the caller may, whether its conditions hold, and what is told of it. */
import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { authorize, factsFrom, isAllowed } from './access.ts'
import { checksumMembers } from './checksums.ts'
import type { Permission } from './domain/access-lists.ts'
import { type Conditions, checkRead } from './domain/conditions.ts'
import { expirationOf } from './domain/lifecycle.ts'
import { isArchived, restoreText } from './domain/restoring.ts'
import { nullVersion } from './domain/version-ids.ts'
import { userMetadataMembers } from './drafts.ts'
import { encryptionMembers } from './encryption.ts'
import {
  accessDenied,
  methodNotAllowed,
  noSuchKey,
  noSuchVersion,
  notModified,
  preconditionFailed,
} from './errors.ts'
import { ownList } from './lists.ts'
import { type FoundVersion, findVersion } from './objects.ts'
import { canonicalId } from './owners.ts'
import type { Bucket, ObjectVersion, StoredChecksum } from './records.ts'

/** What is asked for. */
export interface ObjectQuestion {
  readonly key: string
  readonly versionId: string | undefined
  /** `s3:GetObject`; with a version id, `s3:GetObjectVersion`. */
  readonly action: `s3:${string}`
  readonly permission: Permission
  /** The method, for what a delete marker answers. */
  readonly method: string
}

/**
 * The version that is asked for. Fails with NoSuchKey, NoSuchVersion, MethodNotAllowed (a delete marker by its id), AccessDenied.
 */
export async function requireVersion(
  context: OperationContext,
  bucket: Bucket,
  question: ObjectQuestion,
): Promise<FoundVersion> {
  const { key, versionId, method } = question
  const found = await findVersion(context, bucket.id, key, versionId)
  return holdVersion(context, bucket, question, found, method)
}

/** As {@link requireVersion}, of what was read already. */
export function holdVersion(
  context: OperationContext,
  bucket: Bucket,
  question: ObjectQuestion,
  found: FoundVersion | undefined,
  method: string,
): FoundVersion {
  const { key, versionId, permission } = question
  const action: `s3:${string}` =
    versionId === undefined
      ? question.action
      : question.action.endsWith('Version')
        ? question.action
        : versionAction(question.action)
  const version = found?.value
  authorizeObject(context, bucket, { action, key, permission, version, versionId })
  if (version === undefined || found === undefined) {
    if (!isAllowed(context, bucket, { action: 's3:ListBucket', list: bucket.acl, permission: 'READ' })) {
      throw accessDenied()
    }
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
  }
  if (version.marker) {
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId }
    if (versionId === undefined) throw noSuchKey(key, headers)
    throw methodNotAllowed(method, {
      ...headers,
      'Last-Modified': new Date(version.modifiedAt).toUTCString(),
    })
  }
  return found
}

/** The same action of an object and of a version. */
const ofBoth = /(?:Retention|LegalHold|RestoreObject)$/

/** `s3:GetObjectTagging` of a version is `s3:GetObjectVersionTagging`. Source: Service Authorization Reference, Amazon S3. */
function versionAction(action: `s3:${string}`): `s3:${string}` {
  if (ofBoth.test(action)) return action
  return action.replace('Object', 'ObjectVersion') as `s3:${string}`
}

/** Fails with AccessDenied when the caller may not do this with an object. */
export function authorizeObject(
  context: OperationContext,
  bucket: Bucket,
  question: {
    readonly action: `s3:${string}`
    readonly key: string
    readonly permission: Permission
    readonly version: ObjectVersion | undefined
    readonly versionId?: string | undefined
  },
): void {
  const { action, key, permission, version, versionId } = question
  if (
    bucket.policy === undefined &&
    context.accountId === bucket.accountId &&
    context.principal.type !== 'anonymous'
  ) {
    authorize(context, bucket, { action, key })
    return
  }
  const facts = factsFrom({ 's3:versionid': versionId })
  for (const [name, value] of Object.entries(version?.tags ?? {})) {
    facts.set(`s3:existingobjecttag/${name.toLowerCase()}`, [value])
  }
  const list = version === undefined ? undefined : (version.acl ?? ownList(canonicalId(version.accountId)))
  authorize(context, bucket, { action, key, permission, list, facts })
}

/** Fails with NotModified and PreconditionFailed when conditions of a read do not hold. */
export function holdReadConditions(conditions: Conditions, version: ObjectVersion): void {
  const refused = checkRead(conditions, version)
  if (refused === undefined) return
  if (refused !== 'not modified') throw preconditionFailed(refused.failed)
  throw notModified({
    ETag: `"${version.etag}"`,
    'Last-Modified': new Date(version.modifiedAt).toUTCString(),
    ...(version.versionId === nullVersion ? {} : { 'x-amz-version-id': version.versionId }),
    ...(version.system.CacheControl === undefined ? {} : { 'Cache-Control': version.system.CacheControl }),
  })
}

/** Archived objects are read only while a restored copy of them is there. */
export function holdReadable({ storageClass, restoredUntil, key }: ObjectVersion, now: number): void {
  if (!isArchived(storageClass) || (restoredUntil !== undefined && restoredUntil > now)) return
  throw new AwsError('InvalidObjectState', "The operation is not valid for the object's storage class", {
    statusCode: 403,
    fields: { StorageClass: storageClass, Key: key },
  })
}

/** What GetObject and HeadObject both tell. */
export function objectMembers(
  context: OperationContext,
  bucket: Bucket,
  version: ObjectVersion,
  { checksum }: { readonly checksum: StoredChecksum | undefined },
): Omit<Api.HeadObjectCommandOutput, '$metadata'> {
  const { system, versionId, retention, legalHold } = version
  const expiration = bucket.lifecycle && expirationText(bucket, version)
  const { Expires: expires, ...headers } = system
  const tagCount = Object.keys(version.tags ?? {}).length
  const restore = restoreText(version, context.now)
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(version.modifiedAt),
    ETag: `"${version.etag}"`,
    ...headers,
    ContentType: system.ContentType ?? 'binary/octet-stream',
    ...(expires === undefined ? {} : { Expires: new Date(expires) }),
    ...(version.user === undefined ? {} : { Metadata: userMetadataMembers(version.user) }),
    ...(bucket.versioning === undefined ? {} : { VersionId: versionId }),
    ...(version.storageClass === undefined ? {} : { StorageClass: version.storageClass as Api.StorageClass }),
    ...encryptionMembers(version.encryption),
    ...checksumMembers(checksum),
    ...(expiration === undefined ? {} : { Expiration: expiration }),
    ...(retention === undefined
      ? {}
      : { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: new Date(retention.until) }),
    ...(legalHold === undefined ? {} : { ObjectLockLegalHoldStatus: legalHold ? 'ON' : 'OFF' }),
    ...(tagCount === 0 ? {} : { TagCount: tagCount }),
    ...(version.replication === undefined ? {} : { ReplicationStatus: version.replication.status }),
    ...(restore === undefined ? {} : { Restore: restore }),
  }
}

/** The header x-amz-expiration. Source: API reference, GetObject, x-amz-expiration. */
export function expirationText(bucket: Bucket, version: ObjectVersion): string | undefined {
  const found = expirationOf(bucket.lifecycle ?? [], { ...version, tags: version.tags ?? {} })
  return (
    found &&
    `expiry-date="${new Date(found.at).toUTCString()}", rule-id="${encodeURIComponent(found.ruleId)}"`
  )
}
