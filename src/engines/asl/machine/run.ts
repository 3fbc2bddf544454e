import { invariant } from '../../../base/invariant.ts'
import type { Json } from '../../../base/json.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { Program, State } from '../definition/program.ts'
import { StepChance } from './chance.ts'
import { FailureError, tooLarge } from './failure.ts'
import type { HistoryDetails, HistoryEvent, HistoryEventType } from './history-event.ts'
import type { Inspection } from './inspection.ts'
import * as limits from './limits.ts'
import type {
  Command,
  EndStatus,
  Execution,
  Fork,
  MachineEvent,
  MachineSettings,
  Step,
  Thread,
  ThreadId,
} from './types.ts'

/** Thrown when the history has room for its last event alone. Never leaves the machine. */
export class HistoryFull extends Error {}

/**
 * One step at work: a draft of the execution, with the history and the commands so far. Parts of the document are replaced, never changed; what no
 * step touches stays the object that it was.
 */
export class Run {
  readonly program: Program
  readonly settings: MachineSettings
  readonly nowMs: number
  readonly history: HistoryEvent[] = []
  readonly commands: Command[] = []
  /** Told what the state made of its data, when a single state is looked at. */
  readonly inspection: Inspection | undefined
  transitionCount = 0
  historyBytes = 0
  ready: ThreadId[]
  /** Threads whose last state was left in this step, and what it left: to be joined with their fork. */
  readonly ended: { readonly id: ThreadId; readonly output: Json }[] = []
  /** Of threads that have entered a state in this step: the event before that. */
  readonly enteredAfter = new Map<ThreadId, number>()
  /** The execution's input as it was written, in the step that starts it. */
  inputText: string | undefined
  readonly #seed: string
  #chance: StepChance | undefined
  #head: Execution
  #eventCount: number
  #namesUsed: number
  #threads: Record<ThreadId, Thread>
  #forks: Record<string, Fork>
  #ownThreads = false
  #ownForks = false
  #readyBefore: readonly ThreadId[]
  readonly #programs = new Map<string, Program>()
  #lastValue: Json | undefined
  #lastText = ''

  constructor(
    program: Program,
    execution: Execution,
    event: Pick<MachineEvent, 'nowMs' | 'seed'>,
    settings: MachineSettings,
    inspection?: Inspection,
  ) {
    this.program = program
    this.settings = settings
    this.nowMs = event.nowMs
    this.#seed = event.seed
    this.inspection = inspection
    this.#head = execution
    this.#eventCount = execution.eventCount
    this.#namesUsed = execution.namesUsed
    this.#threads = execution.threads
    this.#forks = execution.forks
    this.#readyBefore = execution.ready
    this.ready = [...execution.ready]
  }

  // The document.

  /** As it was when the step began, with what `change` has changed: threads, forks and counts have members of their own here. */
  get execution(): Execution {
    return this.#head
  }

  get eventCount(): number {
    return this.#eventCount
  }

  /** Time and chance of the step. Most steps leave nothing to chance. */
  get chance(): StepChance {
    this.#chance ??= new StepChance(this.nowMs, this.#seed)
    return this.#chance
  }

  get running(): boolean {
    return this.#head.status === 'RUNNING'
  }

  /** Changes members of the document beside threads, forks and what is ready. */
  change(members: Partial<Omit<Execution, 'threads' | 'forks' | 'ready'>>): void {
    this.#head = { ...this.#head, ...members }
  }

  /** Takes a member away. */
  clear(member: 'timerId' | 'continuing'): void {
    const { [member]: _, ...rest } = this.#head
    this.#head = rest
  }

  thread(id: ThreadId): Thread {
    const thread = this.#threads[id]
    invariant(thread, 'The thread exists.')
    return thread
  }

