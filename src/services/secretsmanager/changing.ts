import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { invalidRequest } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as
 * `decide` does, and with InvalidRequestException after too many conflicts.
 */
export async function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const commit = atomic(store)
    const answer = await decide(commit)
    if (commit.changes.length === 0 || (await commit.commit()).ok) return answer
  }
  throw invalidRequest('The secret is being changed by other requests. Try again.')
}
