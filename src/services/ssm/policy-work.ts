/** Policies that tell of a parameter: carried out at their instant, while the version is current that they were put with. */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { tellPolicy } from './notices.ts'
import { isLive } from './parameters.ts'
import { type PolicyInstant, parameters, policyInstants } from './records.ts'

/** Registers the work. */
export function handlePolicyInstants({ jobs, store, clock }: BackgroundSurroundings): void {
  jobs.handle<PolicyInstant>(
    policyInstants,
    async ({ value: { accountId, region, path, version, index } }) => {
      const stored = await parameters.get(store, [accountId, region, path])
      const now = clock.now()
      if (stored === undefined || !isLive(stored.value, now)) return
      const { current } = stored.value
      const policy = current.policies[index]
      // A later version has messages of its own.
      if (current.version !== version || policy === undefined) return
      const commit = atomic(store)
      tellPolicy(commit, stored.value, policy, now)
      return commit
    },
  )
}
