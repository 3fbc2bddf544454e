/**
 * The rules of notification configurations: which events there are, when two configurations overlap, which one an object's
 * change matches. Source: Amazon S3 User Guide, "Event notification types and destinations", "Configuring event notifications
 * using object key name filtering"; messages as AWS sends them, quoted in many issues.
 */

export const eventTypes: readonly string[] = [
  's3:ReducedRedundancyLostObject',
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:ObjectRestore:*',
  's3:ObjectRestore:Post',
  's3:ObjectRestore:Completed',
  's3:ObjectRestore:Delete',
  's3:Replication:*',
  's3:Replication:OperationFailedReplication',
  's3:Replication:OperationNotTracked',
  's3:Replication:OperationMissedThreshold',
  's3:Replication:OperationReplicatedAfterThreshold',
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  's3:ObjectAcl:Put',
  's3:LifecycleExpiration:*',
  's3:LifecycleExpiration:Delete',
  's3:LifecycleExpiration:DeleteMarkerCreated',
  's3:ObjectTagging:*',
  's3:ObjectTagging:Put',
  's3:ObjectTagging:Delete',
]

/** One configuration as it is kept. */
export type NotificationRule = {
  readonly id: string
  readonly kind: 'lambda' | 'sqs' | 'sns'
  readonly arn: string
  readonly events: readonly string[]
  readonly prefix: string
  readonly suffix: string
  /** Filter rules as they were given, for answering them. */
  readonly filterRules?: ReadonlyArray<{ readonly Name: string; readonly Value: string }>
}

/** Whether an event of a configuration (`s3:ObjectCreated:*`) covers one that happens (`s3:ObjectCreated:Put`). */
export function coversEvent(configured: string, happened: string): boolean {
  return (
    configured === happened || (configured.endsWith(':*') && happened.startsWith(configured.slice(0, -1)))
  )
}

/** The configurations that want to know of an event of a key. */
export function matchingRules(
  rules: readonly NotificationRule[],
  event: string,
  key: string,
): NotificationRule[] {
  return rules.filter(
    ({ events, prefix, suffix }) =>
      events.some((configured) => coversEvent(configured, event)) &&
      key.startsWith(prefix) &&
      key.endsWith(suffix),
  )
}

/** What is wrong with the events, filters and overlaps of a configuration, in AWS's words; undefined: nothing. */
export function ruleFault(rules: readonly NotificationRule[]): string | undefined {
  const ids = new Set<string>()
  for (const { id, events, filterRules = [] } of rules) {
    if (ids.has(id)) return 'Same ID used for multiple configurations. IDs must be unique'
    ids.add(id)
    for (const event of events) {
      if (!eventTypes.includes(event)) return 'A specified event is not supported for notifications'
    }
    const names = filterRules.map(({ Name }) => Name.toLowerCase())
    for (const name of names) {
      if (name !== 'prefix' && name !== 'suffix') return 'filter rule name must be either prefix or suffix'
    }
    for (const name of ['prefix', 'suffix']) {
      if (names.filter((other) => other === name).length > 1) {
        return `Cannot specify more than one ${name} rule in a filter.`
      }
    }
    for (const { Value } of filterRules) {
      if (Value.length > 1024)
        return 'Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation'
    }
  }
  for (const [index, left] of rules.entries()) {
    for (const right of rules.slice(index + 1)) {
      if (overlap(left, right)) return overlapMessage(left, right)
    }
  }
  return undefined
}

function overlap(left: NotificationRule, right: NotificationRule): boolean {
  const sameEvent = left.events.some((one) =>
    right.events.some((other) => coversEvent(one, other) || coversEvent(other, one)),
  )
  return (
    sameEvent &&
    (left.prefix.startsWith(right.prefix) || right.prefix.startsWith(left.prefix)) &&
    (left.suffix.endsWith(right.suffix) || right.suffix.endsWith(left.suffix))
  )
}

function overlapMessage(left: NotificationRule, right: NotificationRule): string {
  const unfiltered = [left, right].every(({ prefix, suffix }) => prefix === '' && suffix === '')
  return unfiltered
    ? 'Configurations overlap. Configurations on the same bucket cannot share a common event type.'
    : 'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.'
}
