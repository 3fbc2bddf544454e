/** What a pool held goes after the pool, a range at a time. */

import type { JsonObject } from '../../base/json.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { atomic, type Collection } from '../../store/index.ts'
import { removedAtOnce } from './limits.ts'
import {
  aliases,
  browserSessions,
  clients,
  grants,
  groups,
  identityProviders,
  memberships,
  messages,
  poolKeys,
  resourceServers,
  sessions,
  signIns,
  users,
} from './records.ts'

/** Removes all records below a pool's id. May run again. */
export async function removePool({ store }: Pick<Surroundings, 'store'>, poolId: string): Promise<void> {
  await empty(store, clients, poolId)
  await empty(store, users, poolId)
  await empty(store, memberships, poolId)
  await empty(store, sessions, poolId)
  const commit = atomic(store).delete(poolKeys.storeKey([poolId]))
  for (const records of [
    aliases,
    browserSessions,
    grants,
    groups,
    identityProviders,
    messages,
    resourceServers,
    signIns,
  ])
    commit.deleteRange(records.storeKey([poolId]))
  await commit.commit()
}

/** Records with indexes are removed one by one, so that these go too. */
async function empty<T extends JsonObject, Index extends string>(
  store: Surroundings['store'],
  records: Collection<T, Index>,
  poolId: string,
): Promise<void> {
  for (;;) {
    const { items } = await records.list(store, { prefix: [poolId], limit: removedAtOnce })
    if (items.length === 0) return
    const commit = atomic(store)
    for (const item of items) records.remove(commit, item)
    await commit.commit()
  }
}
