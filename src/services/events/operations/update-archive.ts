import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireArchive } from '../archives.ts'
import { touchRevision } from '../buses.ts'
import { change } from '../changing.ts'
import { archiveArn } from '../domain/names.ts'
import { archives } from '../records.ts'
import { required } from '../required.ts'
import { checkPattern, instant } from '../views.ts'

/** What is left out stays as it is. An archive that does not exist is not found; AWS has answered InternalException. */
export async function updateArchive(
  input: Api.UpdateArchiveRequest,
  context: OperationContext,
): Promise<Api.UpdateArchiveResponse> {
  if (input.EventPattern) checkPattern(input.EventPattern)
  return change(context, async (commit) => {
    const stored = await requireArchive(context, required(input.ArchiveName, 'ArchiveName'))
    const { eventPattern, ...before } = stored.value
    // UNVERIFIED: that an empty pattern takes the pattern away.
    const pattern = input.EventPattern === undefined ? eventPattern : input.EventPattern || undefined
    const archive = {
      ...before,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(pattern === undefined ? {} : { eventPattern: pattern }),
      ...(input.KmsKeyIdentifier === undefined ? {} : { kmsKeyIdentifier: input.KmsKeyIdentifier }),
      ...(input.RetentionDays === undefined ? {} : { retentionDays: input.RetentionDays }),
    }
    archives.put(commit, archive, stored)
    touchRevision(commit, archive)
    const { name, createdAt } = archive
    return { ArchiveArn: archiveArn(archive, name), State: 'ENABLED', CreationTime: instant(createdAt) }
  })
}
