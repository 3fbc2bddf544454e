import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { authorize, isAllowed } from '../access.ts'
import { openBucket } from '../buckets.ts'
import { accessDenied, invalidRequest, malformedXml } from '../errors.ts'
import { deleteMax } from '../limits.ts'
import { actorOf } from '../notifications.ts'
import { type Deleted, deleteVersion } from '../objects.ts'
import type { Bucket } from '../records.ts'
import { requiredKey } from '../required.ts'

/** Deletes an object or one version. What is not there counts as deleted. */
export async function deleteObject(
  input: Api.DeleteObjectRequest,
  context: OperationContext,
): Promise<Omit<Api.DeleteObjectCommandOutput, '$metadata'>> {
  const stored = await openBucket(context, input)
  const key = requiredKey(input.Key)
  const deleted = await deleteOne(context, stored, {
    key,
    versionId: input.VersionId,
    ifMatch: input.IfMatch,
    bypass: input.BypassGovernanceRetention,
    reason: 'DeleteObject',
  })
  return deletedMembers(stored.value, input.VersionId, deleted)
}

interface Deletion {
  readonly key: string
  readonly versionId: string | undefined
  readonly ifMatch: string | undefined
  readonly bypass: boolean | undefined
  readonly reason: string
}

async function deleteOne(
  context: OperationContext,
  stored: Stored<Bucket>,
  { key, versionId, ifMatch, bypass, reason }: Deletion,
): Promise<Deleted> {
  const { value: bucket } = stored
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
  authorize(context, bucket, { action, key, list: bucket.acl, permission: 'WRITE' })
  if (bypass) {
    const may = { action: 's3:BypassGovernanceRetention', key } as const
    if (!isAllowed(context, bucket, may)) throw accessDenied()
  }
  return deleteVersion(context, stored, key, {
    versionId,
    ifMatch,
    bypassGovernance: bypass ?? false,
    accountId: bucket.accountId,
    eventPrefix: 's3:ObjectRemoved:',
    reason,
    actor: actorOf(context),
  })
}

function deletedMembers(bucket: Bucket, asked: string | undefined, { version, madeMarker }: Deleted) {
  if (bucket.versioning === undefined) return {}
  if (version === undefined) return asked === undefined ? {} : { VersionId: asked }
  return {
    VersionId: version.versionId,
    ...(madeMarker || version.marker ? { DeleteMarker: true } : {}),
  }
}

/** How many deletions of one request go on at once. Ours: they share the flush of a commit. */
const deletionsAtOnce = 32

/** Deletes up to 1,000 objects; each for itself, so that some may fail. */
export async function deleteObjects(
  input: Api.DeleteObjectsRequest,
  context: OperationContext,
): Promise<Omit<Api.DeleteObjectsCommandOutput, '$metadata'>> {
  const stored = await openBucket(context, input)
  const { Objects: objects = [], Quiet: quiet = false } = input.Delete ?? {}
  if (objects.length === 0 || objects.length > deleteMax) throw malformedXml()
  if (input.MFA !== undefined) throw invalidRequest('MFA delete is not supported by Lambent.')
  const results: Array<{ deleted?: Api.DeletedObject; error?: Api._Error }> = []
  // Of one key one after the other, in the order of the request.
  const byKey = Map.groupBy(objects.entries(), ([, { Key }]) => Key)
  const waiting = [...byKey.values()]
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const [index, object] of next) {
        results[index] = await deleteListed(context, stored, object, input.BypassGovernanceRetention)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(deletionsAtOnce, waiting.length) }, work))
  return {
    Deleted: quiet ? [] : results.flatMap(({ deleted }) => deleted ?? []),
    Errors: results.flatMap(({ error }) => error ?? []),
  }
}

async function deleteListed(
  context: OperationContext,
  stored: Stored<Bucket>,
  { Key = '', VersionId: versionId, ETag: ifMatch }: Api.ObjectIdentifier,
  bypass: boolean | undefined,
): Promise<{ deleted?: Api.DeletedObject; error?: Api._Error }> {
  const named = { Key, ...(versionId === undefined ? {} : { VersionId: versionId }) }
  try {
    const key = requiredKey(Key)
    const { version, madeMarker } = await deleteOne(context, stored, {
      key,
      versionId,
      ifMatch,
      bypass,
      reason: 'DeleteObject',
    })
    const marker = madeMarker || version?.marker === true
    return {
      deleted: {
        ...named,
        ...(marker ? { DeleteMarker: true, DeleteMarkerVersionId: version?.versionId } : {}),
      },
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { error: { ...named, Code: error.code, Message: error.message } }
  }
}
