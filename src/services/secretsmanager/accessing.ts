import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { type Secret, secrets } from './records.ts'
import type { FoundSecret } from './secrets.ts'
import { dayOf } from './views.ts'

/** Notes the day on which a version was read, once a day. A note that meets another change is left out. */
export async function noteAccess(
  context: OperationContext,
  found: FoundSecret,
  versionId: string,
): Promise<void> {
  const day = dayOf(context)
  const secret = found.value
  const version = secret.versions.find(({ id }) => id === versionId)
  if (secret.accessedAt === day && version?.accessedAt === day) return
  const next: Secret = {
    ...secret,
    accessedAt: day,
    versions: secret.versions.map((other) =>
      other.id === versionId ? { ...other, accessedAt: day } : other,
    ),
  }
  const commit = atomic(context.store)
  secrets.put(commit, next, found)
  await commit.commit()
}
