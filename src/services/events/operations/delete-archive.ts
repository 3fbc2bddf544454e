import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addRemoval, requireArchive } from '../archives.ts'
import { touchRevision } from '../buses.ts'
import { change } from '../changing.ts'
import { archives } from '../records.ts'
import { required } from '../required.ts'

export async function deleteArchive(
  input: Api.DeleteArchiveRequest,
  context: OperationContext,
): Promise<object> {
  return change(context, async (commit) => {
    const stored = await requireArchive(context, required(input.ArchiveName, 'ArchiveName'))
    archives.remove(commit, stored)
    addRemoval(commit, stored.value)
    touchRevision(commit, stored.value)
    return {}
  })
}
