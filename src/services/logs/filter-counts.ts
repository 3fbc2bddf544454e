/** What a group knows of its filters, for their quotas and so that writers know whether there is work. */
import type { Atomic, Stored } from '../../store/index.ts'
import { limitExceeded } from './errors.ts'
import { metricFiltersPerGroup, regexFiltersPerGroup, subscriptionFiltersPerGroup } from './limits.ts'
import { type Group, groups } from './records.ts'

/** A filter that came, went or changed. Undefined: there was or is none. */
export interface FilterChange {
  readonly kind: 'metric' | 'subscription'
  readonly before: { readonly usesRegex: boolean } | undefined
  readonly after: { readonly usesRegex: boolean } | undefined
}

/** Adds the change to a commit. Fails with LimitExceededException when the group would have too many. */
export function recount(commit: Atomic, stored: Stored<Group>, { kind, before, after }: FilterChange): void {
  const group = stored.value
  const added = Number(after !== undefined) - Number(before !== undefined)
  const regexAdded = Number(after?.usesRegex ?? false) - Number(before?.usesRegex ?? false)
  const next: Group = {
    ...group,
    metricFilterCount: group.metricFilterCount + (kind === 'metric' ? added : 0),
    subscriptionFilterCount: group.subscriptionFilterCount + (kind === 'subscription' ? added : 0),
    regexFilterCount: group.regexFilterCount + regexAdded,
  }
  const tooMany =
    (added > 0 &&
      (next.metricFilterCount > metricFiltersPerGroup ||
        next.subscriptionFilterCount > subscriptionFiltersPerGroup)) ||
    (regexAdded > 0 && next.regexFilterCount > regexFiltersPerGroup)
  if (tooMany) throw limitExceeded()
  groups.put(commit, next, stored)
}
