/**
 * What Step Functions keeps. Keys that people know by name begin with account and region; what belongs to one life of a machine or
 * an execution is found by an id that is never used again.
 *
 * A machine's definition and settings are a revision, which never changes: whatever runs names its revision. A run is the
 * interpreter's document with what the driver adds; its history is a log in which an event's id is its sequence. A task that
 * is under way here is a record under the node that does it.
 */
import type { JsonObject } from '../../base/json.ts'
import type { SealedText } from '../../dispatch/index.ts'
import { collection, type Key } from '../../store/index.ts'
import type { ExecutionAddress, Parent } from './domain/addresses.ts'
import type { Home } from './domain/arns.ts'
import type { StartTaskCommand } from './engine.ts'

export type Tags = Readonly<Record<string, string>>

export type MachineType = 'STANDARD' | 'EXPRESS'

/** Of a logging configuration. `groupArn`: the log group's, `:*` at its end. */
export type Logging = {
  readonly level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF'
  readonly includeExecutionData: boolean
  readonly groupArn?: string
}

export type Encryption = {
  readonly type: 'AWS_OWNED_KEY' | 'CUSTOMER_MANAGED_KMS_KEY'
  readonly kmsKeyId?: string
  readonly kmsDataKeyReusePeriodSeconds?: number
}

/** Instants in milliseconds since the epoch, here and below. */
export type Machine = Home & {
  readonly name: string
  readonly id: string
  readonly type: MachineType
  readonly status: 'ACTIVE' | 'DELETING'
  readonly createdAt: number
  readonly tags: Tags
  /** Of now; 1 the first. */
  readonly revision: number
  /** Of the last version published; 0: none yet. Numbers are never used again. */
  readonly lastVersion: number
}

export const machines = collection<Machine>()({
  name: 'states.machines',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** What a machine was made of at one time. */
export type Revision = {
  readonly machineId: string
  readonly revision: number
  readonly definition: string
  readonly roleArn: string
  readonly logging?: Logging
  readonly tracing: boolean
  readonly encryption?: Encryption
  /** Of a customer's key: see encryption.ts. */
  readonly guard?: SealedText
  /** Absent: the first, which callers call INITIAL. */
  readonly revisionId?: string
  readonly createdAt: number
}

export const revisions = collection<Revision>()({
  name: 'states.revisions',
  key: ({ machineId, revision }) => [machineId, revision],
})

export type Version = {
  readonly machineId: string
  readonly number: number
  readonly revision: number
  readonly description?: string
  readonly createdAt: number
}

export const versions = collection<Version>()({
  name: 'states.versions',
  key: ({ machineId, number }) => [machineId, number],
})

export type Route = { readonly version: number; readonly weight: number }

export type Alias = {
  readonly machineId: string
  readonly name: string
  readonly description?: string
  /** One or two. */
  readonly routes: readonly Route[]
  readonly createdAt: number
  readonly modifiedAt: number
}

export const aliases = collection<Alias>()({
  name: 'states.aliases',
  key: ({ machineId, name }) => [machineId, name],
})

export type Activity = Home & {
  readonly name: string
  readonly id: string
  readonly encryption?: Encryption
  /** Of a customer's key: see encryption.ts. */
  readonly guard?: SealedText
  readonly tags: Tags
  readonly createdAt: number
}

export const activities = collection<Activity>()({
  name: 'states.activities',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'

/** A Standard execution as the API shows it. */
export type ExecutionRecord = Home & {
  /** With its label, when it is a child of a Map Run. */
  readonly machineName: string
  readonly name: string
  readonly id: string
  readonly machineId: string
  readonly revision: number
  readonly status: ExecutionStatus
  readonly startedAt: number
  readonly stoppedAt?: number
  /** JSON, as it was given. */
  readonly input: string
  /** JSON. */
  readonly output?: string
  readonly error?: string
  readonly cause?: string
  readonly traceHeader?: string
  readonly versionNumber?: number
  readonly aliasName?: string
  readonly redriveCount: number
  readonly redrivenAt?: number
  readonly redriveToken?: string
  /** The Map Run that it is a child of, and how many items it was given. */
  readonly mapRun?: { readonly id: string; readonly itemCount: number }
  /** The task of another execution that ends with this one. */
  readonly parent?: Parent
}

/** By name; and by the time of their start, all of a machine, or those of one status, or a Map Run's. */
export const executions = collection<ExecutionRecord>()({
  name: 'states.executions',
  key: ({ accountId, region, machineName, name }) => [accountId, region, machineName, name],
  indexes: {
    started: {
      key: ({ accountId, region, machineName, startedAt }) => [accountId, region, machineName, startedAt],
    },
    status: {
      key: ({ accountId, region, machineName, status, startedAt }) => [
        accountId,
        region,
        machineName,
        status,
        startedAt,
      ],
    },
  },
})

/** A run's document, by the execution's id. */
export function runKey(executionId: string): Key {
  return ['states.runs', executionId]
}

/** The log of an execution's history: an event's id is its sequence. */
export function historyLog(executionId: string): Key {
  return ['states.history', executionId]
}

/** Tasks that a node does, by node, execution and task. */
export const tasksPrefix: Key = ['states.tasks']

export function taskKey(nodeId: string, executionId: string, taskId: string): Key {
  return [...tasksPrefix, nodeId, executionId, taskId]
}

export type TaskRecord = {
  readonly execution: ExecutionAddress
  readonly command: StartTaskCommand
}

/** Nodes that have tasks, or had. */
export const nodesPrefix: Key = ['states.nodes']

export function nodeLeaseName(nodeId: string): Key {
  return ['states.node-leases', nodeId]
}

/** As the store takes it: types of the engine are JSON, but do not say so of names that they do not have. */
export function plain(value: object): JsonObject {
  return value as JsonObject
}

/** When an execution is to be looked at because of the time. */
export type WakeUp = { readonly execution: ExecutionAddress; readonly at: number }
export const wakeUpQueue: Key = ['states.wake-ups']

/** What happened outside to a task of an execution. */
export type Mail = {
  readonly execution: ExecutionAddress
  readonly event: JsonObject & { readonly type: string }
}
export const mailQueue: Key = ['states.mail']

/** A task that waits for a worker of an activity. */
export type ActivityTask = {
  readonly execution: ExecutionAddress
  readonly taskId: string
  readonly taskToken: string
  /** JSON. */
  readonly input: string
}

export function activityQueue({ accountId, region }: Home, name: string): Key {
  return ['states.activity-tasks', accountId, region, name]
}

/** A machine that was deleted, whose executions are to be ended and removed. */
export type Removal = Home & { readonly name: string; readonly id: string }
export const removalQueue: Key = ['states.removals']

/** An execution as it ended. */
export type EndedExecution = { readonly execution: ExecutionAddress; readonly stoppedAt: number }

/** Executions whose time to be looked at ends: those that one commit ended. Messages of earlier versions of this program tell of one each. */
export type Expiry = { readonly executions: readonly EndedExecution[] } | EndedExecution
export const expiryQueue: Key = ['states.expiries']
