import { changer } from '../../store/index.ts'
import { conflict } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as
 * `decide` does, and with ConflictException after too many conflicts.
 */
export const change = changer({
  attempts: commitAttempts,
  giveUp: () => conflict('The key is being changed by other requests. Try again.'),
})
