import type { Atomic, Store } from '../../store/index.ts'
import { invalidParameter } from './errors.ts'
import { accountConcurrency, unreservedConcurrencyMin } from './limits.ts'
import { type Home, reservations } from './records.ts'

/** What all functions of an account have reserved in a region together. */
export async function reservedTotal(store: Store, { accountId, region }: Home): Promise<number> {
  const stored = await reservations.get(store, [accountId, region])
  return Object.values(stored?.value.reserved ?? {}).reduce((total, share) => total + share, 0)
}

/** Adds to a commit what a function reserves from now on. Fails when too little would be left to the others. */
export async function reserve(
  commit: Atomic,
  store: Store,
  { accountId, region }: Home,
  name: string,
  count: number | undefined,
): Promise<void> {
  const stored = await reservations.get(store, [accountId, region])
  const { [name]: before, ...others } = stored?.value.reserved ?? {}
  if (count === undefined && before === undefined) return
  const reservedByOthers = Object.values(others).reduce((total, share) => total + share, 0)
  if (count !== undefined && accountConcurrency - reservedByOthers - count < unreservedConcurrencyMin) {
    throw invalidParameter(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedConcurrencyMin}].`,
    )
  }
  const reserved = count === undefined ? others : { ...others, [name]: count }
  reservations.put(commit, { accountId, region, reserved }, stored)
}
