import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, changeRecordsAndTell, type Patience } from '../../store/index.ts'
import { inUse } from './errors.ts'
import { commitAttempts } from './limits.ts'

const patience: Patience = {
  attempts: commitAttempts,
  giveUp: () => inUse('The resource is being changed by other requests. Try again.'),
}

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. `decide` adds its
 * changes to the commit. Fails as `decide` does, and with ResourceInUseException after too many conflicts.
 */
export function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
) {
  return changeRecordsAndTell(store, patience, decide)
}
