import type { Surroundings } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import { type Atomic, atomic } from '../../../store/index.ts'
import type { Stack } from '../domain/stack.ts'
import { deletedStackKeptMs } from '../limits.ts'
import {
  changeSets,
  drifts,
  eventLog,
  inbox,
  operations,
  resources,
  sweepQueue,
  templates,
  type WorkMessage,
} from '../records.ts'

/** Has everything that belongs to a stack removed once it can be described no more. */
export function sweepLater(commit: Atomic, { accountId, region, uuid, deletedAt }: Stack): void {
  if (deletedAt === undefined) return
  commit.enqueue(
    sweepQueue,
    { accountId, region, stackUuid: uuid },
    { deliverAt: deletedAt + deletedStackKeptMs },
  )
}

/** Removes what belonged to a deleted stack: its resources' records, templates, change sets and events. */
export function sweepHandler({ store }: Pick<Surroundings, 'store'>): JobHandler<WorkMessage> {
  return async ({ value }) => {
    const { accountId, region, stackUuid } = value
    const prefix = [accountId, region, stackUuid]
    const [made, sets] = await Promise.all([
      resources.list(store, { prefix }),
      changeSets.list(store, { prefix }),
    ])
    const commit = atomic(store)
    for (const stored of made.items) resources.remove(commit, stored)
    for (const stored of sets.items) changeSets.remove(commit, stored)
    commit.deleteRange(inbox.storeKey(prefix))
    commit.deleteRange(templates.storeKey(prefix))
    commit.deleteRange(drifts.storeKey(prefix))
    commit.delete(operations.storeKey(prefix))
    commit.trim(eventLog(value, stackUuid))
    return commit
  }
}
