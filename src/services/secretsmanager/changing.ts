import { changer } from '../../store/index.ts'
import { invalidRequest } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as
 * `decide` does, and with InvalidRequestException after too many conflicts.
 */
export const change = changer({
  attempts: commitAttempts,
  giveUp: () => invalidRequest('The secret is being changed by other requests. Try again.'),
})
