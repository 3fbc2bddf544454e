/**
 * Express executions: in memory on the node that started them, told to logs and metrics alone. A server that ends takes them with it, as
 * AWS may too: they run at most once when started synchronously, and are not taken up again here.
 */
import type { Timer } from '../../../base/clock.ts'
import type { Json } from '../../../base/json.ts'
import { randomHex } from '../../../base/random.ts'
import type { BackgroundSurroundings, BackgroundWork } from '../../../dispatch/index.ts'
import type { ExecutionAddress } from '../domain/addresses.ts'
import type { Home } from '../domain/arns.ts'
import {
  advance,
  type CompleteCommand,
  type Execution,
  type ExecutionFacts,
  type Happening,
  type MachineEvent,
  type MachineSettings,
  type StartTaskCommand,
} from '../engine.ts'
import type { TaskRoom } from '../integrations/types.ts'
import type { Observers } from '../observing/observers.ts'
import { happeningOf } from './driver.ts'
import type { Compiled } from './programs.ts'
import { outcomeOf, taskOf } from './tasks.ts'

/** What an Express execution begins with. */
export interface ExpressStart {
  readonly home: Home
  /** With its label, when it is a child of a Map Run. */
  readonly machineName: string
  readonly compiled: Compiled
  readonly facts: ExecutionFacts
  readonly input: Json
  readonly traceHeader?: string
  /** Is told whenever it has nothing to do but to wait for a time. */
  readonly onRest?: () => void
}

export interface ExpressEnd {
  readonly status: CompleteCommand['status']
  readonly output?: Json
  readonly error?: string
  readonly cause?: string
  readonly startedAt: number
  readonly stoppedAt: number
}

export class ExpressRuns implements BackgroundWork {
  readonly #surroundings: BackgroundSurroundings
  readonly #taskRoom: TaskRoom
  readonly #observers: Observers
  readonly #running = new Set<ExpressRun>()

  constructor(surroundings: BackgroundSurroundings, taskRoom: TaskRoom, observers: Observers) {
    this.#surroundings = surroundings
    this.#taskRoom = taskRoom
    this.#observers = observers
  }

  /** Runs it to its end. Fails only by a defect of the interpreter. */
  async run(start: ExpressStart, signal?: AbortSignal): Promise<ExpressEnd> {
    const run = new ExpressRun(this.#surroundings, this.#taskRoom, this.#observers, start)
    this.#running.add(run)
    const onAbort = () => run.tell({ type: 'Stop' })
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      run.tell({ type: 'Start', input: start.input, facts: start.facts })
      return await run.ended
    } finally {
      signal?.removeEventListener('abort', onAbort)
      this.#running.delete(run)
    }
  }

  async stop(): Promise<void> {
    for (const run of this.#running) run.abandon()
  }
}

class ExpressRun {
  readonly #surroundings: BackgroundSurroundings
  readonly #taskRoom: TaskRoom
  readonly #observers: Observers
  readonly #start: ExpressStart
  readonly #settings: MachineSettings
  readonly #tasks = new Map<string, AbortController>()
  readonly #timers = new Map<string, Timer>()
  readonly #ending = Promise.withResolvers<ExpressEnd>()
  #waiting: Happening[] = []
  #execution: Execution | undefined
  #working = false
  #over = false

  constructor(
    surroundings: BackgroundSurroundings,
    taskRoom: TaskRoom,
    observers: Observers,
    start: ExpressStart,
  ) {
    this.#surroundings = surroundings
    this.#taskRoom = taskRoom
    this.#observers = observers
    this.#start = start
    const { logging } = start.compiled.revision
    this.#settings = {
      type: 'EXPRESS',
      region: start.home.region,
      // Logs alone tell of states: nobody else can ask for the history of an Express execution.
      statesUntold: logging?.groupArn === undefined || logging.level === 'OFF',
    }
  }

  get ended(): Promise<ExpressEnd> {
    return this.#ending.promise
  }

  tell(happening: Happening): void {
    if (this.#over) return
    this.#waiting.push(happening)
    this.#go()
  }

  #go(): void {
    if (this.#working) return
    this.#working = true
    void this.#surroundings.jobs
      .during(() => this.#work())
      .finally(() => {
        this.#working = false
        if (this.#over) return
        // What came between the last look and now.
        if (this.#waiting.length > 0) this.#go()
        else if (this.#tasks.size === 0) this.#start.onRest?.()
      })
  }

  /** The server ends. */
  abandon(): void {
    this.#finish()
    this.#ending.reject(new Error('The server stops'))
  }

  async #work(): Promise<void> {
    try {
      for (let next = this.#waiting.shift(); next && !this.#over; next = this.#waiting.shift()) {
        await this.#step(next)
        // A loop of states must not hold up everybody else.
        if (next.type === 'Continue') await new Promise<void>((resolve) => setImmediate(resolve))
      }
    } catch (error) {
      this.#finish()
      this.#ending.reject(error)
    }
  }

  async #step(happening: Happening): Promise<void> {
    const { clock, random } = this.#surroundings
    const { compiled, home, machineName } = this.#start
    const nowMs = clock.now()
    const event = { ...happening, nowMs, seed: randomHex(random, 16) } as MachineEvent
    const { execution, history, commands } = await advance(
      compiled.program,
      this.#execution,
      event,
      this.#settings,
    )
    this.#execution = execution
    this.#observers.history(home, machineName, compiled.revision, execution, history)
    for (const command of commands) {
      switch (command.type) {
        case 'StartTask':
          this.#startTask(command)
          break
        case 'CancelTask':
        case 'StopMapRun':
          this.#tasks.get(command.taskId)?.abort(new Error('Nobody waits for the task any more'))
          break
        case 'SetTimer': {
          const { timerId } = command
          const timer = clock.setTimer(command.atMs, () => this.tell({ type: 'TimerFired', timerId }))
          this.#timers.set(timerId, timer)
          break
        }
        case 'ClearTimer':
          this.#timers.get(command.timerId)?.cancel()
          this.#timers.delete(command.timerId)
          break
        case 'StartMapRun':
          // Source: Developer Guide, "Using Map state in Distributed mode": Express machines have none.
          this.tell({
            type: 'MapRunFailed',
            taskId: command.taskId,
            error: 'States.Runtime',
            cause: 'Express state machines do not run distributed Map states.',
          })
          break
        case 'Continue':
          this.tell({ type: 'Continue' })
          break
        case 'Complete': {
          const { type: _type, ...end } = command
          this.#finish()
          this.#ending.resolve({ ...end, startedAt: execution.startedMs, stoppedAt: nowMs })
          break
        }
      }
    }
  }

  #startTask(command: StartTaskCommand): void {
    const aborting = new AbortController()
    const { taskId } = command
    this.#tasks.set(taskId, aborting)
    this.tell({ type: 'TaskStarted', taskId })
    const { home, machineName, facts, traceHeader } = this.#start
    const address: ExecutionAddress = { ...home, machineName, name: facts.name, id: '' }
    const more = traceHeader === undefined ? {} : { traceHeader }
    void this.#surroundings.jobs.during(async () => {
      const task = taskOf(
        { address, command, facts, ...more },
        aborting.signal,
        this.#surroundings.clock.now(),
        false,
      )
      const outcome = await outcomeOf(this.#taskRoom, task)
      this.#tasks.delete(taskId)
      if (!aborting.signal.aborted) this.tell(happeningOf(taskId, outcome))
    })
  }

  #finish(): void {
    this.#over = true
    for (const timer of this.#timers.values()) timer.cancel()
    for (const aborting of this.#tasks.values()) aborting.abort(new Error('The execution is over'))
  }
}
