/**
 * What is wrong with a lifecycle configuration. Source: Amazon S3 API reference, PutBucketLifecycleConfiguration; User Guide,
 * "Lifecycle configuration elements". Messages as observed where they are known.
 */
import type { LifecycleRule } from './lifecycle.ts'

export interface LifecycleFault {
  readonly code: 'InvalidArgument' | 'InvalidRequest' | 'MalformedXML'
  readonly message: string
}

const malformed: LifecycleFault = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
}

const invalid = (message: string): LifecycleFault => ({ code: 'InvalidArgument', message })

/** The first fault; undefined: none. */
export function lifecycleFault(rules: readonly LifecycleRule[]): LifecycleFault | undefined {
  if (rules.length === 0 || rules.length > 1000) return malformed
  const ids = new Set<string>()
  for (const rule of rules) {
    if (rule.ID.length > 255) return invalid('ID length should not exceed allowed limit of 255')
    if (ids.has(rule.ID)) return invalid('Rule ID must be unique. Found same ID for more than one rule')
    ids.add(rule.ID)
    const fault = ruleFault(rule)
    if (fault) return fault
  }
  return undefined
}

function ruleFault(rule: LifecycleRule): LifecycleFault | undefined {
  if (rule.Status !== 'Enabled' && rule.Status !== 'Disabled') return malformed
  if (rule.Filter === undefined && rule.Prefix === undefined) return malformed
  if (rule.Filter !== undefined && rule.Prefix !== undefined) return malformed
  const { Expiration, Transitions, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload } = rule
  const hasAction =
    Expiration !== undefined ||
    (Transitions?.length ?? 0) > 0 ||
    NoncurrentVersionExpiration !== undefined ||
    (rule.NoncurrentVersionTransitions?.length ?? 0) > 0 ||
    AbortIncompleteMultipartUpload !== undefined
  if (!hasAction) {
    return { code: 'InvalidRequest', message: 'At least one action needs to be specified in a rule.' }
  }
  return (
    filterFault(rule) ??
    expirationFault(rule) ??
    daysFault(NoncurrentVersionExpiration?.NoncurrentDays, 'NoncurrentVersionExpiration') ??
    newerFault(rule) ??
    daysFault(AbortIncompleteMultipartUpload?.DaysAfterInitiation, 'AbortIncompleteMultipartUpload') ??
    (AbortIncompleteMultipartUpload !== undefined && hasTags(rule)
      ? unfiltered('AbortIncompleteMultipartUpload')
      : undefined) ??
    dateFaults(rule) ??
    orderFault(rule)
  )
}

function hasTags({ Filter }: LifecycleRule): boolean {
  return Filter?.Tag !== undefined || (Filter?.And?.Tags?.length ?? 0) > 0
}

function unfiltered(action: string): LifecycleFault {
  return { code: 'InvalidRequest', message: `${action} cannot be specified with Tags.` }
}

function filterFault({ Filter = {} }: LifecycleRule): LifecycleFault | undefined {
  const { Prefix, Tag, ObjectSizeGreaterThan, ObjectSizeLessThan, And } = Filter
  const predicates = [Prefix, Tag, ObjectSizeGreaterThan, ObjectSizeLessThan, And]
  return predicates.filter((predicate) => predicate !== undefined).length > 1 ? malformed : undefined
}

function expirationFault(rule: LifecycleRule): LifecycleFault | undefined {
  const { Expiration } = rule
  if (Expiration === undefined) return undefined
  const { Days, Date: date, ExpiredObjectDeleteMarker } = Expiration
  const given = [Days, date, ExpiredObjectDeleteMarker].filter((value) => value !== undefined)
  if (given.length !== 1) return malformed
  if (ExpiredObjectDeleteMarker && hasTags(rule)) return unfiltered('ExpiredObjectDeleteMarker')
  return Days !== undefined && Days <= 0
    ? invalid("'Days' for Expiration action must be a positive integer")
    : undefined
}

function daysFault(days: number | undefined, action: string): LifecycleFault | undefined {
  return days !== undefined && days <= 0
    ? invalid(`'Days' for ${action} action must be a positive integer`)
    : undefined
}

