import { type Atomic, changeRecords, type Patience, type Store } from '../../store/index.ts'
import { concurrentModification } from './errors.ts'
import { commitAttempts } from './limits.ts'

const patience: Patience = { attempts: commitAttempts, giveUp: () => concurrentModification() }

/**
 * Reads, decides and commits, and does it all anew when another request has changed what was read. `decide` adds its
 * changes to the commit it is given; what it returns is returned once they are kept. Nothing added commits nothing.
 */
export function changing<Answer>(store: Store, decide: (commit: Atomic) => Promise<Answer>): Promise<Answer> {
  return changeRecords(store, patience, decide)
}
