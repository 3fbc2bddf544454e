/** What happens to keys by itself: deletion, rotation, the end of imported material. Each waits in a queue for its instant. */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { atomic } from '../../store/index.ts'
import { removeKey } from './deletion.ts'
import { withoutExpired } from './keys.ts'
import { tellKey } from './notices.ts'
import { type Due, keys } from './records.ts'
import { rotate, scheduleRotation } from './rotation.ts'

/** Handles the queue of what is due. A message whose instant the key knows no more is of a plan that was given up. */
export function dueHandler(surroundings: BackgroundSurroundings): JobHandler<Due> {
  const { store, clock } = surroundings
  return async ({ value: due }) => {
    const stored = await keys.get(store, [due.accountId, due.region, due.keyId])
    if (stored === undefined) return
    const commit = atomic(store)
    const key = stored.value
    if (due.kind === 'delete') {
      if (key.deletionAt !== due.at) return
      await removeKey(surroundings, commit, stored, clock.now())
      tellKey(commit, key, 'KMS CMK Deletion', clock.now())
    } else if (due.kind === 'expire') {
      if (key.materials.at(-1)?.validTo !== due.at) return
      keys.put(commit, withoutExpired(key, clock.now()), stored)
      tellKey(commit, key, 'KMS Imported Key Material Expiration', clock.now())
    } else {
      if (key.rotation?.nextAt !== due.at) return
      // A disabled key does not rotate, and is not made up for. Source: Developer Guide, "Rotating AWS KMS keys".
      const rotated =
        key.state === 'Enabled' ? await rotate(surroundings, commit, stored, 'AUTOMATIC', clock.now()) : key
      keys.put(commit, scheduleRotation(commit, rotated, key.rotation.periodDays, due.at), stored)
    }
    return commit
  }
}
