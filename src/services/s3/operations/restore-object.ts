import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { openBucket } from '../buckets.ts'
import { dueAt } from '../domain/lifecycle.ts'
import { malformedXml, notImplemented } from '../errors.ts'
import { actorOf } from '../notifications.ts'
import { holdVersion, isArchived } from '../object-reading.ts'
import { updateVersion } from '../objects.ts'
import { requiredKey } from '../required.ts'

/** Makes an archived object readable for so many days: at once, where AWS takes minutes to hours. */
export async function restoreObject(
  input: Api.RestoreObjectRequest,
  context: OperationContext,
): Promise<Omit<Api.RestoreObjectCommandOutput, '$metadata'>> {
  const stored = await openBucket(context, input)
  const { value: bucket } = stored
  const key = requiredKey(input.Key)
  const { VersionId: versionId, RestoreRequest: request } = input
  if (request?.Type === 'SELECT') throw notImplemented('Lambent does not select from objects.')
  const days = request?.Days ?? 0
  if (days < 1) throw malformedXml()
  const question = {
    key,
    versionId,
    action: 's3:RestoreObject',
    permission: 'WRITE',
    method: 'POST',
  } as const
  await updateVersion(
    context,
    stored,
    key,
    versionId,
    (found) => {
      const { value: version } = holdVersion(
        context,
        bucket,
        { ...question, versionId: undefined },
        found,
        'POST',
      )
      if (!isArchived(version.storageClass)) {
        throw new AwsError(
          'InvalidObjectState',
          "Restore is not allowed for the object's current storage class",
          {
            statusCode: 403,
            fields: { StorageClass: version.storageClass ?? 'STANDARD' },
          },
        )
      }
      return { ...version, restoredUntil: dueAt(context.now, days) }
    },
    { event: { name: 's3:ObjectRestore:Completed', reason: 'RestoreObject', actor: actorOf(context) } },
  )
  return {}
}
