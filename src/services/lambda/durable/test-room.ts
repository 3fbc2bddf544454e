/**
 * For the tests of durable executions: a store in memory with its jobs, a clock that is moved by hand, and functions that
 * are given as code of the test. What runs functions in earnest is the compute room; its contract is filled here.
 */

import { after, before } from 'node:test'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import type { Clock } from '../../../base/clock.ts'
import { type Logger, silentLogger } from '../../../base/logger.ts'
import { randomUuid } from '../../../base/random.ts'
import { SeededRandom } from '../../../base/seeded-random.ts'
import { VirtualClock } from '../../../base/virtual-clock.ts'
import type { Compute, Outcome } from '../../../compute/index.ts'
import { everybodyMay, type OperationContext, silentTrail } from '../../../dispatch/index.ts'
import type { JobRunner, JobSurroundings } from '../../../jobs/index.ts'
import { atomic, type Store } from '../../../store/index.ts'
import { ConcurrencyGate } from '../concurrency-gate.ts'
import { Environments } from '../environment-encryption.ts'
import { chooseTarget } from '../invocation.ts'
import { addressOf } from '../lookups.ts'
import { type FunctionRecord, functions } from '../records.ts'
import type { LambdaRoom } from '../room.ts'
import { durableOperations } from '../tables/durable.ts'
import { TargetCache } from '../target-cache.ts'
import { testVersion } from '../test-version.ts'
import { UsageMeter } from '../usage.ts'
import { invokeDurable } from './invoke-durable.ts'
import { callQueue, invocationQueue, timerQueue } from './records.ts'
import { handleDurableWork } from './work.ts'

export const home = { accountId: '123456789012' as AccountId, region: 'us-east-1' as Region }

/** The code of a function: JSON in, JSON out; what it throws is a failed invocation. */
export type FunctionCode = (event: unknown) => Promise<unknown>

export interface DurableTestRoom {
  readonly clock: VirtualClock
  readonly store: Store
  readonly context: OperationContext
  /** Makes a function; a durable one when `durable` is given. */
  makeFunction(name: string, code: FunctionCode, durable?: { timeoutSeconds?: number }): Promise<void>
  /** Invokes `name:$LATEST`. */
  start(
    name: string,
    input: unknown,
    options?: { executionName?: string; wait?: boolean },
  ): Promise<StartAnswer>
  /** Calls an operation by its name. */
  call(operation: string, input: object): Promise<Record<string, unknown>>
  /** Lets everything that is due happen. */
  settle(): Promise<void>
  /** Moves the clock. Unit: milliseconds. */
  advance(milliseconds: number): Promise<void>
}

export interface StartAnswer {
  readonly arn: string
  readonly status: number | undefined
  readonly error: string | undefined
  readonly payload: unknown
}

/** How the tests open a store and its jobs: only they and `app` may know the engines. */
export interface Makers {
  readonly store: (
    options: { readonly memory: true },
    surroundings: { readonly clock: Clock; readonly logger: Logger },
  ) => Promise<Store>
  readonly jobs: (surroundings: JobSurroundings) => JobRunner
}

