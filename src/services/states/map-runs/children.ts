/**
 * The children of one Map Run that this node has begun: Standard ones are executions like others, whose ends come as notices; Express ones run here. What
 * they come to is told to the coordinator, which counts and stores it.
 */
import { createHash } from 'node:crypto'
import { invariant } from '../../../base/invariant.ts'
import type { Json } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import { executionId } from '../domain/addresses.ts'
import { executionArn, expressArn, machineArn } from '../domain/arns.ts'
import type { ExpressRuns } from '../driver/express.ts'
import type { Compiled } from '../driver/programs.ts'
import { addressOf } from '../driver/run.ts'
import type { ExecutionFacts, MapState } from '../engine.ts'
import { type ExecutionRecord, executions } from '../records.ts'
import { childrenPerRead } from './limits.ts'
import type { ChildEntry, ChildResult, MapRunInput, MapRunRecord } from './records.ts'
import type { CoordinatorRoom } from './room.ts'

interface RunningChild {
  readonly name: string
  readonly itemCount: number
  /** Of its input. */
  readonly bytes: number
  /** Ends an Express one. */
  readonly abort?: () => void
  /** It has waited once: what it does afterwards comes by and by. */
  rested?: boolean
}

/** What children are made of. */
export interface ChildrenParts {
  readonly room: CoordinatorRoom
  readonly compiled: Compiled
  readonly state: MapState
  readonly input: MapRunInput
  /** The Map Run as it is now. */
  readonly record: () => MapRunRecord
  /** Is told what a child came to, unless that comes as a notice. */
  readonly onEnd: (result: ChildResult) => void
  /** Is told when one waits for the first time. */
  readonly onRest: () => void
}

export class Children {
  readonly #room: CoordinatorRoom
  readonly #compiled: Compiled
  readonly #state: MapState
  readonly #input: MapRunInput
  readonly #record: () => MapRunRecord
  readonly #onEnd: (result: ChildResult) => void
  readonly #onRest: () => void
  /** Those that have begun and whose result is not stored, by index. */
  readonly #running = new Map<number, RunningChild>()
  /** Of Standard ones, by name. */
  readonly #indexes = new Map<string, number>()
  #bytes = 0
  #restedCount = 0
  #stopped = false

  constructor({ room, compiled, state, input, record, onEnd, onRest }: ChildrenParts) {
    this.#room = room
    this.#compiled = compiled
    this.#state = state
    this.#input = input
    this.#record = record
    this.#onEnd = onEnd
    this.#onRest = onRest
  }

  get runningCount(): number {
    return this.#running.size
  }

  /** Of those that run, the ones that have not waited yet. */
  get busyCount(): number {
    return this.#running.size - this.#restedCount
  }

  /** Bytes of the inputs of those that run. */
  get runningBytes(): number {
    return this.#bytes
  }

