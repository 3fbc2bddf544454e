import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, changeRecords, type Patience } from '../../store/index.ts'
import { tooManyConflicts } from './errors.ts'
import { commitAttempts } from './limits.ts'

const patience: Patience = { attempts: commitAttempts, giveUp: () => tooManyConflicts() }

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as `decide`
 * does, and with ConflictException.
 */
export function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  return changeRecords(store, patience, decide)
}