  findThread(id: ThreadId): Thread | undefined {
    return Object.hasOwn(this.#threads, id) ? this.#threads[id] : undefined
  }

  putThread(id: ThreadId, thread: Thread): void {
    this.#copyThreads()[id] = thread
  }

  /** The threads, to be changed: a copy from the first change on. */
  #copyThreads(): Record<ThreadId, Thread> {
    if (!this.#ownThreads) this.#threads = { ...this.#threads }
    this.#ownThreads = true
    return this.#threads
  }

  changeThread(id: ThreadId, members: Partial<Thread>): void {
    this.putThread(id, { ...this.thread(id), ...members })
  }

  removeThread(id: ThreadId): void {
    delete this.#copyThreads()[id]
    this.#programs.delete(id)
  }

  threads(): [ThreadId, Thread][] {
    return Object.entries(this.#threads)
  }

  fork(id: string): Fork {
    const fork = this.#forks[id]
    invariant(fork, 'The fork exists.')
    return fork
  }

  putFork(id: string, fork: Fork): void {
    this.#copyForks()[id] = fork
  }

  /** The forks, to be changed: a copy from the first change on. */
  #copyForks(): Record<string, Fork> {
    if (!this.#ownForks) this.#forks = { ...this.#forks }
    this.#ownForks = true
    return this.#forks
  }

  removeFork(id: string): void {
    delete this.#copyForks()[id]
  }

  /** A name that none has had in this execution: of a thread or fork (`t7`), of a task or timer of a thread (`t7.9`). */
  name(prefix: string): string {
    return `${prefix}${++this.#namesUsed}`
  }

  /** The program whose states a thread runs through. */
  programOf(id: ThreadId): Program {
    const known = this.#programs.get(id)
    if (known) return known
    const thread = this.thread(id)
    let program = this.program
    if (thread.fork !== undefined) {
      const state = this.stateOf(this.fork(thread.fork).thread)
      const inner =
        state.type === 'Parallel'
          ? state.branches[thread.index ?? 0]
          : state.type === 'Map'
            ? state.itemProcessor.program
            : undefined
      invariant(inner, 'A fork belongs to a Parallel or Map state of the program.')
      program = inner
    }
    this.#programs.set(id, program)
    return program
  }

  /** The state that a thread is in or about to enter. */
  stateOf(id: ThreadId): State {
    const state = this.programOf(id).states.get(this.thread(id).state)
    invariant(state, 'The program has every state that it names.')
    return state
  }

  // History.

  /** Writes an event of a thread, which its next one points to. Answers its id. */
  record<Name extends keyof HistoryDetails>(
    thread: ThreadId,
    type: HistoryEventType,
    name?: Name,
    details?: HistoryDetails[Name],
  ): number {
    const id = this.recordAfter(this.thread(thread).previousEventId, type, name, details)
    this.changeThread(thread, { previousEventId: id })
    return id
  }

  /** Writes an event beside the lines of threads: no later one points to it unless told so. */
  recordAfter<Name extends keyof HistoryDetails>(
    previousEventId: number,
    type: HistoryEventType,
    name?: Name,
    details?: HistoryDetails[Name],
  ): number {
    const id = this.#eventCount + 1
    const max = this.settings.historyEventsMax ?? limits.historyEventsMax
    if (id >= max && this.running && this.settings.type === 'STANDARD' && !endings.has(type))
      throw new HistoryFull()
    this.#eventCount = id
    const event: Record<string, unknown> = { id, previousEventId, timestampMs: this.nowMs, type }
    if (name !== undefined) event[name] = details
    this.history.push(event as unknown as HistoryEvent)
    return id
  }

  /** Gives an event its id that nobody is told of. */
  pass(): number {
    return ++this.#eventCount
  }

  /** A value as compact JSON. Remembers the last one: an output is the next state's input. */
  text(value: Json): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    if (this.#lastValue !== value) {
      this.#lastText = JSON.stringify(value)
      this.#lastValue = value
    }
    this.historyBytes += this.#lastText.length
    return this.#lastText
  }

  /**
   * A value as compact JSON, when it is within the limit of payloads. `of` names what has returned it, for the failure.
   * @throws FailureError States.DataLimitExceeded
   */
  payload(value: Json, of: string, byNameAlone?: true): string {
    const text = this.text(value)
    if (this.isTooLarge(text))
      throw new FailureError({ ...tooLarge(of), ...(byNameAlone && { byNameAlone }) })
    return text
  }

  isTooLarge(text: string): boolean {
    const max = this.settings.payloadBytesMax ?? limits.payloadBytesMax
    return text.length * 3 > max && utf8Bytes(text) > max
  }

  // Commands and the end.

  command(command: Command): void {
    this.commands.push(command)
  }

  /** When the execution's time ends: by its definition, or by the service. */
  get deadlineMs(): number {
    const { settings, program, execution } = this
    const most =
      settings.type === 'EXPRESS' ? limits.expressExecutionSecondsMax : limits.standardExecutionSecondsMax
    const seconds = Math.min(program.timeoutSeconds ?? most, most)
    return (execution.redrivenMs ?? execution.startedMs) + seconds * 1000
  }

  /** Sets a timer of a thread. None outlasts the execution. */
  setTimer(thread: ThreadId, atMs: number): string {
    const timerId = this.name(`${thread}.`)
    this.command({ type: 'SetTimer', timerId, atMs: Math.min(Math.ceil(atMs), this.deadlineMs) })
    return timerId
  }

  /** Takes a timer back. One that this very step has set is not heard of. */
  clearTimer(timerId: string | undefined): void {
    if (timerId === undefined) return
    const set = this.commands.findIndex(
      (command) => command.type === 'SetTimer' && command.timerId === timerId,
    )
    if (set >= 0) this.commands.splice(set, 1)
    else this.command({ type: 'ClearTimer', timerId })
  }

  /** The execution is over: no thread goes on. */
  end(status: EndStatus): void {
    this.change({ status })
    this.ready = []
    this.clearTimer(this.#head.timerId)
    if (this.#head.timerId !== undefined) this.clear('timerId')
    if (this.#head.continuing) this.clear('continuing')
  }

  finish(): Step {
    const ready = sameOrder(this.ready, this.#readyBefore) ? this.#readyBefore : this.ready
    const head = this.#head
    const eventCount = this.#eventCount
    const namesUsed = this.#namesUsed
    const execution: Execution =
      head.threads === this.#threads &&
      head.forks === this.#forks &&
      head.ready === ready &&
      head.eventCount === eventCount &&
      head.namesUsed === namesUsed
        ? head
        : { ...head, eventCount, namesUsed, threads: this.#threads, forks: this.#forks, ready }
    return { execution, history: this.history, commands: this.commands }
  }
}

const endings: ReadonlySet<HistoryEventType> = new Set([
  'ExecutionAborted',
  'ExecutionFailed',
  'ExecutionSucceeded',
  'ExecutionTimedOut',
])

function sameOrder(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index])
}
