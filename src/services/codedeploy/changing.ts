import { changer } from '../../store/index.ts'
import { tooManyConflicts } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. `decide` adds its
 * changes to the commit and returns the answer. Fails as `decide` does, and with ThrottlingException.
 */
export const change = changer({ attempts: commitAttempts, giveUp: () => tooManyConflicts() })
