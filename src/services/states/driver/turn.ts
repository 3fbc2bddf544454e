/**
 * One turn of an execution: what came for it, given to the interpreter one after the other, and what all of that adds up to for one
 * commit. It decides and does nothing.
 */
import type { AwsError } from '../../../aws/aws-error.ts'
import { type RandomSource, randomHex } from '../../../base/random.ts'
import type { MessageEnding } from '../../../jobs/index.ts'
import {
  advance,
  type CompleteCommand,
  type Execution,
  type Happening,
  type HistoryEvent,
  type MachineEvent,
  type MachineSettings,
  type Program,
  type StartMapRunCommand,
  type StartTaskCommand,
} from '../engine.ts'
import { dueTimers, type OpenTask, type Run } from './run.ts'

/** What came for an execution. */
export interface Arrival {
  /** Absent: nothing but the time. */
  readonly happening?: Happening
  /** Refuses it for the execution as it is then; what is refused changes nothing. */
  readonly refuse?: (run: Run) => AwsError | undefined
  /** Of a task that this node did: void when another one has taken it over. */
  readonly doneBy?: string
  /** What the task goes on by, elsewhere: with TaskSubmitted. */
  readonly stop?: OpenTask['stop']
  /** The message that woke the execution at that instant. */
  readonly wokenAt?: number
  /** The message that brought it: ended by the commit of the turn that takes it. */
  readonly ending?: MessageEnding
  /** Of a redrive: the client's token, which the execution's record keeps. */
  readonly redriveToken?: string
  /** Tasks of a node that is no more are done here from now on. */
  readonly takeOver?: { readonly from: string }
}

/** What a turn knows beside the run. */
export interface TurnRoom {
  readonly program: Program
  readonly settings: MachineSettings
  readonly nodeId: string
  readonly nowMs: number
  readonly random: RandomSource
}

/** What became of one arrival. */
export type Verdict = 'taken' | 'ignored' | AwsError

export interface Turn {
  readonly run: Run
  readonly history: readonly HistoryEvent[]
  /** Tasks that are to be done here. */
  readonly starts: readonly StartTaskCommand[]
  /** Tasks that wait for workers. */
  readonly activities: readonly StartTaskCommand[]
  readonly mapRuns: readonly StartMapRunCommand[]
  /** Tasks that ended or that nobody waits for any more, as they were open. */
  readonly ended: ReadonlyMap<string, OpenTask>
  /** Of those, the ones that were cancelled. */
  readonly cancelled: ReadonlySet<string>
  readonly stoppedMapRuns: readonly string[]
  readonly complete?: CompleteCommand
  /** A Continue event is to follow. */
  readonly continues: boolean
  readonly verdicts: readonly Verdict[]
  readonly redriveToken?: string
  /** Nothing at all is to be stored. */
  readonly unchanged: boolean
}

/** What gathers while a turn is taken. */
class Sum {
  readonly history: HistoryEvent[] = []
  readonly starts = new Map<string, StartTaskCommand>()
  readonly activities = new Map<string, StartTaskCommand>()
  readonly mapRuns = new Map<string, StartMapRunCommand>()
  readonly ended = new Map<string, OpenTask>()
  readonly cancelled = new Set<string>()
  readonly stoppedMapRuns: string[] = []
  readonly timers: Record<string, number>
  readonly tasks: Record<string, OpenTask>
  execution: Execution | undefined
  complete: CompleteCommand | undefined
  continues = false
  readonly room: TurnRoom

  constructor(room: TurnRoom, run: Pick<Run, 'timers' | 'tasks'> & { readonly execution?: Execution }) {
    this.room = room
    this.timers = { ...run.timers }
    this.tasks = { ...run.tasks }
    this.execution = run.execution
  }

  /** Answers whether anything came of it. */
  async tell(happening: Happening): Promise<boolean> {
    const { program, settings, nowMs, random } = this.room
    const event = { ...happening, nowMs, seed: randomHex(random, 16) } as MachineEvent
    const before = this.execution
    const step = await advance(program, before, event, settings)
    if (step.execution === before) return false
    this.execution = step.execution
    // Pushed one by one: a step may have more events than a call takes arguments.
    for (const told of step.history) this.history.push(told)
    for (const command of step.commands) {
      switch (command.type) {
        case 'StartTask':
          if (command.resource.kind === 'activity') {
            this.tasks[command.taskId] = {}
            this.activities.set(command.taskId, command)
          } else {
            this.tasks[command.taskId] = {
              on: this.room.nodeId,
              ...(command.roleArn === undefined ? {} : { roleArn: command.roleArn }),
            }
            this.starts.set(command.taskId, command)
          }
          break
        case 'CancelTask':
          this.cancelled.add(command.taskId)
          this.end(command.taskId)
          break
        case 'SetTimer':
          this.timers[command.timerId] = command.atMs
          break
        case 'ClearTimer':
          delete this.timers[command.timerId]
          break
        case 'StartMapRun':
          this.tasks[command.taskId] = {}
          this.mapRuns.set(command.taskId, command)
          break
        case 'StopMapRun':
          this.stoppedMapRuns.push(command.taskId)
          this.end(command.taskId)
          break
        case 'Complete':
          this.complete = command
          break
        case 'Continue':
          this.continues = true
          break
      }
    }
    return true
  }

