import { type Atomic, atomic, type Store } from '../../store/index.ts'
import { concurrentModification } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits, and does it all anew when another request has changed what was read. `decide` adds its
 * changes to the commit it is given; what it returns is returned once they are kept. Nothing added commits nothing.
 */
export async function changing<Result>(
  store: Store,
  decide: (commit: Atomic) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const commit = atomic(store)
    const result = await decide(commit)
    if (commit.changes.length === 0 || (await commit.commit()).ok) return result
  }
  throw concurrentModification()
}
