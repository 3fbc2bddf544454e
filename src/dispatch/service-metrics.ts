/** What services of this server tell CloudWatch of themselves. Source: CloudWatch API Reference, MetricDatum and PutMetricData. */
import type { Surroundings } from './operation.ts'
import { serviceCaller } from './service-caller.ts'

/** Distinct values of one datum. Source: as above. */
const distinctValuesMax = 150

/** Data of one call. Source: as above. */
const dataMax = 1_000

/** How often each value of a metric occurred. Of more than one datum takes, a further value counts as the nearest. */
export class Distribution {
  readonly #counts = new Map<number, number>()

  get isEmpty(): boolean {
    return this.#counts.size === 0
  }

  add(value: number): void {
    const counts = this.#counts
    const kept = counts.size < distinctValuesMax || counts.has(value) ? value : this.#nearest(value)
    counts.set(kept, (counts.get(kept) ?? 0) + 1)
  }

  /** As a datum has it. */
  get data(): { readonly Values: number[]; readonly Counts: number[] } {
    return { Values: [...this.#counts.keys()], Counts: [...this.#counts.values()] }
  }

  #nearest(value: number): number {
    let best = value
    let distance = Number.POSITIVE_INFINITY
    for (const known of this.#counts.keys()) {
      const away = Math.abs(known - value)
      if (away < distance) {
        best = known
        distance = away
      }
    }
    return best
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
