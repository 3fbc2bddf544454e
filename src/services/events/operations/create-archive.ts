import type * as Api from '@aws-sdk/client-eventbridge'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireOwnBus } from '../archives.ts'
import { touchRevision } from '../buses.ts'
import { change } from '../changing.ts'
import { archiveArn } from '../domain/names.ts'
import { alreadyExists, limitExceeded } from '../errors.ts'
import { archivesPerBus } from '../limits.ts'
import { type Archive, archives } from '../records.ts'
import { required } from '../required.ts'
import { checkPattern, instant } from '../views.ts'

export async function createArchive(
  input: Api.CreateArchiveRequest,
  context: OperationContext,
): Promise<Api.CreateArchiveResponse> {
  const name = required(input.ArchiveName, 'ArchiveName')
  const { store, accountId, region, now, random } = context
  if (input.EventPattern) checkPattern(input.EventPattern)
  return change(context, async (commit) => {
    const { busName } = await requireOwnBus(
      context,
      required(input.EventSourceArn, 'EventSourceArn'),
      'EventSourceArn',
    )
    if (await archives.get(store, [accountId, region, name])) throw alreadyExists(`Archive ${name}`)
    const { items } = await archives.listBy(store, 'bus', { prefix: [accountId, region, busName] })
    if (items.length >= archivesPerBus) throw limitExceeded()
    const archive: Archive = {
      accountId,
      region,
      busName,
      name,
      id: randomHex(random, 8),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.EventPattern ? { eventPattern: input.EventPattern } : {}),
      ...(input.KmsKeyIdentifier ? { kmsKeyIdentifier: input.KmsKeyIdentifier } : {}),
      retentionDays: input.RetentionDays ?? 0,
      createdAt: now,
    }
    archives.put(commit, archive, undefined)
    touchRevision(commit, archive)
    return { ArchiveArn: archiveArn(archive, name), State: 'ENABLED', CreationTime: instant(now) }
  })
}
