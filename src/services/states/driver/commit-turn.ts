/** A turn as one commit. */
import { OperationalError } from '../../../base/operational-error.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import { readArn } from '../domain/arns.ts'
import type { CompleteCommand, StartTaskCommand } from '../engine.ts'
import {
  type ActivityTask,
  activityQueue,
  type EndedExecution,
  type ExecutionRecord,
  executions,
  historyLog,
  type Mail,
  mailQueue,
  plain,
  runKey,
  type TaskRecord,
  taskKey,
  type WakeUp,
  wakeUpQueue,
} from '../records.ts'
import { childOutcome } from './children.ts'
import type { Compiled } from './programs.ts'
import type { DriverRoom } from './room.ts'
import { nextTimerAt, type Run } from './run.ts'
import type { Turn } from './turn.ts'

/** What a turn is written over. */
export interface Ground {
  readonly compiled: Compiled
  /** Absent: the execution is being made. */
  readonly previous: { readonly run: Run; readonly version: number } | undefined
  /** The execution's record, when it is known. */
  readonly record: Stored<ExecutionRecord> | undefined
  readonly created?: ExecutionRecord
  /** Tasks that another node had. */
  readonly takenOver?: ReadonlyArray<{ readonly command: StartTaskCommand; readonly from: string }>
}

/** What a turn stores: the execution's record when that changes, and the execution when it ends. */
export interface Written {
  readonly run: Run
  readonly record?: ExecutionRecord
  readonly ended?: EndedExecution
}

/** Adds all changes of a turn to a commit. Answers what will be stored. */
export async function commitTurn(
  room: DriverRoom,
  commit: Atomic,
  turn: Turn,
  ground: Ground,
): Promise<Written> {
  const { nodeId } = room.presence
  const { address } = turn.run
  const run = turn.complete ? turn.run : withWakeUp(commit, turn.run, nodeId)
  const key = runKey(address.id)
  commit.check(key, ground.previous?.version ?? null)
  if (turn.complete?.status === 'SUCCEEDED') {
    if (ground.previous) commit.delete(key)
  } else {
    commit.set(key, plain(run))
  }
  if (turn.history.length > 0) commit.append(historyLog(address.id), ...turn.history.map(plain))
  for (const [taskId, open] of turn.ended) {
    if (open.on !== undefined) commit.delete(taskKey(open.on, address.id, taskId))
  }
  for (const command of turn.starts) {
    const task: TaskRecord = { execution: address, command }
    commit.set(taskKey(nodeId, address.id, command.taskId), plain(task))
  }
  for (const { command, from } of ground.takenOver ?? []) {
    commit.delete(taskKey(from, address.id, command.taskId))
    const task: TaskRecord = { execution: address, command }
    commit.set(taskKey(nodeId, address.id, command.taskId), plain(task))
  }
  for (const { taskId, resource, arguments: input, taskToken = '' } of turn.activities) {
    const named = readArn(resource.arn)
    if (named?.kind !== 'activity') continue
    const task: ActivityTask = { execution: address, taskId, taskToken, input: JSON.stringify(input) }
    commit.enqueue(activityQueue(named, named.name), task)
  }
  for (const command of turn.mapRuns) room.mapRuns.start(commit, run, command, nodeId)
  for (const taskId of turn.stoppedMapRuns) room.mapRuns.stop(commit, run, taskId)
  const record = await writeRecord(room, commit, turn, ground)
  return {
    run,
    ...(record === undefined ? {} : { record }),
    ...(turn.complete === undefined ? {} : { ended: { execution: address, stoppedAt: turn.run.lastMs } }),
  }
}

async function writeRecord(
  room: DriverRoom,
  commit: Atomic,
  turn: Turn,
  { created, record: known, previous }: Ground,
): Promise<ExecutionRecord | undefined> {
  const { complete, run } = turn
  if (created) {
    const record = complete ? ended(created, complete, run.lastMs) : created
    executions.put(commit, record, undefined)
    if (complete) atEnd(room, commit, record)
    return record
  }
  const redriven = previous !== undefined && run.execution.redriveCount > previous.run.execution.redriveCount
  if (!complete && !redriven) return undefined
  const { store } = room.surroundings
  const { accountId, region, machineName, name } = run.address
  const stored = known ?? (await executions.get(store, [accountId, region, machineName, name]))
  if (!stored) throw new OperationalError('The record of an execution is gone', { retryable: true })
  let record = stored.value
  if (redriven) {
    const { stoppedAt: _stopped, error: _error, cause: _cause, output: _output, ...rest } = record
    record = { ...rest, status: 'RUNNING', redriveCount: record.redriveCount + 1, redrivenAt: run.lastMs }
    if (turn.redriveToken !== undefined) record = { ...record, redriveToken: turn.redriveToken }
  }
  if (complete) record = ended(record, complete, run.lastMs)
  executions.put(commit, record, stored)
  if (complete) atEnd(room, commit, record)
  return record
}

/** An execution's record at its end. */
export function ended(
  record: ExecutionRecord,
  complete: CompleteCommand,
  stoppedAt: number,
): ExecutionRecord {
  const { status, output, error, cause } = complete
  return {
    ...record,
    status,
    stoppedAt,
    ...(output === undefined ? {} : { output: JSON.stringify(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  }
}

/** What an end causes elsewhere. */
function atEnd(room: DriverRoom, commit: Atomic, record: ExecutionRecord): void {
  if (record.parent) {
    const mail: Mail = { execution: record.parent.execution, event: childOutcome(record, record.parent) }
    commit.enqueue(mailQueue, mail)
  }
  if (record.mapRun) room.mapRuns.childEnded(commit, record)
}

/** A run that has nothing to do here is woken by a message when its next timer is due. */
function withWakeUp(commit: Atomic, run: Run, nodeId: string): Run {
  const next = nextTimerAt(run.timers)
  if (next === undefined) return run
  if (Object.values(run.tasks).some(({ on }) => on === nodeId)) return run
  if (run.wakeUpAt !== undefined && run.wakeUpAt <= next) return run
  const wakeUp: WakeUp = { execution: run.address, at: next }
  commit.enqueue(wakeUpQueue, wakeUp, { deliverAt: next })
  return { ...run, wakeUpAt: next }
}
