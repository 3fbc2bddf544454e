/** Entries of PutEvents, and the events that they become. */
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import type { Json, JsonObject } from '../../../base/json.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { minifyJson } from '../../../engines/input-transformer/index.ts'
import { timeBytes } from '../limits.ts'
import type { Home } from './names.ts'

/** An event as targets get it, and as patterns see it. */
export interface BusEvent {
  readonly id: string
  readonly source: string
  readonly detailType: string
  /** What the entry counts. Unit: bytes. */
  readonly bytes: number
  readonly json: string
  readonly value: JsonObject
  readonly traceHeader?: string
}

/** An entry that is refused, while others of its request are not. */
export interface EntryRefusal {
  readonly code: string
  readonly message: string
}

/** Unit: bytes. Source: EventBridge User Guide, "Calculating PutEvents event entry size". */
export function entryBytes({ Time, Source, DetailType, Detail, Resources }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])]
  const bytes = texts.reduce((sum, text) => sum + (text ? utf8Bytes(text) : 0), 0)
  return bytes + (Time === undefined ? 0 : timeBytes)
}

/**
 * Why an entry is refused; undefined when it is not. `trusted`: the caller is an AWS service, which alone may speak as `aws.`.
 * Source: codes and words as AWS answered on 6 December 2024, recorded by a public project; for sources, API Reference, PutEvents.
 */
export function refuseEntry(entry: PutEventsRequestEntry, trusted: boolean): EntryRefusal | undefined {
  for (const name of ['Source', 'DetailType', 'Detail'] as const)
    if (!entry[name])
      return {
        code: 'InvalidArgument',
        message: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      }
  if (!trusted && entry.Source?.startsWith('aws.'))
    return { code: 'NotAuthorizedForSource', message: 'Not authorized for the source.' }
  if (readDetail(entry.Detail ?? '') === undefined)
    return { code: 'MalformedDetail', message: 'Detail is malformed.' }
  return undefined
}

function readDetail(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json
    return value !== null && typeof value === 'object' && !isList(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value)
}

/**
 * The event of an entry that was not refused. `now`: milliseconds since the epoch.
 * Source: EventBridge User Guide, "Amazon EventBridge events", event structure; the order is that of AWS's deliveries.
 */
export function makeEvent(entry: PutEventsRequestEntry, id: string, home: Home, now: number): BusEvent {
  return new EntryEvent(entry, id, home, now)
}

/** Its texts are made when somebody asks for them: most buses have no rule that does. */
class EntryEvent implements BusEvent {
  readonly id: string
  readonly source: string
  readonly detailType: string
  readonly traceHeader?: string
  readonly #entry: PutEventsRequestEntry
  readonly #home: Home
  readonly #now: number
  #json: string | undefined
  #value: JsonObject | undefined

  constructor(entry: PutEventsRequestEntry, id: string, home: Home, now: number) {
    const { Source = '', DetailType = '', TraceHeader } = entry
    this.id = id
    this.source = Source
    this.detailType = DetailType
    if (TraceHeader !== undefined) this.traceHeader = TraceHeader
    this.#entry = entry
    this.#home = home
    this.#now = now
  }

  get bytes(): number {
    return entryBytes(this.#entry)
  }

  get json(): string {
    this.#json ??= this.#text()
    return this.#json
  }

  get value(): JsonObject {
    this.#value ??= JSON.parse(this.json) as JsonObject
    return this.#value
  }

  #text(): string {
    const { Detail = '{}', Resources = [], Time } = this.#entry
    const head = eventHead({
      id: this.id,
      'detail-type': this.detailType,
      source: this.source,
      account: this.#home.accountId,
      time: eventTime(Time?.getTime() ?? this.#now),
      region: this.#home.region,
      resources: Resources,
    })
    return `${head.slice(0, -1)},"detail":${minifyJson(Detail)}}`
  }
}

/** What a rule's schedule sends. Source: EventBridge User Guide, "Creating a rule that runs on a schedule", and AWS's deliveries. */
export function scheduledEvent(id: string, home: Home, ruleArn: string, at: number): BusEvent {
  const entry = {
    Source: 'aws.events',
    DetailType: 'Scheduled Event',
    Detail: '{}',
    Resources: [ruleArn],
    Time: new Date(at),
  }
  return makeEvent(entry, id, home, at)
}

/** An archived event that comes again: it says so. Source: EventBridge User Guide, "Replaying archived events". */
export function replayedEvent(json: string, replayName: string): BusEvent {
  const value = JSON.parse(json) as JsonObject
  const { version, id, 'detail-type': detailType, source, account, time, region } = value
  const head = JSON.stringify({
    version,
    id,
    'detail-type': detailType,
    source,
    account,
    time,
    region,
    'replay-name': replayName,
  })
  // What follows the region stays as it is written.
  const tail = json.slice(json.indexOf('"resources":'))
  const text = `${head.slice(0, -1)},${tail}`
  return {
    id: String(id),
    source: String(source),
    detailType: String(detailType),
    bytes: utf8Bytes(json),
    json: text,
    value: JSON.parse(text) as JsonObject,
  }
}

/** An event that was made on another bus. */
export function readEvent(json: string): BusEvent {
  const value = JSON.parse(json) as JsonObject
  return {
    id: String(value.id),
    source: String(value.source),
    detailType: String(value['detail-type']),
    bytes: utf8Bytes(json),
    json,
    value,
  }
}

function eventHead(members: JsonObject): string {
  return JSON.stringify({ version: '0', ...members })
}

/** To the second. */
export function eventTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
