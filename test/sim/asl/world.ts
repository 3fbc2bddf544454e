/**
 * A world for one execution: virtual time, tasks that answer by chance, early, late, twice or never, timers that fire although they were taken back,
 * crashes between any two commits. All of it follows from one seed.
 */
import assert from 'node:assert/strict'
import type { Json } from '../../../src/base/json.ts'
import { randomBelow, randomFraction, randomHex } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import {
  advance,
  type Command,
  canRedrive,
  type Execution,
  type HistoryEvent,
  type MachineEvent,
  type MachineSettings,
  type Program,
  type StartMapRunCommand,
  type StartTaskCommand,
} from '../../../src/engines/asl/index.ts'
import { mapRunErrors, taskErrors } from './machines.ts'

export interface WorldOptions {
  readonly seed: number
  readonly settings?: Partial<MachineSettings>
  /** Without faults every task succeeds in the same time, things happen in their order, and there are no crashes, stops or redrives. */
  readonly faults: boolean
}

export interface Life {
  readonly execution: Execution
  readonly history: readonly HistoryEvent[]
  /** How often each task was asked for. */
  readonly asked: ReadonlyMap<string, number>
  /** Events that were told, in order, and changed something. */
  readonly taken: readonly MachineEvent[]
  /** Complete commands, one for each life. */
  readonly ends: readonly string[]
  readonly steps: number
}

type Happening = MachineEvent extends infer E
  ? E extends MachineEvent
    ? Omit<E, 'nowMs' | 'seed'>
    : never
  : never

interface Pending {
  readonly atMs: number
  readonly order: number
  readonly happening: Happening
}

export const facts = {
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:sim:run',
  name: 'run',
  roleArn: 'arn:aws:iam::123456789012:role/sim',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:sim',
  stateMachineName: 'sim',
}

export const startMs = 1_700_000_000_000

export async function live(program: Program, input: Json, options: WorldOptions): Promise<Life> {
  const world = new World(program, options)
  await world.run(input)
  return world
}

class World implements Life {
  execution!: Execution
  readonly history: HistoryEvent[] = []
  readonly asked = new Map<string, number>()
  readonly taken: MachineEvent[] = []
  readonly ends: string[] = []
  steps = 0
  readonly #program: Program
  readonly #random: SeededRandom
  readonly #settings: MachineSettings
  readonly #faults: boolean
  readonly #open = new Set<string>()
  /** How often Map Runs that have been asked for were redriven. */
  readonly #mapRuns = new Map<string, number>()
  #pending: Pending[] = []
  #nowMs = startMs
  #redrives = 0
  #ordered = 0

  constructor(program: Program, { seed, settings, faults }: WorldOptions) {
    this.#program = program
    this.#random = new SeededRandom(seed)
    this.#settings = { type: 'STANDARD', region: 'us-east-1', ...settings }
    this.#faults = faults
  }

  async run(input: Json): Promise<void> {
    await this.#tell({ type: 'Start', input, facts })
    if (this.#chance(0.1)) this.#later({ type: 'Stop', error: 'Sim.Stopped' }, 30)
    for (;;) {
      const next = this.#next()
      if (next) {
        this.#nowMs = Math.max(this.#nowMs, next.atMs)
        await this.#tell(next.happening)
        if (this.#chance(0.05)) await this.#tell(next.happening)
        continue
      }
      if (this.execution.status === 'RUNNING') {
        assert.ok(this.#open.size > 0, 'An execution that runs waits for something.')
        await this.#tell({ type: 'Stop', cause: 'Nothing more happens.' })
        continue
      }
      if (
        canRedrive(this.execution, this.#settings.historyEventsMax) &&
        this.#isPlain() &&
        this.#redrives < 2 &&
        this.#chance(0.4)
      ) {
        this.#redrives++
        this.#nowMs += 1000
        await this.#tell({ type: 'Redrive' })
        continue
      }
      return
    }
  }

  /** Whether the history alone tells where a redrive begins: it does not where a state waited for its threads to be tried again as a whole. */
  #isPlain(): boolean {
    return Object.values(this.execution.threads).every(
      ({ activity, state }) => activity.kind !== 'stopped' || !/^(Parallel|Map)/.test(state),
    )
  }

  #chance(probability: number): boolean {
    return this.#faults && randomFraction(this.#random) < probability
  }

  #later(happening: Happening, withinSeconds: number): void {
    this.#at(happening, this.#nowMs + randomBelow(this.#random, withinSeconds * 1000 + 1))
  }

  #at(happening: Happening, atMs: number): void {
    const order = this.#faults
      ? randomFraction(this.#random)
      : happening.type === 'Continue'
        ? 0
        : ++this.#ordered
    this.#pending.push({ atMs, order, happening })
  }

  #next(): Pending | undefined {
    let first: Pending | undefined
    for (const one of this.#pending) {
      if (!first || one.atMs < first.atMs || (one.atMs === first.atMs && one.order < first.order)) first = one
    }
    this.#pending = this.#pending.filter((one) => one !== first)
    return first
  }

