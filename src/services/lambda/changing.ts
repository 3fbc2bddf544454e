import { type Atomic, atomic, type Store } from '../../store/index.ts'
import { resourceConflict } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now.
 * `decide` adds its changes to the commit and returns the answer. Fails as `decide` does, and with a
 * ResourceConflictException after too many conflicts.
 */
export async function changing<Answer>(
  store: Store,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const commit = atomic(store)
    const answer = await decide(commit)
    if ((await commit.commit()).ok) return answer
  }
  throw resourceConflict(
    'The operation cannot be performed at this time. An update is in progress for resource.',
  )
}
