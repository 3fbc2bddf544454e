import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CallRecord } from '../dispatch/index.ts'

/** The server's own metrics, in a registry of their own: several servers in one process do not mix. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #calls: Counter<'service' | 'operation' | 'outcome'>
  readonly #durations: Histogram<'service'>
  readonly #series = new Map<string, { inc(): void; observe(seconds: number): void }>()
  #count = 0

  constructor(inFlight: () => number) {
    const registers = [this.#registry]
    this.#calls = new Counter({
      name: 'lambent_calls_total',
      help: 'AWS calls answered, by service, operation and outcome (ok or the error code)',
      labelNames: ['service', 'operation', 'outcome'],
      registers,
    })
    this.#durations = new Histogram({
      name: 'lambent_call_duration_seconds',
      help: 'How long AWS calls took, from decoded input to output',
      labelNames: ['service'],
      buckets: [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900,
      ],
      registers,
    })
    new Gauge({
      name: 'lambent_http_requests_in_flight',
      help: 'HTTP requests being answered',
      registers,
      collect() {
        this.set(inFlight())
      },
    })
  }

  /** Calls answered since the start. */
  get count(): number {
    return this.#count
  }

  /** Counts a call. Label look-ups are remembered: this runs for every request. */
  record(call: CallRecord): void {
    this.#count++
    const outcome = call.errorCode ?? 'ok'
    const name = `${call.service}:${call.operation}:${outcome}`
    let series = this.#series.get(name)
    if (!series) {
      const counter = this.#calls.labels(call.service, call.operation, outcome)
      const histogram = this.#durations.labels(call.service)
      series = { inc: () => counter.inc(), observe: (seconds) => histogram.observe(seconds) }
      this.#series.set(name, series)
    }
    series.inc()
    series.observe(call.durationMs / 1000)
  }

  /** All of them in Prometheus's text form. The process's own are gathered from the first question on. */
  async text(): Promise<{ contentType: string; body: string }> {
    if (!this.#registry.getSingleMetric('process_cpu_seconds_total')) {
      collectDefaultMetrics({ register: this.#registry })
    }
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() }
  }

  /** Lets go of what observes the process. */
  close(): void {
    this.#registry.clear()
  }
}
