import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { holdVersion, type ObjectQuestion } from './object-reading.ts'
import { type ChangeOptions, updateVersion } from './objects.ts'
import type { Bucket, ObjectVersion } from './records.ts'

/** Changes a version where it is, for a caller who may write it. Fails as `requireVersion` does, and as `decide` does. */
export function changeVersion(
  context: OperationContext,
  bucket: Stored<Bucket>,
  asked: Omit<ObjectQuestion, 'permission'>,
  decide: (version: ObjectVersion) => ObjectVersion,
  options: ChangeOptions,
): Promise<ObjectVersion> {
  const { key, versionId, method } = asked
  const question = { ...asked, permission: 'WRITE' } as const
  return updateVersion(
    context,
    bucket,
    key,
    versionId,
    (found): ObjectVersion => decide(holdVersion(context, bucket.value, question, found, method).value),
    options,
  )
}
