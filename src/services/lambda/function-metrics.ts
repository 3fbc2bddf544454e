/**
 * The metrics that Lambda gives CloudWatch of every function: gathered by the minute in memory and sent when it ends. What was
 * gathered since is lost when the server is killed. Source: Lambda Developer Guide, "Types of metrics for Lambda functions".
 */
import { ByTheMinute, Distribution, type Surroundings, sendMetrics } from '../../dispatch/index.ts'
import type { OfFunction } from './records.ts'

type Needs = Pick<Surroundings, 'call' | 'clock' | 'logger'>

type MetricName =
  | 'Invocations'
  | 'Errors'
  | 'Throttles'
  | 'Duration'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures'
  | 'IteratorAge'
  | UrlMetric
  | MappingMetric

/** Of requests to a function's URLs. Source: Lambda Developer Guide, "Monitoring Lambda function URLs". */
export type UrlMetric = 'UrlRequestCount' | 'Url4xxCount' | 'Url5xxCount' | 'UrlRequestLatency'

/** Of an event source mapping that asks for EventCount. Source: as above, "Event source mapping metrics". */
export type MappingMetric =
  | 'PolledEventCount'
  | 'FilteredOutEventCount'
  | 'InvokedEventCount'
  | 'FailedInvokeEventCount'
  | 'DroppedEventCount'
  | 'OnFailureDestinationDeliveredEventCount'
  | 'DeletedEventCount'

const units: Readonly<Record<MetricName, string>> = {
  Invocations: 'Count',
  Errors: 'Count',
  Throttles: 'Count',
  Duration: 'Milliseconds',
  DeadLetterErrors: 'Count',
  DestinationDeliveryFailures: 'Count',
  IteratorAge: 'Milliseconds',
  UrlRequestCount: 'Count',
  Url4xxCount: 'Count',
  Url5xxCount: 'Count',
  UrlRequestLatency: 'Milliseconds',
  PolledEventCount: 'Count',
  FilteredOutEventCount: 'Count',
  InvokedEventCount: 'Count',
  FailedInvokeEventCount: 'Count',
  DroppedEventCount: 'Count',
  OnFailureDestinationDeliveredEventCount: 'Count',
  DeletedEventCount: 'Count',
}

interface Gathered {
  readonly of: OfFunction
  /** The UUID of the mapping that the metrics are of; absent: the function's. */
  readonly mapping?: string | undefined
  readonly metrics: Map<MetricName, Distribution>
}

const paths = new WeakMap<OfFunction, string>()

/** Under what things of a function are kept in memory. Made once for each record: putting it together takes longer than looking it up. */
export function pathOf(of: OfFunction): string {
  let path = paths.get(of)
  if (path === undefined) {
    path = `${of.accountId}/${of.region}/${of.name}/`
    paths.set(of, path)
  }
  return path
}

/** Gathers on this node. */
export class FunctionMetrics {
  #gathered: ByTheMinute<Gathered> | undefined

  /** From now on metrics go to CloudWatch. */
  start(needs: Needs): void {
    this.#gathered = new ByTheMinute(needs.clock, (gathered, minute) => send(needs, gathered, minute))
  }

  /** Notes a value of this instant, of a function or with `mapping` of one of its event source mappings. */
  note(of: OfFunction, metric: MetricName, value: number, mapping?: string): void {
    const gathered = this.#gatheredOf(of, mapping)
    if (gathered) add(gathered, metric, value)
  }

  /** Notes that a function ran. */
  noteInvocation(of: OfFunction, durationMs: number, failed: boolean): void {
    const gathered = this.#gatheredOf(of)
    if (!gathered) return
    add(gathered, 'Invocations', 1)
    add(gathered, 'Errors', failed ? 1 : 0)
    add(gathered, 'Duration', durationMs)
  }

  #gatheredOf(of: OfFunction, mapping?: string): Gathered | undefined {
    const { accountId, region, name } = of
    return this.#gathered?.of(mapping === undefined ? pathOf(of) : `${pathOf(of)}${mapping}`, () => ({
      of: { accountId, region, name },
      mapping,
      metrics: new Map(),
    }))
  }

  /** Resolves when what was noted before has been sent. */
  async flush(): Promise<void> {
    await this.#gathered?.flush()
  }
}

function add({ metrics }: Gathered, metric: MetricName, value: number): void {
  let values = metrics.get(metric)
  if (!values) {
    values = new Distribution()
    metrics.set(metric, values)
  }
  values.add(value)
}

async function send(needs: Needs, gathered: readonly Gathered[], minute: Date): Promise<void> {
  const homes = Map.groupBy(gathered, ({ of }) => `${of.accountId}/${of.region}`)
  for (const group of homes.values()) {
    const data = group.flatMap(({ of, mapping, metrics }) =>
      [...metrics].flatMap(([metric, values]) => {
        const datum = {
          MetricName: metric,
          Timestamp: minute,
          ...values.data,
          Unit: units[metric],
        }
        if (mapping !== undefined)
          return [{ ...datum, Dimensions: [{ Name: 'EventSourceMappingUUID', Value: mapping }] }]
        // Of the function, and of all functions together.
        return [{ ...datum, Dimensions: [{ Name: 'FunctionName', Value: of.name }] }, datum]
      }),
    )
    const [first] = group
    if (!first) continue
    const { accountId, region } = first.of
    const sender = {
      service: 'lambda.amazonaws.com',
      namespace: 'AWS/Lambda',
      home: first.of,
      sourceArn: `arn:aws:lambda:${region}:${accountId}:function:*`,
    } as const
    await sendMetrics(needs, sender, data)
  }
}
