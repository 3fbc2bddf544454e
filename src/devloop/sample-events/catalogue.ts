import { applicationSources } from './applications.ts'
import { httpSources } from './http.ts'
import { messageSources } from './messages.ts'
import { storageSources } from './storage.ts'
import { choice, type SampleEvent, type SampleOption, type SampleSource, type SampleValues } from './types.ts'

/** All sources, by name. */
export const sampleSources: readonly SampleSource[] = [
  ...httpSources,
  ...storageSources,
  ...messageSources,
  ...applicationSources,
].sort((left, right) => (left.name < right.name ? -1 : 1))

/** What every event asks. */
export const everyEventsOptions: Readonly<Record<string, SampleOption>> = {
  region: choice('us-east-1', 'the region in ARNs'),
  account: choice('000000000000', 'the account in ARNs'),
}

/** The options of an event, with those that every event has. */
export function optionsOf({ options = {} }: SampleEvent): Readonly<Record<string, SampleOption>> {
  return { ...options, ...everyEventsOptions }
}

/** Makes an event. Options that are not given have their defaults. Fails with a SyntaxError where an option is to be JSON and is not. */
export function makeSampleEvent(
  event: SampleEvent,
  given: Readonly<Record<string, string | undefined>>,
  nowMs: number,
): unknown {
  const options = optionsOf(event)
  const option = (name: string) => given[name] ?? options[name]?.default ?? ''
  const values: SampleValues = { region: option('region'), account: option('account'), nowMs, option }
  return event.make(values)
}
