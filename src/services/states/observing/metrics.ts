/**
 * The metrics that Step Functions gives CloudWatch: gathered by the minute in memory and sent when it ends. What was gathered since is
 * lost when the server is killed. Source: Developer Guide, "Monitoring Step Functions metrics using Amazon CloudWatch".
 */
import { ByTheMinute, Distribution, type Surroundings, sendMetrics } from '../../../dispatch/index.ts'
import type { Home } from '../domain/arns.ts'
import type { ExecutionFacts, HistoryEvent } from '../engine.ts'
import { TaskMeasures } from './task-measures.ts'

type Dimensions = readonly { readonly Name: string; readonly Value: string }[]

interface Gathered {
  readonly home: Home
  readonly metric: string
  readonly dimensions: Dimensions
  readonly unit: 'Count' | 'Milliseconds'
  readonly values: Distribution
}

/** Of events of executions: what they count. */
const counted: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ExecutionStarted: 'ExecutionsStarted',
    ExecutionSucceeded: 'ExecutionsSucceeded',
    ExecutionFailed: 'ExecutionsFailed',
    ExecutionAborted: 'ExecutionsAborted',
    ExecutionTimedOut: 'ExecutionsTimedOut',
    ExecutionRedriven: 'ExecutionsRedriven',
  }),
)

export class StatesMetrics {
  readonly #surroundings: Pick<Surroundings, 'call' | 'clock' | 'logger'>
  readonly #gathered: ByTheMinute<Gathered>
  readonly #tasks = new TaskMeasures()

  constructor(surroundings: Pick<Surroundings, 'call' | 'clock' | 'logger'>) {
    this.#surroundings = surroundings
    this.#gathered = new ByTheMinute(surroundings.clock, (gathered, minute) => this.#send(gathered, minute))
  }

  /** `startedMs`: when the execution began. */
  note(
    home: Home,
    facts: ExecutionFacts,
    history: readonly HistoryEvent[],
    { startedMs, redriveCount }: { readonly startedMs: number; readonly redriveCount: number },
  ): void {
    for (const event of history) {
      const metric = counted.get(event.type)
      if (metric === undefined) {
        for (const { name, unit, value, dimension } of this.#tasks.of(facts.executionArn, event))
          this.#add(home, name, [dimension], unit, value)
        continue
      }
      const isEnd = event.type !== 'ExecutionStarted' && event.type !== 'ExecutionRedriven'
      for (const dimensions of machineDimensions(facts)) {
        this.#add(home, metric, dimensions, 'Count', 1)
        if (!isEnd) continue
        this.#add(home, 'ExecutionTime', dimensions, 'Milliseconds', event.timestampMs - startedMs)
        if (redriveCount > 0) this.#add(home, `Redriven${metric}`, dimensions, 'Count', 1)
      }
    }
  }

  /** Resolves when what was noted before has been sent. */
  flush(): Promise<void> {
    return this.#gathered.flush()
  }

  #add(
    { accountId, region }: Home,
    metric: string,
    dimensions: Dimensions,
    unit: Gathered['unit'],
    value: number,
  ): void {
    const of = dimensions.map((dimension) => dimension.Value).join(' ')
    this.#gathered
      .of(`${accountId}/${region}/${metric}/${of}`, () => ({
        home: { accountId, region },
        metric,
        dimensions,
        unit,
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
      const data = group.map(({ metric, dimensions, unit, values }) => ({
        MetricName: metric,
        Timestamp: minute,
        ...values.data,
        Unit: unit,
        Dimensions: [...dimensions],
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

/** An execution counts for its machine, and for the version and the alias that it was started by. UNVERIFIED: that those have no ARNs. */
function machineDimensions(facts: ExecutionFacts): readonly Dimensions[] {
  const { stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = facts
  const machine = { Name: 'StateMachineArn', Value: stateMachineArn }
  const qualified = (Name: string, arn: string | undefined): Dimensions[] =>
    arn === undefined ? [] : [[machine, { Name, Value: arn.slice(arn.lastIndexOf(':') + 1) }]]
  return [
    [machine],
    ...qualified('Version', stateMachineVersionArn),
    ...qualified('Alias', stateMachineAliasArn),
  ]
}