/** Unit: days. Source: Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle", "Constraints". */
const infrequentDaysMin = 30

function dateFaults({ Expiration, Transitions = [] }: LifecycleRule): LifecycleFault | undefined {
  for (const { Days, Date: date, StorageClass: storageClass } of Transitions) {
    if ((Days === undefined) === (date === undefined)) return malformed
    if (Days !== undefined && Days < 0) {
      return invalid("'Days' in Transition action must be nonnegative")
    }
    const isInfrequent = storageClass === 'STANDARD_IA' || storageClass === 'ONEZONE_IA'
    if (Days !== undefined && Days < infrequentDaysMin && isInfrequent) {
      return invalid(
        `'Days' in Transition action must be greater than or equal to ${infrequentDaysMin} for storageClass '${storageClass}'`,
      )
    }
  }
  for (const date of [Expiration?.Date, ...Transitions.map((transition) => transition.Date)]) {
    if (date !== undefined && date % 86_400_000 !== 0) return invalid("'Date' must be at midnight GMT")
  }
  return undefined
}

/** Versions that a rule may keep. Source: API reference, NoncurrentVersionExpiration. UNVERIFIED: the words. */
const newerVersionsMax = 100

function newerFault(rule: LifecycleRule): LifecycleFault | undefined {
  const actions = [rule.NoncurrentVersionExpiration, ...(rule.NoncurrentVersionTransitions ?? [])]
  const wrong = actions.some((action) => {
    const newer = action?.NewerNoncurrentVersions
    return newer !== undefined && (newer < 1 || newer > newerVersionsMax)
  })
  return wrong
    ? invalid(`'NewerNoncurrentVersions' must be an integer between 1 and ${newerVersionsMax}`)
    : undefined
}

/**
 * Classes from which objects move on only after a while, in the order in which they go down. Unit: days. Source: User Guide,
 * "Transitioning objects using Amazon S3 Lifecycle"; words as users of AWS have published them.
 */
const lowerClasses = [
  { name: 'STANDARD_IA', stays: 30 },
  { name: 'ONEZONE_IA', stays: 30 },
  { name: 'GLACIER', stays: 90 },
  { name: 'DEEP_ARCHIVE', stays: 0 },
] as const

/** Objects go down class by class, and end after that. */
function orderFault(rule: LifecycleRule): LifecycleFault | undefined {
  const { Transitions = [], Expiration } = rule
  const filter = filterText(rule)
  const moves = lowerClasses.flatMap(({ name, stays }) => {
    const days = Transitions.find(({ StorageClass }) => StorageClass === name)?.Days
    return days === undefined ? [] : [{ name, stays, days }]
  })
  for (const [index, upper] of moves.entries()) {
    const lower = moves[index + 1]
    if (lower === undefined || lower.days >= upper.days + upper.stays) continue
    return invalid(
      `'Days' in the 'Transition' action for StorageClass '${lower.name}' for ${filter} must be ${upper.stays} days more than '${filter}' in the 'Transition' action for StorageClass '${upper.name}'`,
    )
  }
  for (const unit of ['Days', 'Date'] as const) {
    const end = Expiration?.[unit]
    const isLate = Transitions.some((transition) => end !== undefined && (transition[unit] ?? -1) >= end)
    if (!isLate) continue
    // UNVERIFIED: the words for dates.
    const words = unit === 'Days' ? 'greater' : 'later'
    return invalid(
      `'${unit}' in the Expiration action for ${filter} must be ${words} than '${unit}' in the Transition action`,
    )
  }
  return undefined
}

/** As AWS names a rule's filter in its words. UNVERIFIED: with tags and sizes. */
function filterText({ Filter, Prefix }: LifecycleRule): string {
  if (Filter === undefined) return `prefix '${Prefix ?? ''}'`
  const prefix = Filter.Prefix ?? Filter.And?.Prefix
  return prefix === undefined ? "filter '()'" : `filter '(prefix=${prefix})'`
}
