import type { Logger } from '../../base/logger.ts'
import type { LambdaRoom } from './room.ts'

/**
 * Ends the execution environments of a version that nobody will ask for again, without waiting: those at work finish. Those
 * of other nodes end when they have been idle for a while.
 */
export function retire(room: LambdaRoom, logger: Logger, environmentKey: string): void {
  Promise.resolve(room.compute())
    .then((compute) => compute.retire(environmentKey))
    .catch((error: unknown) => {
      logger.debug('Execution environments could not be ended', { error })
    })
}
