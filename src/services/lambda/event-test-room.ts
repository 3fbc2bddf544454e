/**
 * For the tests of asynchronous invocation: a store in memory, a clock that is moved by hand, functions that answer what the
 * test says, and calls to other services noted down.
 */
import { after, before } from 'node:test'
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { Clock } from '../../base/clock.ts'
import { type Logger, silentLogger } from '../../base/logger.ts'
import { randomUuid } from '../../base/random.ts'
import { SeededRandom } from '../../base/seeded-random.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { Compute, FunctionVersion, Invocation, Outcome } from '../../compute/index.ts'
import {
  type BackgroundSurroundings,
  type BackgroundWork,
  type Caller,
  everybodyMay,
  type OperationContext,
  silentTrail,
} from '../../dispatch/index.ts'
import { JobRunner } from '../../jobs/index.ts'
import { atomic, type Store } from '../../store/index.ts'
import { type AsyncFacts, enqueueAsync } from './asynchronous.ts'
import { ConcurrencyGate } from './concurrency-gate.ts'
import { Environments } from './environment-encryption.ts'
import { eventQueueKey } from './event-queues.ts'
import { startEvents } from './event-work.ts'
import { chooseTarget } from './invocation.ts'
import { deliveryQueue } from './record-deliveries.ts'
import { type FunctionRecord, functions, type Settings } from './records.ts'
import type { LambdaRoom } from './room.ts'
import { TargetCache } from './target-cache.ts'
import { testVersion } from './test-version.ts'
import { UsageMeter } from './usage.ts'

export const home = { accountId: '123456789012' as AccountId, region: 'us-east-1' as Region }

/** A run of a function. `at`: by the clock. */
export interface NotedRun extends Invocation {
  readonly at: number
  readonly functionName: string
  readonly text: string
}

/** A call to another service. */
export interface NotedCall {
  readonly operation: string
  readonly input: Record<string, unknown>
  readonly caller: Caller
}

/** Opens a store in memory; tests hand it in, as only they and `app` may know the engines. */
export type StoreOpener = (
  options: { readonly memory: true },
  surroundings: { readonly clock: Clock; readonly logger: Logger },
) => Promise<Store>

export function succeed(payload: unknown = null): Outcome {
  return { kind: 'success', payload: Buffer.from(JSON.stringify(payload)), report }
}

export function fail(message: string): Outcome {
  const payload = Buffer.from(JSON.stringify({ errorMessage: message, errorType: 'Error' }))
  return { kind: 'error', functionError: 'Unhandled', payload, report }
}

const report = { durationMs: 1.5, billedMs: 2, maxMemoryMb: 30 }

/** One for each suite. */
export class EventTestRoom {
  readonly clock = new VirtualClock()
  readonly runs: NotedRun[] = []
  readonly calls: NotedCall[] = []
  /** What functions do. */
  run: (invocation: NotedRun) => Promise<Outcome> = async () => succeed()
  /** What other services answer. */
  answer: (call: NotedCall) => Promise<object> = async () => {
    throw new AwsError('NotImplemented', 'not yet', { fault: 'server', statusCode: 501 })
  }
  readonly room: LambdaRoom
  readonly #random = new SeededRandom(7)
  #store: Store | undefined
  #jobs: JobRunner | undefined
  #work: BackgroundWork | undefined

  constructor(open: StoreOpener) {
    const compute = {
      invoke: (version: FunctionVersion, invocation: Invocation) => this.#invoke(version, invocation),
      provisioned: () => ({ requested: 0, available: 0 }),
    } as Partial<Compute> as Compute
    this.room = {
      compute: async () => compute,
      reportUsage: () => {},
      answerUrls: () => {},
      gate: new ConcurrencyGate(),
      meter: new UsageMeter(),
      targets: new TargetCache(),
      environments: new Environments(),
    }
    before(async () => {
      this.#store = await open({ memory: true }, { clock: this.clock, logger: silentLogger })
      this.#jobs = new JobRunner(this.surroundings)
      this.#work = startEvents(this.room, this.surroundings)
      this.#jobs.start()
    })
    after(async () => {
      await this.#work?.stop()
      await this.#jobs?.stop()
      await this.store.close()
    })
  }

