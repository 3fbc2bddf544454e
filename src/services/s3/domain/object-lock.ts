/** Object lock. Source: Amazon S3 User Guide, "Locking objects with Object Lock"; API reference, PutObjectRetention. */

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE'

/** Units: milliseconds since the epoch. */
export type Retention = { readonly mode: LockMode; readonly until: number }

export type DefaultRetention = { readonly mode: LockMode; readonly days?: number; readonly years?: number }

const dayMs = 86_400_000

/** What the bucket's default means for a version made now. */
export function defaultRetention(rule: DefaultRetention | undefined, now: number): Retention | undefined {
  if (rule === undefined) return undefined
  const { mode, days, years } = rule
  // UNVERIFIED: how long a year is; AWS documents none.
  return { mode, until: now + (days ?? (years ?? 0) * 365) * dayMs }
}

/** Whether a version may be deleted. */
export function isLocked(
  version: { readonly retention?: Retention; readonly legalHold?: boolean },
  now: number,
  bypassGovernance: boolean,
): boolean {
  if (version.legalHold) return true
  const { retention } = version
  if (retention === undefined || retention.until <= now) return false
  return !(retention.mode === 'GOVERNANCE' && bypassGovernance)
}

/** Whether a retention may take the place of another. A stronger one always may. */
export function mayReplaceRetention(
  before: Retention | undefined,
  next: Retention | undefined,
  now: number,
  bypassGovernance: boolean,
): boolean {
  if (before === undefined || before.until <= now) return true
  const isStronger =
    next !== undefined &&
    next.until >= before.until &&
    (before.mode === next.mode || next.mode === 'COMPLIANCE')
  return isStronger || (before.mode === 'GOVERNANCE' && bypassGovernance)
}
