/** How events of asynchronous invocations are handled, for each function, version and alias that has it configured. */
import { collection, type Store } from '../../store/index.ts'
import type { Destinations } from './domain/destinations.ts'
import { type EventLimits, eventLimitsDefault } from './domain/event-outcome.ts'
import { latest } from './domain/names.ts'
import type { OfFunction } from './records.ts'

/** Absent members were not configured. `modifiedAt`: milliseconds since the epoch. */
export type EventInvokeConfig = OfFunction & {
  /** `$LATEST`, a version or an alias. */
  readonly qualifier: string
  readonly retryAttempts?: number
  readonly eventAgeSeconds?: number
  readonly destinations: Destinations
  readonly modifiedAt: number
}

export const eventInvokeConfigs = collection<EventInvokeConfig>()({
  name: 'lambda.event-invoke-configs',
  key: ({ accountId, region, name, qualifier }) => [accountId, region, name, qualifier],
})

/** What holds for events of a function that were sent to this qualifier. */
export async function eventSettings(
  store: Store,
  { accountId, region, name }: OfFunction,
  qualifier = latest,
): Promise<{ readonly limits: EventLimits; readonly destinations: Destinations }> {
  const stored = await eventInvokeConfigs.get(store, [accountId, region, name, qualifier])
  if (!stored) return { limits: eventLimitsDefault, destinations: {} }
  const { retryAttempts, eventAgeSeconds, destinations } = stored.value
  return {
    limits: {
      retryAttempts: retryAttempts ?? eventLimitsDefault.retryAttempts,
      eventAgeSeconds: eventAgeSeconds ?? eventLimitsDefault.eventAgeSeconds,
    },
    destinations,
  }
}