  end(taskId: string): void {
    const open = this.tasks[taskId]
    if (open === undefined) return
    delete this.tasks[taskId]
    // One that began in this very turn was never anywhere.
    if (this.starts.delete(taskId) || this.activities.delete(taskId) || this.mapRuns.delete(taskId)) return
    this.ended.set(taskId, open)
  }
}

/** Begins an execution that does not exist yet. */
export async function firstTurn(
  room: TurnRoom,
  run: Omit<Run, 'execution'>,
  start: Happening,
): Promise<Turn> {
  const sum = new Sum(room, run)
  await sum.tell(start)
  await beginTasks(sum)
  return turnOf(sum, run, ['taken'], false)
}

/** Fails only by a defect of the interpreter. */
export async function nextTurn(room: TurnRoom, run: Run, arrivals: readonly Arrival[]): Promise<Turn> {
  const sum = new Sum(room, run)
  let woken = false
  let moved = false
  const verdicts: Verdict[] = []
  for (const timerId of dueTimers(run.timers, room.nowMs)) {
    delete sum.timers[timerId]
    moved = true
    await sum.tell({ type: 'TimerFired', timerId })
  }
  for (const arrival of arrivals) {
    if (arrival.wokenAt !== undefined && run.wakeUpAt !== undefined && arrival.wokenAt >= run.wakeUpAt)
      woken = true
    const takenOver = takeOver(sum, arrival)
    if (takenOver) moved = true
    const verdict = await judge(sum, run, arrival)
    if (verdict === 'taken') moved = true
    verdicts.push(takenOver ? 'taken' : verdict)
  }
  await beginTasks(sum)
  const { redriveToken } = arrivals.find((arrival) => arrival.redriveToken !== undefined) ?? {}
  const turn = turnOf(sum, woken ? withoutWakeUp(run) : run, verdicts, !moved && !woken)
  return redriveToken === undefined ? turn : { ...turn, redriveToken }
}

async function judge(sum: Sum, run: Run, arrival: Arrival): Promise<Verdict> {
  const { happening, refuse, doneBy, stop } = arrival
  if (happening === undefined) return 'ignored'
  const current = sum.execution
  const refusal = current && refuse?.({ ...run, execution: current })
  if (refusal) return refusal
  const taskId = 'taskId' in happening ? happening.taskId : undefined
  const open = taskId === undefined ? undefined : sum.tasks[taskId]
  // Another node does it now, or it is over.
  if (doneBy !== undefined && open?.on !== doneBy) return 'ignored'
  const taken = await sum.tell(happening)
  if (taskId === undefined) return taken ? 'taken' : 'ignored'
  switch (happening.type) {
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'MapRunSucceeded':
    case 'MapRunFailed':
      sum.end(taskId)
      return taken || open !== undefined ? 'taken' : 'ignored'
    case 'TaskSubmitted': {
      if (open === undefined) return 'ignored'
      if (sum.tasks[taskId] === undefined) return 'taken'
      sum.end(taskId)
      const { on: _on, ...elsewhere } = open
      sum.tasks[taskId] = { ...elsewhere, ...(stop === undefined ? {} : { stop }) }
      return 'taken'
    }
    default:
      return taken ? 'taken' : 'ignored'
  }
}

/** Moves the tasks of another node here. Answers whether there were any. */
function takeOver(sum: Sum, { takeOver: taken }: Arrival): boolean {
  if (taken === undefined) return false
  let moved = false
  for (const [taskId, open] of Object.entries(sum.tasks)) {
    if (open.on !== taken.from) continue
    sum.tasks[taskId] = { ...open, on: sum.room.nodeId }
    moved = true
  }
  return moved
}

/** Tasks that are done here begin with the commit that stores them. */
async function beginTasks(sum: Sum): Promise<void> {
  for (const taskId of [...sum.starts.keys()]) {
    if (sum.starts.has(taskId)) await sum.tell({ type: 'TaskStarted', taskId })
  }
}

function withoutWakeUp({ wakeUpAt: _wakeUpAt, ...run }: Run): Run {
  return run
}

function turnOf(
  sum: Sum,
  run: Omit<Run, 'execution'>,
  verdicts: readonly Verdict[],
  unchanged: boolean,
): Turn {
  const { execution, complete } = sum
  if (execution === undefined) throw new Error('The interpreter made no execution')
  if (complete !== undefined) {
    // Nothing goes on in an execution that is over.
    for (const taskId of Object.keys(sum.tasks)) {
      sum.cancelled.add(taskId)
      sum.end(taskId)
    }
  }
  const timers = complete === undefined ? sum.timers : {}
  return {
    run: { ...run, execution, timers, tasks: sum.tasks, lastMs: sum.room.nowMs },
    history: sum.history,
    starts: [...sum.starts.values()],
    activities: [...sum.activities.values()],
    mapRuns: [...sum.mapRuns.values()],
    ended: sum.ended,
    cancelled: sum.cancelled,
    stoppedMapRuns: sum.stoppedMapRuns,
    ...(complete === undefined ? {} : { complete }),
    continues: sum.continues && complete === undefined,
    verdicts,
    unchanged,
  }
}