  /** One commit: document, history and commands, all or nothing. */
  async #tell(happening: Happening): Promise<void> {
    this.steps++
    const before = this.execution as Execution | undefined
    const seed = this.#faults ? randomHex(this.#random, 16) : '0123456789abcdef'.repeat(2)
    const event = { ...happening, nowMs: this.#nowMs, seed } as MachineEvent
    if (before && this.#chance(0.1)) freeze(before)
    // The node may die before it commits: whatever it had reckoned is gone.
    if (this.#chance(0.1)) await advance(this.#program, before, event, this.#settings)
    const { execution, history, commands } = await advance(this.#program, before, event, this.#settings)
    if (execution === before) {
      assert.deepEqual([history, commands], [[], []], 'A step that changes nothing tells and asks nothing.')
      return
    }
    this.taken.push(event)
    this.history.push(...history)
    // Another node reads what was stored.
    if (this.#chance(0.1)) {
      this.execution = JSON.parse(JSON.stringify(execution))
      assert.deepEqual(this.execution, execution, 'The document is JSON.')
    } else this.execution = execution
    this.#carryOut(commands)
    // The node may die before it has noted that it carried out the commands.
    if (this.#chance(0.1)) this.#carryOut(commands.filter(({ type }) => type !== 'Complete'))
  }

  #carryOut(commands: readonly Command[]): void {
    for (const command of commands) {
      switch (command.type) {
        case 'StartTask':
          this.asked.set(command.taskId, (this.asked.get(command.taskId) ?? 0) + 1)
          this.#open.add(command.taskId)
          this.#startTask(command)
          break
        case 'CancelTask':
          this.#open.delete(command.taskId)
          break
        case 'SetTimer': {
          const lateMs = this.#faults ? randomBelow(this.#random, 500) : 0
          this.#at({ type: 'TimerFired', timerId: command.timerId }, command.atMs + lateMs)
          break
        }
        case 'ClearTimer': {
          const { timerId } = command
          if (this.#chance(0.5)) break
          this.#pending = this.#pending.filter(
            ({ happening }) => happening.type !== 'TimerFired' || happening.timerId !== timerId,
          )
          break
        }
        case 'StartMapRun':
          this.#open.add(command.taskId)
          this.#startMapRun(command)
          break
        case 'StopMapRun':
          this.#open.delete(command.taskId)
          break
        case 'Complete':
          assert.equal(command, commands.at(-1), 'Complete is the last command.')
          this.ends.push(command.status)
          break
        case 'Continue':
          this.#at({ type: 'Continue' }, this.#nowMs)
          break
      }
    }
  }

  #startTask({ taskId, resource, arguments: args }: StartTaskCommand): void {
    const submits = resource.pattern !== 'request'
    if (!this.#faults) {
      this.#at({ type: 'TaskStarted', taskId }, this.#nowMs + 100)
      if (submits) this.#at({ type: 'TaskSubmitted', taskId, output: { id: taskId } }, this.#nowMs + 200)
      this.#at(this.#outcome(taskId, args, submits), this.#nowMs + 500)
      return
    }
    if (this.#chance(0.7)) this.#later({ type: 'TaskStarted', taskId }, 1)
    if (submits && !this.#chance(0.2)) {
      this.#at({ type: 'TaskSubmitted', taskId, output: { id: taskId } }, this.#nowMs + 1200)
    }
    for (let beats = randomBelow(this.#random, 4); beats > 0; beats--) {
      this.#later({ type: 'TaskHeartbeat', taskId }, 8)
    }
    const times = this.#chance(0.1) ? 2 : this.#chance(0.1) ? 0 : 1
    for (let time = 0; time < times; time++) {
      this.#at(this.#outcome(taskId, args, submits), this.#nowMs + 1500 + randomBelow(this.#random, 10_000))
    }
  }

  /** A Map Run begins, or goes on, and comes to its end once, twice or never. */
  #startMapRun({ taskId, redriveOf }: StartMapRunCommand): void {
    const mapRunArn = redriveOf ?? `arn:aws:states:us-east-1:123456789012:mapRun:sim/${taskId}`
    const redriveCount = redriveOf === undefined ? 0 : (this.#mapRuns.get(mapRunArn) ?? 0) + 1
    assert.ok(
      redriveOf === undefined || this.#mapRuns.has(mapRunArn),
      'A Map Run that is redriven has begun.',
    )
    this.#mapRuns.set(mapRunArn, redriveCount)
    const started = { type: 'MapRunStarted', taskId, mapRunArn, redriveCount } as const
    if (!this.#faults) this.#at(started, this.#nowMs + 100)
    else for (let time = this.#chance(0.2) ? 2 : 1; time > 0; time--) this.#later(started, 1)
    const times = this.#chance(0.1) ? 2 : this.#chance(0.1) ? 0 : 1
    for (let time = 0; time < times; time++) {
      const lateMs = this.#faults ? randomBelow(this.#random, 10_000) : 0
      const failed = this.#chance(0.35)
      const error = mapRunErrors[this.#chance(0.5) ? 1 : 0]
      this.#at(
        failed
          ? { type: 'MapRunFailed', taskId, error, cause: 'by chance' }
          : { type: 'MapRunSucceeded', taskId, output: [1, 2, 3] },
        this.#nowMs + 1500 + lateMs,
      )
    }
  }

  #outcome(taskId: string, args: Json, submits: boolean): Happening {
    if (!this.#chance(0.35)) {
      return { type: 'TaskSucceeded', taskId, output: { done: true, of: typeof args } }
    }
    const error = taskErrors[randomBelow(this.#random, taskErrors.length)] ?? 'Error.One'
    const phases = submits ? (['run', 'submit', 'start'] as const) : (['run', 'schedule', 'start'] as const)
    const phase = this.#chance(0.3) ? phases[randomBelow(this.#random, 3)] : undefined
    return { type: 'TaskFailed', taskId, error, cause: 'by chance', ...(phase && { phase }) }
  }
}

/** Whoever changes what was handed in is found. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const member of Object.values(value)) freeze(member)
}
