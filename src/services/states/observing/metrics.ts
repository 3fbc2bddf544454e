/**
 * The metrics that Step Functions gives CloudWatch: gathered by the minute in memory and sent when it ends. What was gathered since is
 * lost when the server is killed. Source: Developer Guide, "Monitoring Step Functions metrics using Amazon CloudWatch".
 */
import { ByTheMinute, Distribution, type Surroundings, sendMetrics } from '../../../dispatch/index.ts'
import type { Home } from '../domain/arns.ts'
import { detailsOf, type HistoryEvent } from '../engine.ts'

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
  readonly #gathered: ByTheMinute<Gathered>

  constructor(surroundings: Pick<Surroundings, 'call' | 'clock' | 'logger'>) {
    this.#surroundings = surroundings
    this.#gathered = new ByTheMinute(surroundings.clock, (gathered, minute) => this.#send(gathered, minute))
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
    return this.#gathered.flush()
  }

  #add({ accountId, region }: Home, metric: string, dimension: Dimension, of: string, value: number): void {
    this.#gathered
      .of(`${accountId}/${region}/${metric}/${of}`, () => ({
        home: { accountId, region },
        metric,
        dimension,
        of,
        values: new Distribution(),
      }))
      .values.add(value)
  }

  async #send(gathered: readonly Gathered[], minute: Date): Promise<void> {
    const homes = Map.groupBy(gathered, ({ home }) => `${home.accountId}/${home.region}`)
    for (const group of homes.values()) {
      const [first] = group
      if (!first) continue
      const { accountId, region } = first.home
      const data = group.map(({ metric, dimension, of, values }) => ({
        MetricName: metric,
        Timestamp: minute,
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
