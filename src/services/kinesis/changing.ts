import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type CommitResult } from '../../store/index.ts'
import { inUse } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. `decide` adds its
 * changes to the commit. Fails as `decide` does, and with ResourceInUseException after too many conflicts.
 */
export async function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly result: CommitResult & { ok: true } }> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const commit = atomic(store)
    const answer = await decide(commit)
    const result = await commit.commit()
    if (result.ok) return { answer, result }
  }
  throw inUse('The resource is being changed by other requests. Try again.')
}
