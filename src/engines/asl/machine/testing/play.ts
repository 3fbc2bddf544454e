/** Plays executions for tests: a definition, what happens, and the history as short lines. */
import { invariant } from '../../../../base/invariant.ts'
import { type Json, type JsonObject, sameJson } from '../../../../base/json.ts'
import { parseDefinition } from '../../definition/parse-definition.ts'
import type { Program } from '../../definition/program.ts'
import { advance } from '../advance.ts'
import { detailsOf, type HistoryEvent } from '../history-event.ts'
import type {
  Command,
  Execution,
  Happening,
  MachineEvent,
  MachineSettings,
  StartTaskCommand,
} from '../types.ts'

export const facts = {
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:machine:run',
  name: 'run',
  roleArn: 'arn:aws:iam::123456789012:role/machine',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
  stateMachineName: 'machine',
}

/** 2026-01-02T03:04:05.000Z. */
export const startMs = 1_767_323_045_000

/** One execution under a test's hand. */
export class Play {
  readonly program: Program
  readonly settings: MachineSettings
  execution!: Execution
  readonly history: HistoryEvent[] = []
  /** Of the last event told. */
  commands: readonly Command[] = []
  readonly allCommands: Command[] = []
  nowMs = startMs
  #told = 0

  constructor(definition: JsonObject, settings: Partial<MachineSettings> = {}) {
    const { program, diagnostics } = parseDefinition(definition)
    invariant(program, JSON.stringify(diagnostics))
    this.program = program
    this.settings = { type: 'STANDARD', region: 'us-east-1', ...settings }
  }

  async start(input: Json = {}, inputText?: string): Promise<this> {
    return this.tell({ type: 'Start', input, facts, ...(inputText !== undefined && { inputText }) })
  }

  /** Something happens, so many seconds later. `Continue` is answered at once. */
  async tell(told: Happening, seconds = 0): Promise<this> {
    this.nowMs += seconds * 1000
    const seed = (++this.#told).toString(16).padStart(32, '0')
    const event = { ...told, nowMs: this.nowMs, seed } as MachineEvent
    const step = await advance(this.program, this.execution, event, this.settings)
    this.execution = JSON.parse(JSON.stringify(step.execution))
    invariant(sameJson(this.execution as never, step.execution as never), 'The document is JSON.')
    this.history.push(...step.history)
    this.commands = step.commands
    this.allCommands.push(...step.commands)
    return step.commands.some(({ type }) => type === 'Continue') ? this.tell({ type: 'Continue' }) : this
  }

  /** Tasks that were asked for and not ended or cancelled, in their order. */
  get tasks(): StartTaskCommand[] {
    const open = new Set(
      Object.values(this.execution.threads).flatMap(({ activity }) =>
        activity.kind === 'task' ? [activity.taskId] : [],
      ),
    )
    return this.allCommands.filter(
      (command): command is StartTaskCommand => command.type === 'StartTask' && open.has(command.taskId),
    )
  }

  /** The first of them. */
  get task(): StartTaskCommand {
    const [first] = this.tasks
    invariant(first, 'A task is open.')
    return first
  }

  /** The first open task succeeds. */
  async succeed(output: Json = {}): Promise<this> {
    const { taskId } = this.task
    await this.tell({ type: 'TaskStarted', taskId })
    return this.tell({ type: 'TaskSucceeded', taskId, output })
  }

  /** The first open task fails. */
  async fail(error: string, cause?: string): Promise<this> {
    const { taskId } = this.task
    await this.tell({ type: 'TaskStarted', taskId })
    return this.tell({ type: 'TaskFailed', taskId, error, ...(cause !== undefined && { cause }) })
  }

  /** The timer that was set last fires, at its time. */
  async fire(): Promise<this> {
    const set = this.allCommands.findLast((command) => command.type === 'SetTimer')
    invariant(set?.type === 'SetTimer', 'A timer was set.')
    this.nowMs = Math.max(this.nowMs, set.atMs)
    return this.tell({ type: 'TimerFired', timerId: set.timerId })
  }

  get lines(): string[] {
    return this.history.map(lineOf)
  }

  get output(): Json | undefined {
    const end = this.allCommands.findLast((command) => command.type === 'Complete')
    return end?.type === 'Complete' ? end.output : undefined
  }
}

/** `7 6 TaskStateEntered name=Ask input={}`: an event's id, the one it points to, its type and its details. */
export function lineOf(event: HistoryEvent): string {
  const details = Object.entries(detailsOf(event) ?? {})
    .filter(([name]) => !name.endsWith('Details'))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  return [event.id, event.previousEventId, event.type, ...details].join(' ')
}

/** A machine of states one after the other, in their order. */
export function machine(states: Record<string, JsonObject>, more: JsonObject = {}): JsonObject {
  const names = Object.keys(states)
  const chained = names.map((name, index): [string, JsonObject] => {
    const state = states[name] ?? {}
    const next = names[index + 1]
    const has = ['Next', 'End', 'Choices'].some((member) => member in state)
    if (has || state.Type === 'Succeed' || state.Type === 'Fail') return [name, state]
    return [name, next === undefined ? { ...state, End: true } : { ...state, Next: next }]
  })
  return { StartAt: names[0] ?? '', States: Object.fromEntries(chained), ...more }
}
