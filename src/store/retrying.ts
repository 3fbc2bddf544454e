import { type Atomic, atomic } from './atomic.ts'
import type { CommitResult, Store } from './types.ts'

/** How often a change is tried that others keep getting ahead of, and what it fails with then. */
export interface Patience {
  readonly attempts: number
  readonly giveUp: () => Error
}

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. `decide` adds its
 * changes to the commit it is given. Fails as `decide` does, and as `giveUp` says after too many conflicts.
 */
export async function changeRecords<Answer>(
  store: Store,
  patience: Patience,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  const { answer } = await changeRecordsAndTell(store, patience, decide)
  return answer
}

/** {@link changeRecords} as the operations of one service use it: with the same patience, and the store of what they are given. */
export function changer(
  patience: Patience,
): <Answer>(
  surroundings: { readonly store: Store },
  decide: (commit: Atomic) => Promise<Answer>,
) => Promise<Answer> {
  return ({ store }, decide) => changeRecords(store, patience, decide)
}

/** As {@link changeRecords}; also tells what the commit did. */
export async function changeRecordsAndTell<Answer>(
  store: Store,
  { attempts, giveUp }: Patience,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly result: CommitResult & { readonly ok: true } }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const commit = atomic(store)
    const answer = await decide(commit)
    const result = await commit.commit()
    if (result.ok) return { answer, result }
  }
  throw giveUp()
}
