/**
 * What is kept of Map Runs: a record for each, the inputs of its children and their results as logs (an input's place is its sequence), what its
 * state was evaluated with, and which node has it.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { collection, type Key } from '../../../store/index.ts'
import type { ExecutionAddress } from '../domain/addresses.ts'
import type { Home } from '../domain/arns.ts'

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'

/** Of items or of child executions. */
export type Counts = {
  readonly total: number
  readonly pending: number
  readonly running: number
  readonly succeeded: number
  readonly failed: number
  readonly timedOut: number
  readonly aborted: number
  readonly resultsWritten: number
}

export type MapRunRecord = Home & {
  /** A UUID, the last part of its ARN. */
  readonly id: string
  /** Of children: the machine's name and the state's label. */
  readonly machineName: string
  /** The execution that waits for it, and its task there. */
  readonly execution: ExecutionAddress
  readonly taskId: string
  readonly machineId: string
  readonly revision: number
  readonly stateName: string
  readonly executionType: 'STANDARD' | 'EXPRESS'
  readonly status: MapRunStatus
  /** `reading`: child inputs are being made, and their children run meanwhile; `running`: all are made. */
  readonly phase: 'reading' | 'running' | 'over'
  /** Its items were not all read: a redrive reads on. */
  readonly unread?: true
  /** The node that drives it. Absent: nobody need. */
  readonly on?: string
  /** 0: no limit of its own. */
  readonly maxConcurrency: number
  readonly toleratedFailureCount?: number
  readonly toleratedFailurePercentage?: number
  readonly items: Counts
  readonly executions: Counts
  /** Instants in milliseconds since the epoch. */
  readonly startedAt: number
  readonly stoppedAt?: number
  readonly redriveCount: number
  readonly redrivenAt?: number
}

export const mapRuns = collection<MapRunRecord>()({
  name: 'states.map-runs',
  key: ({ accountId, region, id }) => [accountId, region, id],
  indexes: {
    execution: { key: ({ execution, startedAt }) => [execution.id, startedAt] },
    task: { key: ({ execution, taskId }) => [execution.id, taskId], unique: true },
    node: { key: ({ on }) => (on === undefined ? undefined : [on]) },
  },
})

/** What the state's own templates are evaluated with. */
export type MapRunInput = {
  readonly scope: { readonly input: Json; readonly context: JsonObject; readonly variables: JsonObject }
  readonly items?: Json
  readonly roleArn: string
  readonly traceHeader?: string
}

export function inputKey(id: string): Key {
  return ['states.map-run-inputs', id]
}

/** Child inputs; the first has sequence 1. */
export function childrenLog(id: string): Key {
  return ['states.map-run-children', id]
}

export type ChildEntry = { readonly input: Json; readonly itemCount: number }

/** What became of children, in the order of their ends. The last entry of an index counts. */
export function resultsLog(id: string): Key {
  return ['states.map-run-results', id]
}

export type ChildStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

export type ChildResult = {
  /** From 0. */
  readonly index: number
  readonly name: string
  readonly arn: string
  readonly status: ChildStatus
  readonly output?: Json
  readonly error?: string
  readonly cause?: string
  readonly startedAt: number
  readonly stoppedAt: number
}

/** What a Map Run is told: a Standard child has ended, nobody waits for it, its settings are others. */
export type Notice =
  | { readonly type: 'ended'; readonly name: string; readonly result: Omit<ChildResult, 'index'> }
  | { readonly type: 'stop' }
  | { readonly type: 'settings' }

export function noticeQueue(id: string): Key {
  return ['states.map-run-notices', id]
}

/** Commands of executions for Map Runs that must be looked up. */
export type MapRunOrder =
  | { readonly type: 'stop'; readonly executionId: string; readonly taskId: string }
  | {
      readonly type: 'redrive'
      readonly arn: string
      readonly execution: ExecutionAddress
      readonly taskId: string
    }

export const orderQueue: Key = ['states.map-run-orders']

export const noCounts: Counts = {
  total: 0,
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  resultsWritten: 0,
}
