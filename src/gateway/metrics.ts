/**
 * Metrics that API Gateway gives CloudWatch of its APIs. What is done is counted in memory, on each node, and sent when a minute ends.
 * Which metrics there are, and of what, each kind of API says.
 */
import { type BackgroundSurroundings, ByTheMinute, Distribution, sendMetrics } from '../dispatch/index.ts'
import type { ApiHome } from './exchange.ts'
import { apiArn } from './functions.ts'
import { rememberedMax } from './limits.ts'

type Needs = Pick<BackgroundSurroundings, 'call' | 'clock' | 'jobs' | 'logger'>

/** What is counted together: the dimensions by name. */
export type Dimensions = Readonly<Record<string, string>>

/** What one request adds. */
export interface CountedRequest {
  /** Metrics whose average is a rate or a size of a request: their values, 0 included. */
  readonly sums: Readonly<Record<string, { readonly unit: 'Count' | 'Bytes'; readonly value: number }>>
  /** Metrics of durations. Unit: milliseconds; undefined: nothing of the kind was measured. */
  readonly durations: Readonly<Record<string, number | undefined>>
}

interface Counted {
  readonly api: ApiHome
  readonly dimensions: Dimensions
  requests: number
  readonly sums: Map<string, { readonly unit: string; sum: number; largest: number }>
  readonly durations: Map<string, Distribution>
}

/** Counts on one node. */
export class ApiMetrics {
  readonly #counted: ByTheMinute<Counted>

  constructor(needs: Needs) {
    this.#counted = new ByTheMinute(needs.clock, (all, minute) =>
      needs.jobs.during(() => send(needs, all, minute)),
    )
  }

  stop(): void {
    this.#counted.stop()
  }

  /** Counts a request, once for each list of dimensions. */
  count(api: ApiHome, all: readonly Dimensions[], { sums, durations }: CountedRequest): void {
    for (const dimensions of all) {
      const counted = this.#countedOf(api, dimensions)
      if (!counted) continue
      counted.requests++
      // Lists of entries would take longer to make than all counting.
      for (const name in sums) addSum(counted, name, sums[name])
      for (const name in durations) addDuration(counted, name, durations[name])
    }
  }

  #countedOf(api: ApiHome, dimensions: Dimensions): Counted | undefined {
    const key = keyOf(api, dimensions)
    // More is not counted: what is kept has an end.
    if (this.#counted.size >= rememberedMax) return this.#counted.find(key)
    return this.#counted.of(key, () => ({
      api,
      dimensions,
      requests: 0,
      sums: new Map(),
      durations: new Map(),
    }))
  }
}

function addSum({ sums }: Counted, name: string, added: CountedRequest['sums'][string] | undefined): void {
  if (added === undefined) return
  const { unit, value } = added
  let known = sums.get(name)
  if (known === undefined) {
    known = { unit, sum: 0, largest: 0 }
    sums.set(name, known)
  }
  known.sum += value
  known.largest = Math.max(known.largest, value)
}

function addDuration({ durations }: Counted, name: string, value: number | undefined): void {
  if (value === undefined) return
  let known = durations.get(name)
  if (known === undefined) {
    known = new Distribution()
    durations.set(name, known)
  }
  known.add(value)
}

/** As JSON it would take longer to make than all counting. */
function keyOf({ accountId, region, apiId }: ApiHome, dimensions: Dimensions): string {
  let key = `${accountId} ${region} ${apiId}`
  for (const name in dimensions) key += `\0${name}\0${dimensions[name]}`
  return key
}

async function send(needs: Needs, all: readonly Counted[], minute: Date): Promise<void> {
  const apis = new Map<string, Counted[]>()
  for (const counted of all) {
    const { apiId } = counted.api
    apis.set(apiId, [...(apis.get(apiId) ?? []), counted])
  }
  for (const ofApi of apis.values()) {
    const [first] = ofApi
    if (!first) continue
    const sender = {
      service: 'apigateway.amazonaws.com',
      namespace: 'AWS/ApiGateway',
      home: first.api,
      sourceArn: apiArn(first.api),
    } as const
    await sendMetrics(
      needs,
      sender,
      ofApi.flatMap((counted) => dataOf(counted, minute)),
    )
  }
}

function dataOf({ dimensions, requests, sums, durations }: Counted, Timestamp: Date): object[] {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  const common = { Dimensions, Timestamp }
  return [
    ...[...sums].map(([MetricName, { unit, sum, largest }]) => ({
      ...common,
      MetricName,
      Unit: unit,
      // The average of errors is their rate: each request counts.
      StatisticValues: { SampleCount: requests, Sum: sum, Minimum: 0, Maximum: largest },
    })),
    ...[...durations].map(([MetricName, distribution]) => ({
      ...common,
      MetricName,
      Unit: 'Milliseconds',
      ...distribution.data,
    })),
  ]
}
