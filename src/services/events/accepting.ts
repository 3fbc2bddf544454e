/** Taking an event in: which rules and archives want it, as changes of one commit. */
import { randomUuid } from '../../base/random.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { Atomic, Key } from '../../store/index.ts'
import type { BusEvent } from './domain/entries.ts'
import { type BusAddress, busArn } from './domain/names.ts'
import type { TargetRecord } from './domain/target-record.ts'
import { archivedEventKey, archiveFeed, type Delivery, deliveryQueue, httpDeliveryQueue } from './records.ts'
import type { BusRules, CompiledRule } from './rule-book.ts'

/** How an event comes to a bus. */
export interface Arrival {
  readonly acceptedAt: number
  /** It was forwarded by another bus. */
  readonly forwarded?: boolean
  /** It is replayed, for these rules alone, or for all. It is not archived again. */
  readonly replay?: { readonly ruleArns: readonly string[] }
  readonly causes?: readonly string[]
  /** The event as it is to be kept, where that is not its JSON. */
  readonly kept?: string
}

type Tools = Pick<Surroundings, 'random' | 'trail'>

/** Adds what follows from an event to a commit. What is told is told by {@link tellAccepted}, once it is durable. */
export function addEvent(
  commit: Atomic,
  tools: Tools,
  bus: BusAddress,
  { rules, archives }: BusRules,
  event: BusEvent,
  arrival: Arrival,
): readonly CompiledRule[] {
  const matched = rules.filter(({ arn, pattern }) => {
    const { ruleArns = [] } = arrival.replay ?? {}
    return (ruleArns.length === 0 || ruleArns.includes(arn)) && pattern.matches(event.value)
  })
  for (const { rule, arn } of matched)
    addDeliveries(commit, tools, bus, { name: rule.name, arn }, rule.targets, event, arrival)
  if (arrival.replay === undefined)
    for (const { archive, pattern } of archives) {
      if (pattern && !pattern.matches(event.value)) continue
      const kept = {
        event: arrival.kept ?? event.json,
        bytes: event.bytes,
        ...(event.traceHeader === undefined ? {} : { traceHeader: event.traceHeader }),
      }
      commit.set(archivedEventKey(archive.id, arrival.acceptedAt, event.id), kept)
      commit.append(archiveFeed(archive.id), { count: 1, bytes: event.bytes })
    }
  return matched
}

/** Adds a delivery for each of a rule's targets. */
export function addDeliveries(
  commit: Atomic,
  { random }: Pick<Tools, 'random'>,
  { accountId, region, busName }: BusAddress,
  rule: { readonly name: string; readonly arn: string },
  targets: readonly TargetRecord[],
  event: BusEvent,
  { acceptedAt, forwarded, kept }: Arrival,
): void {
  for (const target of targets) {
    const delivery: Delivery = {
      accountId,
      region,
      busName,
      ruleName: rule.name,
      ruleArn: rule.arn,
      target,
      eventId: event.id,
      event: kept ?? event.json,
      acceptedAt,
      failedTries: 0,
      deliveryId: randomUuid(random),
      ...(event.traceHeader === undefined ? {} : { traceHeader: event.traceHeader }),
      ...(forwarded === undefined ? {} : { forwarded }),
    }
    commit.enqueue(queueOf(target), delivery)
  }
}

/** Requests to addresses wait in a line of their own. */
export function queueOf({ Arn }: TargetRecord): Key {
  return /:api-destination\/|:execute-api:/.test(Arn) ? httpDeliveryQueue : deliveryQueue
}

export function tellAccepted(
  { trail }: Pick<Tools, 'trail'>,
  bus: BusAddress,
  event: BusEvent,
  matched: readonly CompiledRule[],
  causes: readonly string[] = [],
): void {
  const source = busArn(bus)
  const known = causes.length === 0 ? {} : { causes }
  const detail = `${event.source}: ${event.detailType}`
  trail.tell({ stage: 'accepted', event: event.id, source, detail, ...known })
  if (matched.length === 0)
    trail.tell({ stage: 'filtered', event: event.id, source, detail: 'no rule matches' })
  for (const { rule } of matched)
    for (const target of rule.targets)
      trail.tell({ stage: 'matched', event: event.id, source, target: target.Arn, detail: rule.name })
}
