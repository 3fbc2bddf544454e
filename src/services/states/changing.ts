import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, changeRecords, type Patience } from '../../store/index.ts'
import { conflict } from './errors.ts'
import { commitAttempts } from './limits.ts'

const patience: Patience = {
  attempts: commitAttempts,
  // UNVERIFIED: the words.
  giveUp: () => conflict('The resource is changed by others at the same time.'),
}

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. `decide` adds its
 * changes to the commit and returns the answer. Fails as `decide` does, and with ConflictException.
 */
export function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  return changeRecords(store, patience, decide)
}
