import type { Store } from '../../store/index.ts'
import { type Home, reservations } from './records.ts'

/** What all functions of an account have reserved in a region together. */
export async function reservedTotal(store: Store, { accountId, region }: Home): Promise<number> {
  const stored = await reservations.get(store, [accountId, region])
  return Object.values(stored?.value.reserved ?? {}).reduce((total, share) => total + share, 0)
}
