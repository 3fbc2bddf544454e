import { type Atomic, changeRecords, type Patience, type Store } from '../../store/index.ts'
import { resourceConflict } from './errors.ts'
import { commitAttempts } from './limits.ts'

const patience: Patience = {
  attempts: commitAttempts,
  giveUp: () =>
    resourceConflict(
      'The operation cannot be performed at this time. An update is in progress for resource.',
    ),
}

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now.
 * `decide` adds its changes to the commit and returns the answer. Fails as `decide` does, and with a
 * ResourceConflictException after too many conflicts.
 */
export function changing<Answer>(store: Store, decide: (commit: Atomic) => Promise<Answer>): Promise<Answer> {
  return changeRecords(store, patience, decide)
}