  get store(): Store {
    if (!this.#store) throw new Error('The store is open only while tests run')
    return this.#store
  }

  get surroundings(): BackgroundSurroundings {
    return {
      store: this.store,
      clock: this.clock,
      random: this.#random,
      logger: silentLogger,
      settings: { identity: 'local', endpoint: '' },
      trail: silentTrail,
      identityPolicies: everybodyMay,
      jobs: this.#jobs as JobRunner,
      call: async <Output>(operation: string, input: object, caller: Caller) => {
        const call = { operation, input: input as Record<string, unknown>, caller }
        this.calls.push(call)
        return (await this.answer(call)) as Output
      },
    }
  }

  /** The context of a request that arrives now, with an id of its own. */
  context(): OperationContext {
    const arn = `arn:aws:iam::${home.accountId}:root`
    return {
      ...this.surroundings,
      ...home,
      partition: 'aws',
      principal: { type: 'root', accountId: home.accountId, arn, userId: home.accountId },
      requestId: randomUuid(this.#random),
      now: this.clock.now(),
      signal: new AbortController().signal,
    }
  }

  /** Makes a function, or changes it. */
  async makeFunction(
    name: string,
    settings: Partial<Settings> = {},
    more: Partial<FunctionRecord> = {},
  ): Promise<FunctionRecord> {
    const before = await functions.get(this.store, [home.accountId, home.region, name])
    const record: FunctionRecord = {
      ...(before?.value ?? this.#newFunction(name)),
      ...more,
    }
    const { latest } = record
    const changed = { ...record, latest: { ...latest, settings: { ...latest.settings, ...settings } } }
    const commit = atomic(this.store)
    functions.put(commit, changed, before)
    if (!(await commit.commit()).ok) throw new Error('The function could not be stored')
    return changed
  }

  /** Sends an event, as Invoke does; answers its request id. */
  async send(name: string, event: unknown, facts: AsyncFacts = {}): Promise<string> {
    const context = this.context()
    const target = await chooseTarget(this.store, this.#random, { ...home, partition: 'aws', name })
    await enqueueAsync(context, target, Buffer.from(JSON.stringify(event)), facts)
    return context.requestId
  }

  /** Resolves when nothing is under way: no event and no delivery is due or in hand. */
  async quiet(): Promise<void> {
    for (;;) {
      await this.#jobs?.idle()
      const ids = (await this.store.list<{ functionId: string }>({ prefix: ['lambda.event-queues'] })).map(
        ({ value }) => eventQueueKey(value.functionId),
      )
      const counts = await Promise.all([...ids, deliveryQueue].map((queue) => this.store.queueCounts(queue)))
      if (counts.every(({ ready, leased }) => ready + leased === 0)) break
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  /** Moves time on. Unit: milliseconds. */
  async advance(milliseconds: number): Promise<void> {
    await this.clock.advance(milliseconds, () => this.quiet())
    await this.quiet()
  }

  async #invoke({ functionName }: FunctionVersion, invocation: Invocation): Promise<Outcome> {
    const text = Buffer.from(invocation.payload).toString()
    const run = { ...invocation, functionName, text, at: this.clock.now() }
    this.runs.push(run)
    return this.run(run)
  }

  #newFunction(name: string): FunctionRecord {
    return {
      ...home,
      partition: 'aws',
      name,
      id: randomUuid(this.#random),
      createdAt: this.clock.now(),
      nextVersion: 1,
      tags: {},
      latest: {
        ...testVersion(home.accountId, name),
        revisionId: randomUuid(this.#random),
        modifiedAt: this.clock.now(),
      },
    }
  }
}
