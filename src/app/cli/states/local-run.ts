/**
 * Runs a machine in this process: the interpreter of the server, with time that jumps to the next moment at which something happens, so that a machine that
 * waits for a year ends at once.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { type RandomSource, randomHex } from '../../../base/random.ts'
import {
  advance,
  type Command,
  type CompleteCommand,
  type Execution,
  type ExecutionFacts,
  type Happening,
  type HistoryEvent,
  type MachineEvent,
  type MachineSettings,
  type Program,
  type StartMapRunCommand,
  type StartTaskCommand,
} from '../../../engines/asl/index.ts'

/** What a task comes to. */
export type TaskEnd = { readonly output: Json } | { readonly error: string; readonly cause?: string }

export interface LocalRunOptions {
  readonly program: Program
  readonly input: Json
  readonly facts: ExecutionFacts
  readonly settings: MachineSettings
  /** When it begins. Unit: milliseconds since 1970. */
  readonly startMs: number
  readonly random: RandomSource
  /** Does a task. What it throws is thrown by the run. */
  readonly perform: (command: StartTaskCommand) => Promise<TaskEnd>
  /** Runs the items of a distributed Map. */
  readonly mapRun: (command: StartMapRunCommand, nowMs: number) => Promise<TaskEnd>
  /** Is told of each event as it happens. */
  readonly onEvent?: (event: HistoryEvent) => void
}

export interface LocalEnd extends Pick<CompleteCommand, 'status' | 'output' | 'error' | 'cause'> {
  /** What time it has become. Unit: milliseconds since 1970. */
  readonly endMs: number
  /** Names of the states that were entered, in their order. */
  readonly states: readonly string[]
}

/** Runs a machine to its end. Fails when it waits for what will not come, and as `perform` does. */
export async function runLocally(options: LocalRunOptions): Promise<LocalEnd> {
  return new LocalRun(options).run()
}

class LocalRun {
  readonly #options: LocalRunOptions
  #execution: Execution | undefined
  #nowMs: number
  #end: CompleteCommand | undefined
  #failure: unknown
  readonly #events: Happening[] = []
  readonly #timers = new Map<string, number>()
  readonly #working = new Map<string, Promise<void>>()
  readonly #states: string[] = []

  constructor(options: LocalRunOptions) {
    this.#options = options
    this.#nowMs = options.startMs
  }

  async run(): Promise<LocalEnd> {
    const { input, facts } = this.#options
    this.#events.push({ type: 'Start', input, facts })
    for (;;) {
      for (let event = this.#events.shift(); event && !this.#end; event = this.#events.shift())
        await this.#step(event)
      if (this.#failure !== undefined) throw this.#failure
      if (this.#end) return this.#ended(this.#end)
      if (this.#working.size > 0) await Promise.race(this.#working.values())
      else this.#jump()
    }
  }

  #ended({ status, output, error, cause }: CompleteCommand): LocalEnd {
    return {
      status,
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      endMs: this.#nowMs,
      states: this.#states,
    }
  }

  async #step(told: Happening): Promise<void> {
    const { program, settings, random, onEvent } = this.#options
    const event = { ...told, nowMs: this.#nowMs, seed: randomHex(random, 16) } as MachineEvent
    const { execution, history, commands } = await advance(program, this.#execution, event, settings)
    this.#execution = execution
    for (const one of history) {
      if (one.stateEnteredEventDetails) this.#states.push(one.stateEnteredEventDetails.name)
      onEvent?.(one)
    }
    for (const command of commands) this.#carryOut(command)
  }

  #carryOut(command: Command): void {
    switch (command.type) {
      case 'StartTask':
        this.#events.push({ type: 'TaskStarted', taskId: command.taskId })
        this.#work(command.taskId, 'Task', () => this.#options.perform(command))
        break
      case 'StartMapRun': {
        const { taskId } = command
        this.#events.push({
          type: 'MapRunStarted',
          taskId,
          mapRunArn: mapRunArn(this.#options.facts, command),
        })
        this.#work(taskId, 'MapRun', () => this.#options.mapRun(command, this.#nowMs))
        break
      }
      case 'CancelTask':
      case 'StopMapRun':
        this.#working.delete(command.taskId)
        break
      case 'SetTimer':
        this.#timers.set(command.timerId, command.atMs)
        break
      case 'ClearTimer':
        this.#timers.delete(command.timerId)
        break
      case 'Continue':
        this.#events.unshift({ type: 'Continue' })
        break
      case 'Complete':
        this.#end = command
    }
  }

  #work(taskId: string, kind: 'Task' | 'MapRun', work: () => Promise<TaskEnd>): void {
    const working = work()
      .then((end) => this.#told(taskId, kind, end))
      .catch((error: unknown) => {
        this.#failure = error
      })
      .finally(() => {
        if (this.#working.get(taskId) === working) this.#working.delete(taskId)
      })
    this.#working.set(taskId, working)
  }

  #told(taskId: string, kind: 'Task' | 'MapRun', end: TaskEnd): void {
    if ('output' in end) this.#events.push({ type: `${kind}Succeeded`, taskId, output: end.output })
    else
      this.#events.push({
        type: `${kind}Failed`,
        taskId,
        error: end.error,
        ...(end.cause !== undefined && { cause: end.cause }),
      })
  }

  /** To the next timer. */
  #jump(): void {
    const next = [...this.#timers].sort(([, a], [, b]) => a - b)[0]
    if (!next) throw new Error('The machine waits for what does not come')
    const [timerId, atMs] = next
    this.#timers.delete(timerId)
    this.#nowMs = Math.max(this.#nowMs, atMs)
    this.#events.push({ type: 'TimerFired', timerId })
  }
}

function mapRunArn({ stateMachineArn }: ExecutionFacts, { stateName, taskId }: StartMapRunCommand): string {
  return `${stateMachineArn.replace(':stateMachine:', ':mapRun:')}/${stateName}:${taskId}`
}

/** What the context object and the history tell of a machine that is nowhere deployed. */
export function localFacts(machineName: string, executionName: string, context?: JsonObject): ExecutionFacts {
  const home = 'arn:aws:states:us-east-1:000000000000'
  return {
    executionArn: `${home}:execution:${machineName}:${executionName}`,
    name: executionName,
    roleArn: 'arn:aws:iam::000000000000:role/local',
    stateMachineArn: `${home}:stateMachine:${machineName}`,
    stateMachineName: machineName,
    ...(context && { context }),
  }
}
