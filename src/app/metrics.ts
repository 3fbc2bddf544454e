import type { Registry } from 'prom-client'
import type { CallRecord } from '../dispatch/index.ts'

/** Upper bounds of the histogram of durations. Unit: seconds. Source: chosen; functions may run for 900. */
const boundsSeconds = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900,
]

/** What is counted of a call. */
export type CountedCall = Pick<CallRecord, 'service' | 'operation' | 'durationMs' | 'errorCode'>

interface Series {
  readonly labels: string
  count: number
}

/** Calls of a service: by operation, then by outcome. */
interface ServiceCalls {
  readonly operations: Map<string, Map<string, Series>>
  readonly durations: Durations
}

interface Durations {
  /** By bound, and at the end what is above all of them. Not cumulative. */
  readonly counts: number[]
  sumSeconds: number
}

/**
 * The server's own metrics; several servers in one process do not mix. Calls are counted in plain numbers, because this runs
 * for every request. The library that gathers the process's metrics takes 50 ms and several megabytes to load, a sixth of a
 * start: it is loaded when the metrics are first asked for.
 */
export class Metrics {
  readonly #inFlight: () => number
  readonly #others: () => readonly string[]
  readonly #services = new Map<string, ServiceCalls>()
  #count = 0
  #process: Promise<Registry> | undefined

  /** `others`: lines of other rooms. */
  constructor(inFlight: () => number, others: () => readonly string[] = () => []) {
    this.#inFlight = inFlight
    this.#others = others
  }

  /** Calls answered since the start. */
  get count(): number {
    return this.#count
  }

  /** Counts a call. */
  record({ service, operation, errorCode, durationMs }: CountedCall): void {
    this.#count++
    const { operations, durations } = this.#callsOf(service)
    seriesOf(operations, { service, operation, outcome: errorCode ?? 'ok' }).count++
    const seconds = durationMs / 1000
    const bucket = boundsSeconds.findIndex((bound) => seconds <= bound)
    const at = bucket < 0 ? boundsSeconds.length : bucket
    durations.counts[at] = (durations.counts[at] ?? 0) + 1
    durations.sumSeconds += seconds
  }

  /** All of them in Prometheus's text form. The process's own are gathered from the first question on. */
  async text(): Promise<{ contentType: string; body: string }> {
    this.#process ??= processMetrics()
    const registry = await this.#process
    const lines = [...this.#calls(), ...this.#histogram(), ...this.#requests(), ...this.#others()]
    return { contentType: registry.contentType, body: `${lines.join('\n')}\n${await registry.metrics()}` }
  }

  /** Lets go of what observes the process. */
  close(): void {
    this.#process?.then(
      (registry) => registry.clear(),
      () => {},
    )
  }

  #callsOf(service: string): ServiceCalls {
    let calls = this.#services.get(service)
    if (!calls) {
      const durations = { counts: new Array<number>(boundsSeconds.length + 1).fill(0), sumSeconds: 0 }
      calls = { operations: new Map(), durations }
      this.#services.set(service, calls)
    }
    return calls
  }

  #calls(): string[] {
    const name = 'lambent_calls_total'
    return [
      ...heading(
        name,
        'counter',
        'AWS calls answered, by service, operation and outcome (ok or the error code)',
      ),
      ...[...this.#services.values()]
        .flatMap(({ operations }) => [...operations.values()])
        .flatMap((outcomes) => [...outcomes.values()])
        .map(({ labels, count }) => `${name}${labels} ${count}`),
    ]
  }

  #histogram(): string[] {
    const name = 'lambent_call_duration_seconds'
    const lines = heading(name, 'histogram', 'How long AWS calls took, from decoded input to output')
    for (const [service, { durations }] of this.#services) {
      const { counts, sumSeconds } = durations
      let total = 0
      for (const [index, count] of counts.entries()) {
        total += count
        lines.push(
          `${name}_bucket${labelled({ service, le: String(boundsSeconds[index] ?? '+Inf') })} ${total}`,
        )
      }
      lines.push(
        `${name}_sum${labelled({ service })} ${sumSeconds}`,
        `${name}_count${labelled({ service })} ${total}`,
      )
    }
    return lines
  }

  #requests(): string[] {
    const name = 'lambent_http_requests_in_flight'
    return [...heading(name, 'gauge', 'HTTP requests being answered'), `${name} ${this.#inFlight()}`]
  }
}

/** One after the other: a name put together of all three would have to be hashed for every request. */
function seriesOf(
  operations: ServiceCalls['operations'],
  labels: { readonly service: string; readonly operation: string; readonly outcome: string },
): Series {
  let outcomes = operations.get(labels.operation)
  if (!outcomes) {
    outcomes = new Map()
    operations.set(labels.operation, outcomes)
  }
  let series = outcomes.get(labels.outcome)
  if (!series) {
    series = { labels: labelled(labels), count: 0 }
    outcomes.set(labels.outcome, series)
  }
  return series
}

async function processMetrics(): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** Source: Prometheus documentation, "Exposition formats". */
function heading(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const escaped = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`
}
