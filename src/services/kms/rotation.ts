/** Giving a key new material; what was encrypted under older stays readable. Source: Developer Guide, "Rotating AWS KMS keys". */
import type { Surroundings } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { unsupported } from './errors.ts'
import { dayMs } from './limits.ts'
import { makeMaterial, sealMaterial } from './material.ts'
import { tellKey } from './notices.ts'
import { dueQueue, type Key, keys } from './records.ts'

type Rotating = Pick<Surroundings, 'store' | 'random'>

/** Fails with UnsupportedOperationException for keys that do not rotate. UNVERIFIED: the words. */
export function requireRotatable(key: Key, arn: string): void {
  if (key.spec !== 'SYMMETRIC_DEFAULT' || key.origin !== 'AWS_KMS')
    throw unsupported(
      `${arn} does not support rotation: it is not a symmetric encryption key with material of AWS KMS.`,
    )
  if (key.regions !== undefined && key.regions.primary !== key.region)
    throw unsupported(`${arn} is a replica key. Rotation is set on the primary key.`)
}

/** Adds to a commit that a key and its replicas have new material. Answers the key as it then is. */
export async function rotate(
  surroundings: Rotating,
  commit: Atomic,
  stored: Stored<Key>,
  rotation: 'AUTOMATIC' | 'ON_DEMAND',
  now: number,
): Promise<Key> {
  const key = stored.value
  tellKey(commit, key, 'KMS CMK Rotation', now)
  const bytes = await makeMaterial(surroundings, { type: 'secret', bytes: 32 })
  const added = async (to: Key): Promise<Key> => {
    const sealed = await sealMaterial(surroundings, to, to.id, bytes)
    return { ...to, materials: [...to.materials, { ...sealed, rotatedAt: now, rotation }] }
  }
  for (const region of key.regions?.replicas ?? []) {
    const replica = await keys.get(surroundings.store, [key.accountId, region, key.id])
    if (replica !== undefined) keys.put(commit, await added(replica.value), replica)
  }
  return added(key)
}

/** Adds to a commit that a key rotates by itself from now on. */
export function scheduleRotation(commit: Atomic, key: Key, periodDays: number, now: number): Key {
  const nextAt = now + periodDays * dayMs
  const { accountId, region, id: keyId } = key
  commit.enqueue(dueQueue, { accountId, region, keyId, kind: 'rotate', at: nextAt }, { deliverAt: nextAt })
  return { ...key, rotation: { periodDays, nextAt } }
}
