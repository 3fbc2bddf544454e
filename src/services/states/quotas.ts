/** What an account may have of machines, activities and open executions in a region. */
import type { Clock } from '../../base/clock.ts'
import type { Key, Store } from '../../store/index.ts'
import { Allowance } from './allowance.ts'
import type { Home } from './domain/arns.ts'
import { activitiesMax, machinesMax, openExecutionsMax, openExecutionsSlack } from './limits.ts'
import { activities, executions, machines } from './records.ts'

export interface Quotas {
  readonly machines: Allowance
  readonly activities: Allowance
  readonly executions: Allowance
}

export function quotasOf({ store, clock }: { readonly store: Store; readonly clock: Clock }): Quotas {
  return {
    machines: new Allowance({
      most: machinesMax,
      clock,
      count: ({ accountId, region }, most) =>
        counted(most, (after) =>
          machines.list(store, { prefix: [accountId, region], ...(after && { after }) }),
        ),
    }),
    activities: new Allowance({
      most: activitiesMax,
      clock,
      count: ({ accountId, region }, most) =>
        counted(most, (after) =>
          activities.list(store, { prefix: [accountId, region], ...(after && { after }) }),
        ),
    }),
    executions: new Allowance({
      most: openExecutionsMax,
      slack: openExecutionsSlack,
      clock,
      count: (home, most) => openExecutions(store, home, most),
    }),
  }
}

/** Children of Map Runs are not among them (UNVERIFIED). */
async function openExecutions(store: Store, { accountId, region }: Home, most: number): Promise<number> {
  let count = 0
  let after: Key | undefined
  do {
    const page = await machines.list(store, { prefix: [accountId, region], ...(after && { after }) })
    for (const { value } of page.items) {
      if (value.type !== 'STANDARD') continue
      const prefix = [accountId, region, value.name, 'RUNNING']
      count += await counted(most - count, (from) =>
        executions.listBy(store, 'status', { prefix, ...(from && { after: from }) }),
      )
      if (count >= most) return count
    }
    after = page.next
  } while (after !== undefined)
  return count
}

async function counted(
  most: number,
  read: (after: Key | undefined) => Promise<{ readonly items: readonly unknown[]; readonly next?: Key }>,
): Promise<number> {
  let count = 0
  let after: Key | undefined
  do {
    const page = await read(after)
    count += page.items.length
    after = page.next
  } while (after !== undefined && count < most)
  return Math.min(count, most)
}
