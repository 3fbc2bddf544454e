import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, changeRecords, type Patience } from '../../store/index.ts'
import { changingTooOften } from './errors.ts'
import { commitAttempts } from './limits.ts'

const patience: Patience = { attempts: commitAttempts, giveUp: changingTooOften }

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as `decide`
 * does, and with TooManyRequestsException after too many conflicts.
 */
export function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  return changeRecords(store, patience, decide)
}