  /** Resolves when it is stored that a Standard child has begun; an Express one runs at once. */
  async begin(index: number, child: ChildEntry): Promise<void> {
    const text = JSON.stringify(child.input)
    const bytes = Buffer.byteLength(text)
    this.#bytes += bytes
    if (this.#record().executionType === 'EXPRESS') this.#beginExpress(index, child, bytes)
    else await this.#beginStandard(index, child, text, bytes)
  }

  /** A child waits. Undefined: none that runs. */
  rest(index: number | undefined): void {
    const child = index === undefined ? undefined : this.#running.get(index)
    if (!child || child.rested) return
    child.rested = true
    this.#restedCount++
    this.#onRest()
  }

  /** The place of a Standard child that runs; undefined for any other. */
  indexOf(name: string): number | undefined {
    return this.#indexes.get(name)
  }

  /** A child whose result is about to be stored runs no more. Undefined: it did not run, or its result is known already. */
  take(index: number): RunningChild | undefined {
    const child = this.#running.get(index)
    if (!child) return undefined
    this.#running.delete(index)
    this.#indexes.delete(child.name)
    this.#bytes -= child.bytes
    if (child.rested) this.#restedCount--
    return child
  }

  /** Lets go of all: Express ones end with their coordinator, whoever goes on runs them again. */
  abandon(): void {
    for (const { abort } of this.#running.values()) abort?.()
  }

  #beginExpress(index: number, child: ChildEntry, bytes: number): void {
    const { surroundings, express } = this.#room
    const { random, clock } = surroundings
    const record = this.#record()
    const name = randomUuid(random)
    const arn = expressArn(record, record.machineName, name, randomUuid(random))
    const aborting = new AbortController()
    this.#running.set(index, { name, itemCount: child.itemCount, bytes, abort: () => aborting.abort() })
    const startedAt = clock.now()
    const { traceHeader } = this.#input
    const running: ReturnType<ExpressRuns['run']> = express().run(
      {
        home: record,
        machineName: record.machineName,
        compiled: { revision: this.#compiled.revision, program: this.#state.itemProcessor.program },
        facts: this.#factsOf(arn, name),
        input: child.input,
        onRest: () => this.rest(index),
        ...(traceHeader !== undefined && { traceHeader }),
      },
      aborting.signal,
    )
    running.then(
      ({ status, output, error, cause, stoppedAt }) =>
        this.#onEnd({
          index,
          name,
          arn,
          status,
          ...(output !== undefined && { output }),
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause }),
          startedAt,
          stoppedAt,
        }),
      (error: unknown) => {
        surroundings.logger.error('A child of a Map Run failed by a defect', { error })
        this.#onEnd({
          index,
          name,
          arn,
          status: 'FAILED',
          error: 'States.Runtime',
          startedAt,
          stoppedAt: clock.now(),
        })
      },
    )
  }

  #factsOf(arn: string, name: string): ExecutionFacts {
    const record = this.#record()
    return {
      executionArn: arn,
      name,
      roleArn: this.#input.roleArn,
      stateMachineArn: machineArn(record, record.machineName),
      stateMachineName: record.machineName,
    }
  }

  /** A Standard child's name follows from its place: a coordinator that takes over finds those that were begun. */
  async #beginStandard(index: number, child: ChildEntry, text: string, bytes: number): Promise<void> {
    const { surroundings, driver } = this.#room
    const { store, clock, random } = surroundings
    const record = this.#record()
    const { id, accountId, region, machineName, machineId, revision, stateName, redriveCount } = record
    const name = uuidOf(`${id}/${index}`)
    this.#running.set(index, { name, itemCount: child.itemCount, bytes })
    this.#indexes.set(name, index)
    const before = await executions.get(store, [accountId, region, machineName, name])
    if (before) {
      await this.#goOn(before.value, redriveCount > 0)
      return
    }
    const arn = executionArn(record, machineName, name)
    const address = { accountId, region, machineName, name, id: executionId(clock.now(), random) }
    const startedAt = clock.now()
    const run = {
      format: 1 as const,
      address,
      machineId,
      revision,
      mapState: stateName,
      timers: {},
      tasks: {},
      lastMs: startedAt,
      ...(this.#input.traceHeader !== undefined && { traceHeader: this.#input.traceHeader }),
    }
    await driver().create({
      record: {
        ...address,
        machineId,
        revision,
        status: 'RUNNING',
        startedAt,
        input: text,
        redriveCount: 0,
        mapRun: { id, itemCount: child.itemCount },
      },
      run,
      compiled: { revision: this.#compiled.revision, program: this.#state.itemProcessor.program },
      start: { type: 'Start', input: child.input, facts: this.#factsOf(arn, name) },
    })
  }

  /** A child that was begun before: it runs, or has ended; in a redrive of the Map Run it is redriven. */
  async #goOn(record: ExecutionRecord, redriven: boolean): Promise<void> {
    if (record.status === 'RUNNING') return
    if (
      redriven &&
      record.status !== 'SUCCEEDED' &&
      (record.stoppedAt ?? 0) < (this.#record().redrivenAt ?? 0)
    ) {
      const arrived = await this.#room.driver().deliver(addressOf(record), { happening: { type: 'Redrive' } })
      if (arrived === 'taken') return
    }
    const index = this.#indexes.get(record.name)
    if (index !== undefined) this.#onEnd({ index, ...resultOf(record) })
  }

  /** Ends all that run, once; their ends are told like any other. */
  async stopAll(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    const running = [...this.#running]
    while (running.length > 0)
      await Promise.all(running.splice(0, childrenPerRead).map(([index, child]) => this.#stop(index, child)))
  }

  async #stop(index: number, { name, abort }: RunningChild): Promise<void> {
    if (abort) {
      abort()
      return
    }
    const { accountId, region, machineName } = this.#record()
    const { surroundings, driver } = this.#room
    const child = await executions.get(surroundings.store, [accountId, region, machineName, name])
    if (!child) {
      this.take(index)
      return
    }
    const arrived = await driver().deliver(addressOf(child.value), { happening: { type: 'Stop' } })
    if (arrived !== 'taken') await this.#goOn(child.value, false)
  }
}

/** What a Standard child that has ended came to. */
export function resultOf(record: ExecutionRecord): Omit<ChildResult, 'index'> {
  const { status, output, error, cause, startedAt, stoppedAt = startedAt } = record
  invariant(status !== 'RUNNING' && status !== 'PENDING_REDRIVE', 'The child has ended.')
  return {
    name: record.name,
    arn: executionArn(record, record.machineName, record.name),
    status,
    ...(output !== undefined && { output: JSON.parse(output) as Json }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    startedAt,
    stoppedAt,
  }
}

/** A UUID that follows from a text. */
export function uuidOf(text: string): string {
  const digits = createHash('sha1').update(text).digest('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}
