/** Deleting keys, after days of waiting. Source: Developer Guide, "Deleting AWS KMS keys", "Deleting multi-Region keys". */
import type { Surroundings } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { dayMs } from './limits.ts'
import { aliases, dueQueue, grants, type Key, keys } from './records.ts'

/** Adds to a commit that a key is deleted after so many days. */
export function scheduleDeletion(commit: Atomic, key: Key, days: number, now: number): Key {
  const deletionAt = now + days * dayMs
  const { accountId, region, id: keyId } = key
  commit.enqueue(
    dueQueue,
    { accountId, region, keyId, kind: 'delete', at: deletionAt },
    { deliverAt: deletionAt },
  )
  const { rotation: _rotation, ...rest } = key
  return { ...rest, state: 'PendingDeletion', deletionAt, deletionDays: days }
}

/** Adds to a commit that a key is gone, with its aliases and grants; a primary that waited for it begins its own waiting. */
export async function removeKey(
  { store }: Pick<Surroundings, 'store'>,
  commit: Atomic,
  stored: Stored<Key>,
  now: number,
): Promise<void> {
  const { accountId, region, id, regions } = stored.value
  keys.remove(commit, stored)
  const named = await aliases.listBy(store, 'key', { prefix: [accountId, region, id] })
  for (const alias of named.items) aliases.remove(commit, alias)
  const granted = await grants.list(store, { prefix: [accountId, region, id] })
  for (const grant of granted.items) grants.remove(commit, grant)
  if (regions === undefined || regions.primary === region) return
  const replicas = regions.replicas.filter((other) => other !== region)
  for (const other of [regions.primary, ...replicas]) {
    const found = await keys.get(store, [accountId, other, id])
    if (found === undefined) continue
    const key = { ...found.value, regions: { ...regions, replicas } }
    const waiting = key.state === 'PendingReplicaDeletion' && replicas.length === 0
    keys.put(commit, waiting ? scheduleDeletion(commit, key, key.deletionDays ?? 30, now) : key, found)
  }
}
