import { accountOfAccessKey } from '../../../aws/access-key-id.ts'
import type { Principal } from '../../../aws/principal.ts'
import { atomic, type Store } from '../../../store/index.ts'
import { lastUsedPrecisionMs } from '../limits.ts'
import { lastUses, roles } from '../records.ts'

/** A request that was signed with a key of this server. */
export interface Use {
  readonly principal: Principal
  /** The IAM prefix of the service: `s3`. */
  readonly service: string
  readonly region: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
}

/**
 * Keeps when a long-term key, or the role behind a session, was last used. Written at most once a minute for the same
 * service and region, so the caller may report every request; a report that meets another one is dropped.
 */
export async function recordUse(store: Store, { principal, service, region, at }: Use): Promise<void> {
  const usedId = await usedIdOf(store, principal)
  if (usedId === undefined) return
  const { accountId } = principal
  const stored = await lastUses.get(store, [accountId, usedId])
  if (stored && stored.value.service === service && stored.value.region === region) {
    if (at - stored.value.at < lastUsedPrecisionMs) return
  }
  const commit = atomic(store)
  lastUses.put(commit, { accountId, usedId, service, region, at }, stored)
  await commit.commit()
}

async function usedIdOf(store: Store, principal: Principal): Promise<string | undefined> {
  const { type, accountId, roleArn, accessKeyId } = principal
  if (type === 'user' || type === 'root') {
    // In local mode a key may be anything; those that do not name this account were not issued here.
    const isOurs = accessKeyId?.startsWith('AKIA') && accountOfAccessKey(accessKeyId) === accountId
    return isOurs ? accessKeyId : undefined
  }
  if (type !== 'assumed-role' || roleArn === undefined) return undefined
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  return (await roles.get(store, [accountId, name.toLowerCase()]))?.value.id
}
