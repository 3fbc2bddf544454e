/**
 * The metrics that Step Functions gives CloudWatch: gathered by the minute in memory and sent when it ends. What was gathered since is
 * lost when the server is killed. Source: Developer Guide, "Monitoring Step Functions metrics using Amazon CloudWatch".
 */
import type { Timer } from '../../../base/clock.ts'
import { Distribution, type Surroundings, sendMetrics } from '../../../dispatch/index.ts'
import type { Home } from '../domain/arns.ts'
import { detailsOf, type HistoryEvent } from '../engine.ts'

const minuteMs = 60_000

type Dimension = 'StateMachineArn' | 'LambdaFunctionArn' | 'ActivityArn' | 'ServiceIntegrationResourceArn'

interface Gathered {
  readonly home: Home
  readonly metric: string
  readonly dimension: Dimension
  readonly of: string
  readonly values: Distribution
}

/** Of events of histories: what they count, and of what. */
const counted: ReadonlyMap<string, readonly [metric: string, dimension: Dimension]> = new Map(
  Object.entries({
    ExecutionStarted: ['ExecutionsStarted', 'StateMachineArn'],
    ExecutionSucceeded: ['ExecutionsSucceeded', 'StateMachineArn'],
    ExecutionFailed: ['ExecutionsFailed', 'StateMachineArn'],
    ExecutionAborted: ['ExecutionsAborted', 'StateMachineArn'],
    ExecutionTimedOut: ['ExecutionsTimedOut', 'StateMachineArn'],
    ExecutionRedriven: ['ExecutionsRedriven', 'StateMachineArn'],
    LambdaFunctionScheduled: ['LambdaFunctionsScheduled', 'LambdaFunctionArn'],
    ActivityScheduled: ['ActivitiesScheduled', 'ActivityArn'],
  } as const),
)

export class StatesMetrics {
  readonly #surroundings: Pick<Surroundings, 'call' | 'clock' | 'logger'>
  #minute = 0
  #gathered = new Map<string, Gathered>()
  #timer: Timer | undefined
  #sending: Promise<void> = Promise.resolve()

  constructor(surroundings: Pick<Surroundings, 'call' | 'clock' | 'logger'>) {
    this.#surroundings = surroundings
  }

  /** `startedMs`: when the execution began. */
  note(home: Home, machineArn: string, history: readonly HistoryEvent[], startedMs: number): void {
    for (const event of history) {
      const [metric, dimension] = counted.get(event.type) ?? []
      if (metric === undefined || dimension === undefined) continue
      const of =
        dimension === 'StateMachineArn'
          ? machineArn
          : String((detailsOf(event) as { readonly resource?: string } | undefined)?.resource ?? '')
      this.#add(home, metric, dimension, of, 1)
      if (
        event.type.startsWith('Execution') &&
        event.type !== 'ExecutionStarted' &&
        event.type !== 'ExecutionRedriven'
      )
        this.#add(home, 'ExecutionTime', 'StateMachineArn', machineArn, event.timestampMs - startedMs)
    }
  }

  /** Resolves when what was noted before has been sent. */
  flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    const gathered = [...this.#gathered.values()]
    this.#gathered = new Map()
    const minute = this.#minute
    this.#sending = this.#sending.then(() => this.#send(gathered, minute))
    return this.#sending
  }

  #add(home: Home, metric: string, dimension: Dimension, of: string, value: number): void {
    const { clock } = this.#surroundings
    if (this.#timer === undefined) {
      this.#minute = Math.floor(clock.now() / minuteMs) * minuteMs
      this.#timer = clock.setTimer(this.#minute + minuteMs, () => void this.flush())
    }
    const name = `${home.accountId}/${home.region}/${metric}/${of}`
    let gathered = this.#gathered.get(name)
    if (!gathered) {
      const { accountId, region } = home
      gathered = { home: { accountId, region }, metric, dimension, of, values: new Distribution() }
      this.#gathered.set(name, gathered)
    }
    gathered.values.add(value)
  }

  async #send(gathered: readonly Gathered[], minute: number): Promise<void> {
    const homes = Map.groupBy(gathered, ({ home }) => `${home.accountId}/${home.region}`)
    for (const group of homes.values()) {
      const [first] = group
      if (!first) continue
      const { accountId, region } = first.home
      const data = group.map(({ metric, dimension, of, values }) => ({
        MetricName: metric,
        Timestamp: new Date(minute),
        ...values.data,
        Unit: metric === 'ExecutionTime' ? 'Milliseconds' : 'Count',
        Dimensions: [{ Name: dimension, Value: of }],
      }))
      const sourceArn = `arn:aws:states:${region}:${accountId}:stateMachine:*`
      const sender = {
        service: 'states.amazonaws.com',
        namespace: 'AWS/States',
        home: first.home,
        sourceArn,
      } as const
      await sendMetrics(this.#surroundings, sender, data)
    }
  }
}
