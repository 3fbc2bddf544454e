/**
 * Removes parameters when their Expiration policy says so. Every reader takes an expired parameter as absent from that
 * instant on; this work, which may come later, takes the record away with its versions, so that a secret that has
 * expired is not kept.
 */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { tellExpired } from './notices.ts'
import { isLive, removeParameter } from './parameters.ts'
import { type Expiration, expirations, parameters } from './records.ts'

/** Registers the work. */
export function handleExpirations(surroundings: BackgroundSurroundings): void {
  const { jobs, store, clock } = surroundings
  jobs.handle<Expiration>(expirations, async ({ value: { accountId, region, path } }) => {
    const stored = await parameters.get(store, [accountId, region, path])
    // A later version may have another end, with a message of its own.
    if (stored === undefined || isLive(stored.value, clock.now())) return
    const commit = atomic(store)
    await removeParameter(commit, surroundings, stored)
    tellExpired(commit, stored.value, clock.now())
    return commit
  })
}
