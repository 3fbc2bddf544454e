import { changer } from '../../store/index.ts'
import { changingTooOften } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as `decide`
 * does, and with TooManyRequestsException after too many conflicts.
 */
export const change = changer({ attempts: commitAttempts, giveUp: changingTooOften })
