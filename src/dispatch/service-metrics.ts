/** What services of this server tell CloudWatch of themselves. Source: CloudWatch API Reference, MetricDatum and PutMetricData. */
import type { Surroundings } from './operation.ts'
import { serviceCaller } from './service-caller.ts'

/** Distinct values of one datum. Source: as above. */
const distinctValuesMax = 150

/** Data of one call. Source: as above. */
const dataMax = 1_000

/** How often each value of a metric occurred. Of more than one datum takes, a further value counts as the nearest. */
export class Distribution {
  readonly #counts = new Map<number, { count: number }>()
  /** Those values in order, once there may be no more of them: every further one is held against them. */
  #ordered: Float64Array | undefined

  get isEmpty(): boolean {
    return this.#counts.size === 0
  }

  add(value: number): void {
    const counts = this.#counts
    const known =
      counts.get(value) ?? (counts.size < distinctValuesMax ? undefined : counts.get(this.#nearest(value)))
    if (known) known.count++
    else counts.set(value, { count: 1 })
  }

  /** As a datum has it. */
  get data(): { readonly Values: number[]; readonly Counts: number[] } {
    return {
      Values: [...this.#counts.keys()],
      Counts: Array.from(this.#counts.values(), ({ count }) => count),
    }
  }

  #nearest(value: number): number {
    this.#ordered ??= Float64Array.from(this.#counts.keys()).sort()
    const ordered = this.#ordered
    let [from, to] = [0, ordered.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((ordered[middle] ?? 0) < value) from = middle + 1
      else to = middle
    }
    const [below, above] = [
      ordered[from - 1] ?? Number.NEGATIVE_INFINITY,
      ordered[from] ?? Number.POSITIVE_INFINITY,
    ]
    return value - below <= above - value ? below : above
  }
}

/** Whose metrics are sent: the service's name as a principal, its namespace, and the ARN that they are of. */
export interface MetricsSender {
  readonly service: Parameters<typeof serviceCaller>[0]
  readonly namespace: `AWS/${string}`
  readonly home: Parameters<typeof serviceCaller>[1]
  readonly sourceArn: string
}

/** Sends data of one account and region. What CloudWatch does not take is logged and given up. */
export async function sendMetrics(
  { call, logger }: Pick<Surroundings, 'call' | 'logger'>,
  { service, namespace, home, sourceArn }: MetricsSender,
  data: readonly object[],
): Promise<void> {
  const caller = serviceCaller(service, home, sourceArn)
  for (let at = 0; at < data.length; at += dataMax) {
    const MetricData = data.slice(at, at + dataMax)
    try {
      await call('cloudwatch:PutMetricData', { Namespace: namespace, MetricData }, caller)
    } catch (error) {
      logger.warn('Metrics could not be stored', { namespace, error })
    }
  }
}
