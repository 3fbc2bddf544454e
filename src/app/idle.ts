import type { JobRunner } from '../jobs/index.ts'
import type { Store } from '../store/index.ts'
import type { Background } from './background.ts'

/**
 * Looks in a row that find nothing under way before a server counts as idle. A request that waits (a long poll) is not work, but
 * when it is woken it asks the store a few things before its answer is work for somebody: as many turns are let pass. Ours.
 */
const quietLooks = 6

/** Resolves when no work that goes on without requests is under way. */
export async function untilIdle(background: Background, jobs: JobRunner, store: Store): Promise<void> {
  for (let quiet = 0; quiet < quietLooks; quiet++) {
    await background.settled()
    const before = jobs.workCount
    await jobs.idle()
    // A turn of the store: what others asked it before has been answered, and they have gone on.
    await store.get(['app/idle'])
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (jobs.workCount !== before) quiet = -1
  }
}
