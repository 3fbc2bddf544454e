/**
 * What lifecycle rules do to a version, and when. Source: Amazon S3 User Guide, "Lifecycle configuration elements", "Expiring
 * objects", "How S3 Lifecycle calculates how long an object has been in your bucket": days are counted from the change and
 * rounded to the next midnight (UTC).
 */
import { isArchived } from './restoring.ts'
import type { Tags } from './tags.ts'

/** A rule as it is kept: dates in milliseconds since the epoch. */
export type LifecycleRule = {
  readonly ID: string
  readonly Status: 'Enabled' | 'Disabled'
  /** Of the deprecated form. */
  readonly Prefix?: string
  readonly Filter?: LifecycleFilter
  readonly Expiration?: {
    readonly Date?: number
    readonly Days?: number
    readonly ExpiredObjectDeleteMarker?: boolean
  }
  readonly Transitions?: ReadonlyArray<{
    readonly Date?: number
    readonly Days?: number
    readonly StorageClass: string
  }>
  readonly NoncurrentVersionTransitions?: ReadonlyArray<{
    readonly NoncurrentDays?: number
    readonly StorageClass: string
    readonly NewerNoncurrentVersions?: number
  }>
  readonly NoncurrentVersionExpiration?: {
    readonly NoncurrentDays?: number
    readonly NewerNoncurrentVersions?: number
  }
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number }
}

export type LifecycleFilter = {
  readonly Prefix?: string
  readonly Tag?: { readonly Key: string; readonly Value: string }
  readonly ObjectSizeGreaterThan?: number
  readonly ObjectSizeLessThan?: number
  readonly And?: {
    readonly Prefix?: string
    readonly Tags?: ReadonlyArray<{ readonly Key: string; readonly Value: string }>
    readonly ObjectSizeGreaterThan?: number
    readonly ObjectSizeLessThan?: number
  }
}

/** What rules look at. */
export interface LifecycleSubject {
  readonly key: string
  readonly bytes: number
  readonly tags: Tags
  /** Unit: milliseconds since the epoch. */
  readonly modifiedAt: number
  /** Absent: STANDARD. */
  readonly storageClass?: string
}

const dayMs = 86_400_000

/** The midnight (UTC) at which something is due that happened at `at`, so many days later. */
export function dueAt(at: number, days: number): number {
  return (Math.floor(at / dayMs) + days + 1) * dayMs
}

/** Whether a rule is about an object. */
export function appliesTo(rule: LifecycleRule, { key, bytes, tags }: LifecycleSubject): boolean {
  const { Filter: filter = {} } = rule
  const and = filter.And ?? {}
  const prefix = rule.Prefix ?? filter.Prefix ?? and.Prefix ?? ''
  const wanted = [...(filter.Tag === undefined ? [] : [filter.Tag]), ...(and.Tags ?? [])]
  const above = filter.ObjectSizeGreaterThan ?? and.ObjectSizeGreaterThan
  const below = filter.ObjectSizeLessThan ?? and.ObjectSizeLessThan
  return (
    rule.Status === 'Enabled' &&
    key.startsWith(prefix) &&
    wanted.every(({ Key, Value }) => tags[Key] === Value) &&
    (above === undefined || bytes > above) &&
    (below === undefined || bytes < below)
  )
}

/** When a current version expires, and by which rule; undefined: never. The earliest one counts. */
export function expirationOf(
  rules: readonly LifecycleRule[],
  subject: LifecycleSubject,
): { readonly at: number; readonly ruleId: string } | undefined {
  let first: { at: number; ruleId: string } | undefined
  for (const rule of rules) {
    const { Days, Date: date } = rule.Expiration ?? {}
    const at = Days === undefined ? date : dueAt(subject.modifiedAt, Days)
    if (at === undefined || !appliesTo(rule, subject)) continue
    if (first === undefined || at < first.at) first = { at, ruleId: rule.ID }
  }
  return first
}

/** Storage classes as objects go down them. Source: Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle". */
const descent = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
]

/** Unit: bytes. Source: as above, "Constraints": smaller objects stay where they are, unless a rule names sizes. */
const transitionBytesMin = 128 * 1024

/** Whether a rule may move an object into a class: one further down, and not for so small an object. */
function takes(
  rule: LifecycleRule,
  { bytes, storageClass = 'STANDARD' }: LifecycleSubject,
  target: string,
  minimumSize: string | undefined,
): boolean {
  if (descent.indexOf(target) <= descent.indexOf(storageClass)) return false
  const { Filter: filter = {} } = rule
  const sizes = [filter, filter.And ?? {}].flatMap((part) => [
    part.ObjectSizeGreaterThan,
    part.ObjectSizeLessThan,
  ])
  if (bytes >= transitionBytesMin || sizes.some((size) => size !== undefined)) return true
  return minimumSize === 'varies_by_storage_class' && isArchived(target)
}

