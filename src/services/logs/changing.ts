import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type CommitResult } from '../../store/index.ts'
import { operationAborted } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now.
 * `decide` adds its changes to the commit and returns the answer. Fails as `decide` does, and with the given error
 * (default OperationAbortedException) after too many conflicts.
 */
export async function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
  giveUp: () => Error = operationAborted,
): Promise<Answer> {
  const { answer } = await changeAndTell({ store }, decide, giveUp)
  return answer
}

/** As {@link change}; also tells what the commit did. */
export async function changeAndTell<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
  giveUp: () => Error = operationAborted,
): Promise<{ readonly answer: Answer; readonly result: CommitResult & { ok: true } }> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const commit = atomic(store)
    const answer = await decide(commit)
    const result = await commit.commit()
    if (result.ok) return { answer, result }
  }
  throw giveUp()
}
