/** Who is told of what executions do: logs, events, metrics, the trail. Nothing depends on them. */
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { Home } from '../domain/arns.ts'
import type { Compiled } from '../driver/programs.ts'
import type { Run } from '../driver/run.ts'
import type { Turn } from '../driver/turn.ts'
import type { Execution, HistoryEvent } from '../engine.ts'
import type { ExecutionRecord, Revision } from '../records.ts'
import { ExecutionLogs } from './execution-logs.ts'
import { StatesMetrics } from './metrics.ts'
import { StatusEvents } from './status-events.ts'

/** A turn of a Standard execution that has been stored. */
export interface Stored {
  readonly run: Run
  readonly compiled: Compiled
  readonly turn: Turn
  readonly created: boolean
  /** When it changed: the execution's record. */
  readonly record: ExecutionRecord | undefined
}

export class Observers {
  readonly #trail: BackgroundSurroundings['trail']
  readonly #logs: ExecutionLogs
  readonly #events: StatusEvents
  readonly #metrics: StatesMetrics

  constructor(surroundings: BackgroundSurroundings) {
    this.#trail = surroundings.trail
    this.#logs = new ExecutionLogs(surroundings)
    this.#events = new StatusEvents(surroundings)
    this.#metrics = new StatesMetrics(surroundings)
  }

  /** Of a Standard execution. */
  note({ run, compiled, turn, created, record }: Stored): void {
    this.history(run.address, run.address.machineName, compiled.revision, run.execution, turn.history)
    if (!record) return
    const isKept = compiled.revision.guard !== undefined
    if (created) this.#events.note(begun(record), isKept)
    if (!created || record.status !== 'RUNNING') this.#events.note(record, isKept)
  }

  /** Of any execution. */
  history(
    home: Home,
    machineName: string,
    revision: Pick<Revision, 'roleArn' | 'logging'>,
    execution: Execution,
    history: readonly HistoryEvent[],
  ): void {
    if (history.length === 0) return
    const { facts, redriveCount } = execution
    const { executionArn, stateMachineArn } = facts
    this.#logs.note({ home, machineName, executionArn, redriveCount, revision }, history)
    this.#metrics.note(home, facts, history, execution)
    const last = history.at(-1)
    if (history[0]?.type === 'ExecutionStarted')
      this.#trail.tell({
        stage: 'started',
        event: executionArn,
        source: stateMachineArn,
        target: stateMachineArn,
      })
    if (last && ends.has(last.type))
      this.#trail.tell({
        stage: last.type === 'ExecutionSucceeded' ? 'succeeded' : 'failed',
        event: executionArn,
        source: stateMachineArn,
        target: stateMachineArn,
        detail: last.type,
      })
  }

  async stop(): Promise<void> {
    await this.#metrics.flush()
  }
}

/** An execution's record as it was at its start. */
function begun(record: ExecutionRecord): ExecutionRecord {
  const { stoppedAt: _stoppedAt, output: _output, error: _error, cause: _cause, ...rest } = record
  return { ...rest, status: 'RUNNING' }
}

const ends: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
])
