import type { Surroundings } from '../../dispatch/index.ts'
import { type Atomic, changeRecords, changeRecordsAndTell } from '../../store/index.ts'
import { operationAborted } from './errors.ts'
import { commitAttempts } from './limits.ts'

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now.
 * `decide` adds its changes to the commit and returns the answer. Fails as `decide` does, and with the given error
 * (default OperationAbortedException) after too many conflicts.
 */
export function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
  giveUp: () => Error = operationAborted,
): Promise<Answer> {
  return changeRecords(store, { attempts: commitAttempts, giveUp }, decide)
}

/** As {@link change}; also tells what the commit did. */
export function changeAndTell<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
  giveUp: () => Error = operationAborted,
) {
  return changeRecordsAndTell(store, { attempts: commitAttempts, giveUp }, decide)
}