/**
 * The storage class that a current version is moved to by now; undefined when it stays. The latest step counts. `minimumSize`:
 * TransitionDefaultMinimumObjectSize of the configuration.
 */
export function transitionOf(
  rules: readonly LifecycleRule[],
  subject: LifecycleSubject,
  now: number,
  minimumSize: string | undefined,
): string | undefined {
  const steps = rules.flatMap((rule) =>
    (rule.Transitions ?? []).map(({ Days, Date: date, StorageClass: storageClass }) => ({
      rule,
      storageClass,
      at: Days === undefined ? date : dueAt(subject.modifiedAt, Days),
    })),
  )
  return latestStep(steps, subject, now, minimumSize)
}

/** As {@link transitionOf}, of a version that is no longer current. `newer`: how many noncurrent ones are newer. */
export function noncurrentTransitionOf(
  rules: readonly LifecycleRule[],
  subject: LifecycleSubject & { readonly noncurrentSince: number; readonly newer: number },
  now: number,
  minimumSize: string | undefined,
): string | undefined {
  const steps = rules.flatMap((rule) =>
    (rule.NoncurrentVersionTransitions ?? [])
      .filter(({ NewerNoncurrentVersions: kept = 0 }) => subject.newer >= kept)
      .map(({ NoncurrentDays: days, StorageClass: storageClass }) => ({
        rule,
        storageClass,
        at: days === undefined ? undefined : dueAt(subject.noncurrentSince, days),
      })),
  )
  return latestStep(steps, subject, now, minimumSize)
}

interface Step {
  readonly rule: LifecycleRule
  readonly storageClass: string
  readonly at: number | undefined
}

function latestStep(
  steps: readonly Step[],
  subject: LifecycleSubject,
  now: number,
  minimumSize: string | undefined,
): string | undefined {
  let last: { readonly at: number; readonly storageClass: string } | undefined
  for (const { rule, storageClass, at } of steps) {
    if (at === undefined || at > now || !appliesTo(rule, subject)) continue
    if (!takes(rule, subject, storageClass, minimumSize)) continue
    if (last === undefined || at >= last.at) last = { at, storageClass }
  }
  return last?.storageClass
}

/** Whether a version that is no longer current is removed by now. `newer`: how many noncurrent ones are newer. */
export function isNoncurrentDue(
  rules: readonly LifecycleRule[],
  subject: LifecycleSubject & { readonly noncurrentSince: number; readonly newer: number },
  now: number,
): boolean {
  return rules.some((rule) => {
    const { NoncurrentDays, NewerNoncurrentVersions = 0 } = rule.NoncurrentVersionExpiration ?? {}
    return (
      NoncurrentDays !== undefined &&
      appliesTo(rule, subject) &&
      subject.newer >= NewerNoncurrentVersions &&
      dueAt(subject.noncurrentSince, NoncurrentDays) <= now
    )
  })
}

/** Whether a delete marker with nothing behind it goes. */
export function removesLoneMarker(
  rules: readonly LifecycleRule[],
  subject: LifecycleSubject,
  now: number,
): boolean {
  return rules.some(({ Expiration, ...rule }) => {
    if (Expiration === undefined || !appliesTo(rule, { ...subject, bytes: 0 })) return false
    if (Expiration.ExpiredObjectDeleteMarker) return true
    return Expiration.Days !== undefined && dueAt(subject.modifiedAt, Expiration.Days) <= now
  })
}

/** Whether an upload that was begun then is given up by now. */
export function abortsUpload(
  rules: readonly LifecycleRule[],
  upload: { readonly key: string; readonly initiatedAt: number },
  now: number,
): boolean {
  return abortionOf(rules, upload).some(({ at }) => at <= now)
}

/** When rules give an upload up. */
export function abortionOf(
  rules: readonly LifecycleRule[],
  { key, initiatedAt }: { readonly key: string; readonly initiatedAt: number },
): Array<{ readonly at: number; readonly ruleId: string }> {
  const subject = { key, bytes: 0, tags: {}, modifiedAt: initiatedAt }
  return rules.flatMap((rule) => {
    const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation
    return days === undefined || !appliesTo(rule, subject)
      ? []
      : [{ at: dueAt(initiatedAt, days), ruleId: rule.ID }]
  })
}
