/**
 * Removes what deleted tables and indexes held, a part at a time, so that a large table holds nobody up. Whatever a stop
 * interrupts goes on when the message comes again.
 */
import type { Surroundings } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import type { Key, Store } from '../../../store/index.ts'
import { workStepCount } from '../limits.ts'
import type { Removal } from '../records.ts'

/** Handles the queue of removals. Each root is the first part of the keys of all that is to go. */
export function removalHandler({ store }: Pick<Surroundings, 'store'>): JobHandler<Removal> {
  return async ({ value: { roots } }, { signal }) => {
    for (const root of roots) await removeAll(store, [root], signal)
  }
}

/** Removes all under a root. */
export async function removeAll(store: Store, root: Key, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const entries = await store.list({ prefix: root, limit: workStepCount })
    const last = entries.at(-1)
    if (last === undefined) return
    const end = entries.length < workStepCount ? {} : { end: [...last.key, true] }
    await store.commit([{ type: 'deleteRange', prefix: root, ...end }])
  }
}
