/** What an event is filled with. Every value is a text; `options` of the event say what they mean. */
export interface SampleValues {
  readonly region: string
  readonly account: string
  /** Unit: milliseconds since 1970. */
  readonly nowMs: number
  /** The value of an option, given or by default. */
  option(name: string): string
}

/** A choice that a person has with an event. */
export interface SampleOption {
  readonly about: string
  readonly default: string
}

/** An event as AWS sends it to functions. */
export interface SampleEvent {
  readonly name: string
  readonly about: string
  readonly options?: Readonly<Record<string, SampleOption>>
  make(values: SampleValues): unknown
}

/** A service that sends events. */
export interface SampleSource {
  readonly name: string
  readonly title: string
  readonly events: readonly SampleEvent[]
}

/** An option. */
export function choice(byDefault: string, about: string): SampleOption {
  return { about, default: byDefault }
}

/** `2026-01-31T12:00:00.000Z` */
export function instant({ nowMs }: SampleValues): string {
  return new Date(nowMs).toISOString()
}

/** `2026-01-31T12:00:00Z`, as most services write times. */
export function second(values: SampleValues): string {
  return instant(values).replace(/\.\d{3}Z$/, 'Z')
}

/** An ARN in the values' account and region. */
export function arnOf({ region, account }: SampleValues, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`
}

/** A request id that looks like one; the same in every event, for tests that compare. */
export const sampleId = '4a6c3b1e-2d5f-4e7a-9b8c-1f0e2d3c4b5a'
