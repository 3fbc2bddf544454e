import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { destinationNotFound } from './errors.ts'
import { type LogDestination, logDestinations } from './records.ts'

/** A destination of the caller's account. Fails with ResourceNotFoundException. */
export async function loadDestination(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<LogDestination>> {
  const stored = await logDestinations.get(store, [accountId, region, name])
  if (stored === undefined) throw destinationNotFound()
  return stored
}

/** Changes one. Fails as {@link loadDestination} does. */
export function changeDestination(
  context: OperationContext,
  name: string,
  edit: (destination: LogDestination) => LogDestination,
): Promise<void> {
  return change(context, async (commit) => {
    const stored = await loadDestination(context, name)
    logDestinations.put(commit, edit(stored.value), stored)
  })
}
