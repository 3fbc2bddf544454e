/**
 * The metrics that API Gateway gives CloudWatch of HTTP APIs: of each API, and of each of its stages. What is done is counted in memory,
 * on each node, and sent when a minute ends. Source: API Gateway Developer Guide, "Monitoring HTTP APIs with CloudWatch metrics".
 */
import { partitionOf } from '../../../aws/identifiers.ts'
import type { Timer } from '../../../base/clock.ts'
import { type BackgroundSurroundings, Distribution, sendMetrics } from '../../../dispatch/index.ts'
import { rememberedMax } from '../limits.ts'
import type { Entry } from '../records.ts'
import type { Answer } from './answer.ts'

type Needs = Pick<BackgroundSurroundings, 'call' | 'clock' | 'jobs' | 'logger'>

/** Unit: milliseconds. */
const minuteMs = 60_000

/** What became of a request. */
export interface CountedRequest {
  readonly answer: Answer
  /** Unit: milliseconds. */
  readonly latencyMs: number
  /** Unit: milliseconds; absent: no integration was asked. */
  readonly integrationLatencyMs?: number | undefined
  /** Unit: bytes, of the request and of an answer that was at hand as a whole. */
  readonly bytes: number
}

/** Requests of one stage within a minute. */
interface Counted {
  readonly api: Entry
  readonly stage: string
  requests: number
  clientErrors: number
  serverErrors: number
  bytes: number
  readonly latency: Distribution
  readonly integrationLatency: Distribution
}

/** Counts on one node. */
export class GatewayMetrics {
  readonly #needs: Needs
  readonly #counted = new Map<string, Counted>()
  #timer: Timer | undefined

  constructor(needs: Needs) {
    this.#needs = needs
  }

  stop(): void {
    this.#timer?.cancel()
  }

  count(api: Entry, stage: string, request: CountedRequest): void {
    const { answer, latencyMs, integrationLatencyMs, bytes } = request
    const key = `${api.apiId}/${stage}`
    let counted = this.#counted.get(key)
    if (!counted) {
      // More is not counted: what is kept has an end.
      if (this.#counted.size >= rememberedMax) return
      counted = {
        api,
        stage,
        requests: 0,
        clientErrors: 0,
        serverErrors: 0,
        bytes: 0,
        latency: new Distribution(),
        integrationLatency: new Distribution(),
      }
      this.#counted.set(key, counted)
      this.#setTimer()
    }
    counted.requests++
    counted.bytes += bytes
    if (answer.status >= 500) counted.serverErrors++
    else if (answer.status >= 400) counted.clientErrors++
    counted.latency.add(latencyMs)
    if (integrationLatencyMs !== undefined) counted.integrationLatency.add(integrationLatencyMs)
  }

  #setTimer(): void {
    if (this.#timer !== undefined) return
    const { clock, jobs } = this.#needs
    const at = (Math.floor(clock.now() / minuteMs) + 1) * minuteMs
    this.#timer = clock.setTimer(at, () => {
      this.#timer = undefined
      void jobs.during(() => this.#send(new Date(at - minuteMs)))
    })
  }

  async #send(minute: Date): Promise<void> {
    const all = [...this.#counted.values()]
    this.#counted.clear()
    for (const counted of all) {
      const { apiId, region, accountId } = counted.api
      const sender = {
        service: 'apigateway.amazonaws.com',
        namespace: 'AWS/ApiGateway',
        home: counted.api,
        sourceArn: `arn:${partitionOf(region)}:execute-api:${region}:${accountId}:${apiId}`,
      } as const
      await sendMetrics(this.#needs, sender, dataOf(counted, minute))
    }
  }
}

function dataOf(counted: Counted, Timestamp: Date): object[] {
  const ofApi = [{ Name: 'ApiId', Value: counted.api.apiId }]
  const ofStage = [...ofApi, { Name: 'Stage', Value: counted.stage }]
  return [ofApi, ofStage].flatMap((Dimensions) => {
    const common = { Dimensions, Timestamp }
    const { requests, clientErrors, serverErrors, bytes, latency, integrationLatency } = counted
    // The average of errors is their rate: each request counts.
    const sum = (MetricName: string, Unit: string, Sum: number) => ({
      ...common,
      MetricName,
      Unit,
      StatisticValues: { SampleCount: requests, Sum, Minimum: 0, Maximum: Math.min(1, Sum) },
    })
    return [
      sum('Count', 'Count', requests),
      sum('4xx', 'Count', clientErrors),
      sum('5xx', 'Count', serverErrors),
      {
        ...sum('DataProcessed', 'Bytes', bytes),
        StatisticValues: { SampleCount: requests, Sum: bytes, Minimum: 0, Maximum: bytes },
      },
      { ...common, MetricName: 'Latency', Unit: 'Milliseconds', ...latency.data },
      ...(integrationLatency.isEmpty
        ? []
        : [
            { ...common, MetricName: 'IntegrationLatency', Unit: 'Milliseconds', ...integrationLatency.data },
          ]),
    ]
  })
}
