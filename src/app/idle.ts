/**
 * When a server has nothing more to do by itself. Jobs and pollers count their work, but a request that waits (a long poll) is no
 * work until it has been woken and has asked the store: so what is asked of the store counts, too. Idle is a server on which
 * neither is under way, and neither begins within some turns of the loop.
 */
import type { JobRunner } from '../jobs/index.ts'
import type { Store } from '../store/index.ts'
import type { Background } from './background.ts'

/** Turns in a row in which nothing begins. Ours: who is woken asks the store within one. */
const quietTurns = 3

/** Resolves when no work that goes on without requests is under way. */
export async function untilIdle(background: Background, jobs: JobRunner, store: Store): Promise<void> {
  for (let quiet = 0; quiet < quietTurns; quiet++) {
    await background.settled()
    const before = jobs.workCount + store.questions.asked
    await jobs.idle()
    await new Promise<void>((resolve) => setImmediate(resolve))
    const { asked, open } = store.questions
    if (open > 0 || jobs.workCount + asked !== before) quiet = -1
  }
}
