/**
 * A world for one Map Run: a store in memory, children that end when chance says so, and a coordinator that dies between any two commits, before or
 * after one of them; another goes on. Standard children live on without it, Express ones die with it.
 */
import assert from 'node:assert/strict'
import { silentLogger } from '../../../src/base/logger.ts'
import { randomBelow, randomFraction } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { type MapState, parseDefinition } from '../../../src/services/states/engine.ts'
import { resultOf } from '../../../src/services/states/map-runs/children.ts'
import { Coordinator } from '../../../src/services/states/map-runs/coordinator.ts'
import {
  type MapRunRecord,
  mapRuns,
  type Notice,
  noCounts,
  noticeQueue,
} from '../../../src/services/states/map-runs/records.ts'
import type { CoordinatorRoom } from '../../../src/services/states/map-runs/room.ts'
import { type ExecutionRecord, executions, plain } from '../../../src/services/states/records.ts'
import { atomic, type Store } from '../../../src/store/index.ts'
import { openSqliteStore } from '../../../src/store/sqlite/index.ts'

export interface Shape {
  readonly type: 'STANDARD' | 'EXPRESS'
  /** Of each item: in how many lives of the Map Run its child fails. */
  readonly items: readonly number[]
  /** They come from a file, and not with the input. */
  readonly isRead: boolean
  readonly maxItemsPerBatch?: number
  readonly maxConcurrency: number
  readonly toleratedFailureCount: number
}

export type Item = { readonly n: number; readonly fails: number }

const home = { accountId: '000000000000', region: 'us-east-1' } as Pick<MapRunRecord, 'accountId' | 'region'>
const id = '00000000-0000-4000-8000-000000000000'
const machineName = 'sim/each'

export class MapRunWorld {
  readonly store: Store
  readonly clock: VirtualClock
  /** How often each Standard child was made. */
  readonly made = new Map<string, number>()
  crashes = 0
  mostAtOnce = 0
  readonly #shape: Shape
  readonly #random: SeededRandom
  readonly #state: MapState
  #life = 0
  #runningCount = 0

  static async open(shape: Shape, seed: number): Promise<MapRunWorld> {
    const clock = new VirtualClock(1_700_000_000_000)
    const store = await openSqliteStore({ memory: true }, { clock, logger: silentLogger })
    return new MapRunWorld(store, clock, shape, seed)
  }

  private constructor(store: Store, clock: VirtualClock, shape: Shape, seed: number) {
    this.store = store
    this.clock = clock
    this.#shape = shape
    this.#random = new SeededRandom(seed)
    this.#state = stateOf(shape)
  }

  get items(): Item[] {
    return this.#shape.items.map((fails, n) => ({ n, fails }))
  }

  get record(): Promise<MapRunRecord> {
    return mapRuns.get(this.store, [home.accountId, home.region, id]).then((stored) => {
      assert.ok(stored)
      return stored.value
    })
  }

  /** Runs it to its end, however often its coordinator dies. */
  async run(): Promise<MapRunRecord> {
    await this.#begin()
    for (;;) {
      await this.#coordinate()
      const record = await this.record
      if (record.status !== 'RUNNING') {
        this.#life++
        return record
      }
      // Leases of the one that died run out.
      await this.clock.advance(60_000)
    }
  }

