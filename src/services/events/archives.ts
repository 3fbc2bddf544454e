/** Finding archives, and letting go of what they hold. */
import type { BackgroundSurroundings, OperationContext } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Store, type Stored } from '../../store/index.ts'
import { findBus } from './buses.ts'
import { readBus } from './domain/names.ts'
import { invalidParameter, noBus, notFound } from './errors.ts'
import { archiveRemovalStep } from './limits.ts'
import {
  type Archive,
  type ArchivedEvent,
  type ArchiveRemoval,
  archivedEvents,
  archiveFeed,
  archiveRemovalQueue,
  archiveSumKey,
  archives,
  type Bus,
} from './records.ts'

/** Fails with ResourceNotFoundException. */
export async function requireArchive(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<Archive>> {
  const stored = await archives.get(store, [accountId, region, name])
  if (!stored) throw notFound(`Archive ${name} does not exist.`)
  return stored
}

/** The bus of this account and region that an archive is of, or is asked for by. Fails with ResourceNotFoundException. */
export async function requireOwnBus(context: OperationContext, arn: string, member: string): Promise<Bus> {
  const address = arn.startsWith('arn:') ? readBus(context, arn) : undefined
  if (!address) throw invalidParameter(member, 'Provided Arn is not in correct format.')
  const isOwn = address.accountId === context.accountId && address.region === context.region
  const found = isOwn ? await findBus(context, address) : undefined
  if (!found) throw noBus(address.busName)
  return found.bus
}

/** Takes away events that are older than their archive keeps them. */
export async function removeExpired({ store, clock }: BackgroundSurroundings): Promise<void> {
  const { items } = await archives.listBy(store, 'retained', { limit: 10_000 })
  for (const { value } of items) {
    const before = clock.now() - value.retentionDays * 86_400_000
    while (await removeSome(store, value.id, before)) {
      // Each step is a commit of its own.
    }
  }
}

/** Adds the removal of all that an archive holds. */
export function addRemoval(commit: Atomic, { id }: Archive): void {
  commit.enqueue(archiveRemovalQueue, { archiveId: id })
}

/** Handles the queue of archives that were deleted. */
export function archiveRemovalHandler({ store }: BackgroundSurroundings): JobHandler<ArchiveRemoval> {
  return async ({ value: { archiveId } }) => {
    if (await removeSome(store, archiveId, Number.MAX_SAFE_INTEGER))
      return atomic(store).enqueue(archiveRemovalQueue, { archiveId })
    return atomic(store).trim(archiveFeed(archiveId)).delete(archiveSumKey(archiveId))
  }
}

/** Answers whether there may be more. */
async function removeSome(store: Store, archiveId: string, before: number): Promise<boolean> {
  const prefix = archivedEvents(archiveId)
  const found = await store.list<ArchivedEvent>({
    prefix,
    end: [...prefix, before],
    limit: archiveRemovalStep,
  })
  if (found.length === 0) return false
  const commit = atomic(store)
  // Two nodes that remove the same meet here, and count it once.
  for (const { key, version } of found) commit.check(key, version).delete(key)
  const bytes = found.reduce((sum, { value }) => sum + value.bytes, 0)
  commit.append(archiveFeed(archiveId), { count: -found.length, bytes: -bytes })
  await commit.commit()
  return found.length === archiveRemovalStep
}