/** A room for the tests of one file. */
export function durableTestRoom(makers: Makers): DurableTestRoom {
  const clock = new VirtualClock()
  const random = new SeededRandom(3)
  const codes = new Map<string, FunctionCode>()
  let store: Store
  let jobs: JobRunner
  const compute = {
    async invoke(version, { payload }): Promise<Outcome> {
      try {
        const answer = await codes.get(version.functionName)?.(JSON.parse(new TextDecoder().decode(payload)))
        return { kind: 'success', payload: bytes(JSON.stringify(answer) ?? 'null'), report }
      } catch (error) {
        const body = {
          errorType: 'Error',
          errorMessage: error instanceof Error ? error.message : String(error),
        }
        return { kind: 'error', functionError: 'Unhandled', payload: bytes(JSON.stringify(body)), report }
      }
    },
    provisioned: () => ({ requested: 0, available: 0 }),
  } as Partial<Compute> as Compute
  const room: LambdaRoom = {
    compute: async () => compute,
    gate: new ConcurrencyGate(),
    meter: new UsageMeter(),
    targets: new TargetCache(),
    environments: new Environments(),
    reportUsage: () => {},
    answerUrls: () => {},
  }
  before(async () => {
    store = await makers.store({ memory: true }, { clock, logger: silentLogger })
    jobs = makers.jobs({ store, clock, random, logger: silentLogger })
    handleDurableWork(room, { ...context(), jobs })
    jobs.start()
  })
  after(async () => {
    await jobs.stop()
    await store.close()
  })

  function context(): OperationContext {
    const arn = `arn:aws:iam::${home.accountId}:root`
    return {
      store,
      clock,
      random,
      logger: silentLogger,
      settings: { identity: 'local', endpoint: '' },
      trail: silentTrail,
      identityPolicies: everybodyMay,
      call: () => Promise.reject(new Error('nothing is called here')),
      ...home,
      partition: 'aws',
      principal: { type: 'root', accountId: home.accountId, arn, userId: home.accountId },
      requestId: randomUuid(random),
      now: clock.now(),
      signal: new AbortController().signal,
    }
  }

  /** Quiet is when no queue has anything that is due or under way. */
  async function settle(): Promise<void> {
    for (let round = 0; round < roundsMax; round++) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      await jobs.idle()
      // What is due may be waiting for a timer of this very instant.
      const { nextTimerAt } = clock
      if (nextTimerAt !== undefined && nextTimerAt <= clock.now() && round > 0) return
      const counts = await Promise.all(
        [invocationQueue, callQueue, timerQueue].map((queue) => store.queueCounts(queue)),
      )
      if (counts.every(({ ready, leased }) => ready + leased === 0)) return
    }
    throw new Error('The executions do not come to rest')
  }

  return {
    clock,
    get store() {
      return store
    },
    get context() {
      return context()
    },
    async makeFunction(name, code, durable) {
      codes.set(name, code)
      const commit = atomic(store)
      functions.put(commit, functionRecord(name, durable), undefined)
      if (!(await commit.commit()).ok) throw new Error(`there is a function ${name}`)
    },
    async start(name, input, { executionName, wait = false } = {}) {
      const target = await chooseTarget(store, random, addressOf(context(), name, '$LATEST'))
      const answer = await invokeDurable(
        context(),
        target,
        {
          InvocationType: wait ? 'RequestResponse' : 'Event',
          ...(executionName === undefined ? {} : { DurableExecutionName: executionName }),
        },
        bytes(JSON.stringify(input)),
      )
      const text = new TextDecoder().decode(answer.Payload as Uint8Array | undefined)
      return {
        arn: answer.DurableExecutionArn ?? '',
        status: answer.StatusCode,
        error: answer.FunctionError,
        payload: text === '' ? undefined : JSON.parse(text),
      }
    },
    async call(operation, input) {
      const table: Record<
        string,
        ((input: never, context: OperationContext) => Promise<object>) | undefined
      > = durableOperations()
      const run = table[operation]
      if (!run) throw new Error(`no operation ${operation}`)
      return (await run(input as never, context())) as Record<string, unknown>
    },
    settle: () => clock.advance(0, settle),
    advance: (milliseconds) => clock.advance(milliseconds, settle),
  }
}

/** How long is waited for quiet. Unit: looks at the queues. */
const roundsMax = 20_000

const report = { durationMs: 1, billedMs: 1, maxMemoryMb: 1 }

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function functionRecord(name: string, durable: { timeoutSeconds?: number } | undefined): FunctionRecord {
  const settings =
    durable === undefined
      ? {}
      : { durable: { executionTimeoutSeconds: durable.timeoutSeconds ?? 900, retentionDays: 1 } }
  const latest = testVersion(home.accountId, name, settings)
  return { ...home, name, partition: 'aws', id: name, createdAt: 0, latest, nextVersion: 1, tags: {} }
}