  /** The first life, or a redrive as the service begins it. */
  async #begin(): Promise<void> {
    const commit = atomic(this.store)
    const stored = await mapRuns.get(this.store, [home.accountId, home.region, id])
    if (stored) {
      const { unread, stoppedAt: _, ...record } = stored.value
      await this.clock.advance(1000)
      const next = { redriveCount: record.redriveCount + 1, redrivenAt: this.clock.now(), on: 'node' }
      const phase = unread ? 'reading' : 'running'
      mapRuns.put(commit, { ...record, ...next, taskId: `t${this.#life}`, status: 'RUNNING', phase }, stored)
    } else {
      const record: MapRunRecord = {
        ...home,
        id,
        machineName,
        execution: { ...home, machineName: 'sim', name: 'run', id: 'run' },
        taskId: 't0',
        machineId: 'm',
        revision: 1,
        stateName: 'M',
        executionType: this.#shape.type,
        status: 'RUNNING',
        phase: 'reading',
        on: 'node',
        maxConcurrency: this.#shape.maxConcurrency,
        toleratedFailureCount: this.#shape.toleratedFailureCount,
        items: noCounts,
        executions: noCounts,
        startedAt: this.clock.now(),
        redriveCount: 0,
      }
      mapRuns.put(commit, record, undefined)
    }
    assert.ok((await commit.commit()).ok)
  }

  /** One coordinator, until the Map Run is over or it dies. */
  async #coordinate(): Promise<void> {
    const dying = Promise.withResolvers<void>()
    let dead = false
    const never = new Promise<never>(() => {})
    const die = () => {
      dead = true
      this.crashes++
      dying.resolve()
      return never
    }
    const commit: Store['commit'] = async (changes) => {
      if (dead) return never
      if (randomFraction(this.#random) < 0.04) return die()
      const result = await this.store.commit(changes)
      // What another life had answered comes to nobody.
      if (dead) return never
      return randomFraction(this.#random) < 0.04 ? die() : result
    }
    // Nor does it take notices any more; what it was about to take has a lease that runs out.
    const taking = new Set<Promise<unknown>>()
    const receive: Store['receive'] = async (queue, options) => {
      if (dead) return never
      const taken = this.store.receive<never>(queue, options)
      taking.add(taken)
      const messages = await taken
      taking.delete(taken)
      return dead ? never : messages
    }
    const store = new Proxy(this.store, {
      get: (target, name) => {
        if (name === 'commit') return commit
        if (name === 'receive') return receive
        const value = Reflect.get(target, name) as unknown
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const stored = await mapRuns.get(this.store, [home.accountId, home.region, id])
    assert.ok(stored)
    const scope = { input: {}, context: {}, variables: {} }
    const input = { scope, roleArn: '', ...(!this.#shape.isRead && { items: this.items }) }
    const compiled = { revision: {}, program: this.#state.itemProcessor.program }
    this.#runningCount = this.#shape.type === 'EXPRESS' ? 0 : this.#runningCount
    const room = this.#room(store, () => dead)
    const coordinator = new Coordinator(room, stored, compiled as never, this.#state, input)
    await Promise.race([coordinator.run(new AbortController().signal), dying.promise])
    dead = true
    await Promise.all(taking)
  }

  #room(store: Store, isDead: () => boolean): CoordinatorRoom {
    const lines = this.items.map((item) => `${JSON.stringify(item)}\n`)
    const room = {
      surroundings: {
        store,
        clock: this.clock,
        random: this.#random,
        logger: silentLogger,
        jobs: { during: (work: () => Promise<unknown>) => work() },
        call: async () => ({
          Body: (async function* () {
            for (const line of lines) yield Buffer.from(line)
          })(),
        }),
      },
      callerOf: () => ({}),
      driver: () => ({
        create: async ({ record }: { readonly record: ExecutionRecord }) => {
          if (isDead()) return new Promise(() => {})
          const commit = atomic(this.store)
          executions.put(commit, record, undefined)
          if (!(await commit.commit()).ok) return undefined
          this.made.set(record.name, (this.made.get(record.name) ?? 0) + 1)
          this.#later(() => this.#end(record.name))
          this.#began()
          return record
        },
        deliver: (
          address: ExecutionRecord,
          { happening }: { readonly happening: { readonly type: string } },
        ) => (happening.type === 'Stop' ? this.#end(address.name, true) : this.#redrive(address.name)),
      }),
      express: () => ({
        run: async ({ input }: { readonly input: unknown }, signal: AbortSignal) => {
          const startedAt = this.clock.now()
          this.#began()
          await new Promise<void>((resolve) => this.#later(resolve))
          if (isDead()) return new Promise(() => {})
          this.#runningCount--
          return { ...this.#outcome(input, signal.aborted), startedAt, stoppedAt: this.clock.now() }
        },
      }),
    }
    return room as unknown as CoordinatorRoom
  }

  #began(): void {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#runningCount)
  }

  #later(act: () => unknown): void {
    let turns = randomBelow(this.#random, 6)
    const wait = () => (turns-- > 0 ? setImmediate(wait) : act())
    setImmediate(wait)
  }

  #outcome(
    input: unknown,
    stopped: boolean,
  ): Pick<ExecutionRecord, 'error'> & { status: never; output?: never } {
    const items = ((input as { Items?: Item[] }).Items ?? [input]) as Item[]
    if (stopped) return { status: 'ABORTED' } as never
    if (items.some(({ fails }) => fails > this.#life))
      return { status: 'FAILED', error: 'Sim.Failed' } as never
    return { status: 'SUCCEEDED', output: items.map(({ n }) => n) } as never
  }

  /** A Standard child ends, and tells of it, in one commit. */
  async #end(name: string, stopped = false): Promise<'taken' | 'ignored'> {
    const stored = await executions.get(this.store, [home.accountId, home.region, machineName, name])
    if (stored?.value.status !== 'RUNNING') return 'ignored'
    const { output, ...outcome } = this.#outcome(JSON.parse(stored.value.input), stopped)
    const ended: ExecutionRecord = {
      ...stored.value,
      ...outcome,
      stoppedAt: this.clock.now(),
      ...(output !== undefined && { output: JSON.stringify(output) }),
    }
    const notice: Notice = { type: 'ended', name, result: resultOf(ended) }
    const commit = atomic(this.store).enqueue(noticeQueue(id), plain(notice))
    executions.put(commit, ended, stored)
    if (!(await commit.commit()).ok) return 'ignored'
    this.#runningCount--
    return 'taken'
  }

  async #redrive(name: string): Promise<'taken' | 'ignored'> {
    const stored = await executions.get(this.store, [home.accountId, home.region, machineName, name])
    if (!stored || stored.value.status === 'RUNNING' || stored.value.status === 'SUCCEEDED') return 'ignored'
    const { stoppedAt: _, error: __, ...record } = stored.value
    const commit = atomic(this.store)
    executions.put(commit, { ...record, status: 'RUNNING', redriveCount: record.redriveCount + 1 }, stored)
    if (!(await commit.commit()).ok) return 'ignored'
    this.#began()
    this.#later(() => this.#end(name))
    return 'taken'
  }
}

function stateOf({ isRead, maxItemsPerBatch, type }: Shape): MapState {
  const { program } = parseDefinition(
    JSON.stringify({
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ...(isRead && {
            ItemReader: {
              Resource: 'arn:aws:states:::s3:getObject',
              ReaderConfig: { InputType: 'JSONL' },
              Parameters: { Bucket: 'b', Key: 'k' },
            },
          }),
          ...(maxItemsPerBatch !== undefined && { ItemBatcher: { MaxItemsPerBatch: maxItemsPerBatch } }),
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
            StartAt: 'P',
            States: { P: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      },
    }),
    { kind: 'STANDARD' },
  )
  return program?.states.get('M') as MapState
}
