import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { openBucket } from '../buckets.ts'
import { dueAt } from '../domain/lifecycle.ts'
import { isArchived, isFaster, type RestoreTier, restoreSpanMs } from '../domain/restoring.ts'
import { invalidRequest, malformedXml, notImplemented } from '../errors.ts'
import { actorOf } from '../notifications.ts'
import { changeVersion } from '../object-changing.ts'
import type { ObjectVersion } from '../records.ts'
import { requiredKey } from '../required.ts'
import { planRestore } from '../restore-work.ts'

/**
 * Makes an archived object readable for so many days, after a time that goes by its class and by the tier; of one that is restored
 * already it sets the days anew.
 */
export async function restoreObject(
  input: Api.RestoreObjectRequest,
  context: OperationContext,
): Promise<Omit<Api.RestoreObjectCommandOutput, '$metadata'>> {
  const stored = await openBucket(context, input)
  const key = requiredKey(input.Key)
  const { RestoreRequest: request } = input
  if (request?.Type === 'SELECT') throw notImplemented('Lambent does not select from objects.')
  const days = request?.Days ?? 0
  if (days < 1) throw malformedXml()
  const tier: RestoreTier = request?.GlacierJobParameters?.Tier ?? request?.Tier ?? 'Standard'
  await changeVersion(
    context,
    stored,
    { key, versionId: input.VersionId, action: 's3:RestoreObject', method: 'POST' },
    (version) => {
      holdArchived(version)
      if (isRestored(version, context.now)) return { ...version, restoredUntil: dueAt(context.now, days) }
      const spanMs = restoreSpanMs(version.storageClass, tier)
      if (spanMs === undefined) {
        throw invalidRequest('Retrieval option is not supported by this storage class')
      }
      const readyAt = context.now + spanMs
      if (version.restoring !== undefined && !isFaster(version, readyAt)) {
        throw new AwsError('RestoreAlreadyInProgress', 'Object restore is already in progress', {
          statusCode: 409,
        })
      }
      return { ...version, restoring: { readyAt, days, tier } }
    },
    {
      event: ({ restoring }) =>
        restoring && { name: 's3:ObjectRestore:Post', reason: 'RestoreObject', actor: actorOf(context) },
      more: (commit, current, version) => {
        if (version.restoring !== undefined)
          planRestore(commit, current, version, 'ready', version.restoring.readyAt)
        else planRestore(commit, current, version, 'end', version.restoredUntil ?? 0)
      },
    },
  )
  return {}
}

function isRestored({ restoredUntil }: ObjectVersion, now: number): boolean {
  return restoredUntil !== undefined && restoredUntil > now
}

function holdArchived({ storageClass }: ObjectVersion): void {
  if (isArchived(storageClass)) return
  throw new AwsError('InvalidObjectState', "Restore is not allowed for the object's current storage class", {
    statusCode: 403,
    fields: { StorageClass: storageClass ?? 'STANDARD' },
  })
}
