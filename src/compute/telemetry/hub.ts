/**
 * Tells subscribed extensions what happens in their environment. An environment without subscribers pays for one comparison.
 * Extensions subscribe while the environment is initialised, so what happens until then is kept for them.
 */
import { ApiRefusal } from '../api/answers.ts'
import type { PlatformEvent } from '../logs/platform-events.ts'
import type { Delivery } from './delivery.ts'
import { asLogsApiEvent } from './logs-api-events.ts'
import { Subscriber } from './subscriber.ts'
import type { Subscription, TelemetryType } from './subscription.ts'

/** Records that are kept for subscribers to come. Source: chosen. */
const earlyMax = 1_000

interface Early {
  readonly type: TelemetryType
  readonly telemetry: string
  readonly logs: string | undefined
}

/** All subscriptions of one environment. */
export class TelemetryHub {
  readonly #delivery: Delivery
  readonly #now: () => number
  readonly #onEvent: (event: PlatformEvent) => void
  readonly #isJson: boolean
  readonly #subscribers = new Map<string, Subscriber>()
  #early: Early[] | undefined = []

  /** `onEvent` writes what the hub itself has to tell into the log. */
  constructor(parts: {
    readonly delivery: Delivery
    readonly now: () => number
    readonly onEvent: (event: PlatformEvent) => void
    /** The function logs JSON: its lines are told as objects. */
    readonly isJson: boolean
  }) {
    this.#delivery = parts.delivery
    this.#now = parts.now
    this.#onEvent = parts.onEvent
    this.#isJson = parts.isJson
  }

  /** False: nobody listens, and nobody will. */
  get isWanted(): boolean {
    return this.#early !== undefined || this.#subscribers.size > 0
  }

  /** True while a subscriber has not got all. */
  get isBusy(): boolean {
    for (const subscriber of this.#subscribers.values()) if (subscriber.isBusy) return true
    return false
  }

  /** Tells a platform event. */
  platform(event: PlatformEvent, timestamp: number): void {
    if (!this.isWanted) return
    const time = new Date(timestamp).toISOString()
    const telemetry = JSON.stringify({ time, type: event.type, record: event.record })
    const other = asLogsApiEvent(event)
    this.#tell({
      type: 'platform',
      telemetry,
      logs: other === undefined ? undefined : JSON.stringify({ time, ...other }),
    })
  }

  /** The Logs API tells the end of an invocation by itself. */
  end(requestId: string, timestamp: number): void {
    if (!this.isWanted) return
    const time = new Date(timestamp).toISOString()
    const logs = JSON.stringify({ time, type: 'platform.end', record: { requestId } })
    for (const subscriber of this.#subscribers.values())
      if (subscriber.subscription.api === 'logs' && subscriber.subscription.types.has('platform'))
        subscriber.push(logs)
  }

  /** Tells what the function, or an extension, printed. */
  line(type: 'function' | 'extension', text: string, timestamp: number): void {
    if (!this.isWanted) return
    const record = this.#isJson && type === 'function' ? objectOr(text) : text
    const json = JSON.stringify({ time: new Date(timestamp).toISOString(), type, record })
    this.#tell({ type, telemetry: json, logs: json })
  }

  /** Takes a subscription; a second one of the same extension replaces its first. Fails with an ApiRefusal. */
  subscribe(name: string, subscription: Subscription): void {
    const { api, types } = subscription
    if (!this.#early) {
      const title = api === 'logs' ? 'Logs' : 'Telemetry'
      throw new ApiRefusal(403, `${title}.SubscriptionClosed`, `${title} API subscription is closed already`)
    }
    const key = `${api} ${name}`
    this.#subscribers.get(key)?.close()
    const droppedItem = (droppedRecords: number, droppedBytes: number) => {
      const reason = 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.'
      const time = new Date(this.#now()).toISOString()
      return JSON.stringify({
        time,
        type: 'platform.logsDropped',
        record: { reason, droppedRecords, droppedBytes },
      })
    }
    const subscriber = new Subscriber(subscription, this.#delivery, droppedItem)
    this.#subscribers.set(key, subscriber)
    for (const item of this.#early) hand(subscriber, item)
    const title = { platform: 'Platform', function: 'Function', extension: 'Extension' } as const
    this.#onEvent({
      type: api === 'logs' ? 'platform.logsSubscription' : 'platform.telemetrySubscription',
      record: { name, state: 'Subscribed', types: [...types].map((type) => title[type]) },
    })
  }

  /** Nobody may subscribe any more. */
  closeSubscriptions(): void {
    this.#early = undefined
  }

  /** Sends everything that waits. */
  async flush(): Promise<void> {
    await Promise.all([...this.#subscribers.values()].map((subscriber) => subscriber.flush()))
  }

  close(): void {
    this.#early = undefined
    for (const subscriber of this.#subscribers.values()) subscriber.close()
    this.#subscribers.clear()
    this.#delivery.close()
  }

  #tell(item: Early): void {
    if (this.#early && this.#early.length < earlyMax) this.#early.push(item)
    for (const subscriber of this.#subscribers.values()) hand(subscriber, item)
  }
}

function hand(subscriber: Subscriber, { type, telemetry, logs }: Early): void {
  const { api, types } = subscriber.subscription
  if (!types.has(type)) return
  if (api === 'telemetry') subscriber.push(telemetry)
  else if (logs !== undefined) subscriber.push(logs)
}

function objectOr(text: string): unknown {
  if (!text.startsWith('{')) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
