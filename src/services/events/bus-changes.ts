import type { OperationContext } from '../../dispatch/index.ts'
import { requireBus } from './buses.ts'
import { change } from './changing.ts'
import { type Bus, buses } from './records.ts'

/** Changes a bus; the default one gets its record by the first change. */
export function changeBus(
  context: OperationContext,
  nameOrArn: string | undefined,
  action: `events:${string}`,
  next: (bus: Bus) => Bus,
): Promise<Bus> {
  return change(context, async (commit) => {
    const { bus, stored } = await requireBus(context, nameOrArn, action)
    const changed = { ...next(bus), createdAt: bus.createdAt || context.now, modifiedAt: context.now }
    buses.put(commit, changed, stored)
    return changed
  })
}
