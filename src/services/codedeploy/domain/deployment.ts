/** What a deployment is. Instants in milliseconds since the epoch, here and below. */

import type { TrafficRouting } from '../../../aws/traffic-shifts.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { DeploymentPlan } from './app-spec.ts'
import type { Home } from './names.ts'

export type DeploymentStatus = 'Created' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped'

/** When a deployment goes back by itself. */
export type RollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST'

export type AutoRollback = { readonly enabled: boolean; readonly events: readonly RollbackEvent[] }

export type AlarmSettings = {
  readonly enabled: boolean
  readonly ignorePollAlarmFailure: boolean
  readonly alarms: readonly string[]
}

export type Trigger = {
  readonly name: string
  readonly topicArn: string
  readonly events: readonly string[]
}

export type EventName = 'BeforeAllowTraffic' | 'AllowTraffic' | 'AfterAllowTraffic'
export type EventStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped'

export type LifecycleEvent = {
  readonly name: EventName
  readonly status: EventStatus
  readonly startedAt?: number
  readonly endedAt?: number
  /** Of an event with a hook: what its function hands back. */
  readonly hookExecutionId?: string
  /** What its function said. */
  readonly answer?: 'Succeeded' | 'Failed'
  /** Why it failed. */
  readonly problem?: string
}

/**
 * Where a deployment is:
 *
 *     created -> before (a hook is to be invoked, or has the word) -> shifting -> after (as before) -> ended
 */
export type Phase = 'created' | 'before' | 'shifting' | 'after' | 'ended'

/** A hook that has the word. */
export type HookWait = {
  readonly executionId: string
  /** Whether its function has been called. */
  readonly invoked: boolean
  readonly dueAt: number
}

export type Deployment = Home & {
  readonly id: string
  readonly applicationId: string
  readonly applicationName: string
  readonly groupId: string
  readonly groupName: string
  readonly configName: string
  readonly routing: TrafficRouting
  readonly serviceRoleArn: string
  /** The SDK's RevisionLocation. */
  readonly revision: JsonObject
  readonly previousRevision?: JsonObject
  readonly description?: string
  readonly creator: 'user' | 'codeDeployRollback'
  readonly autoRollback?: AutoRollback
  readonly alarms?: AlarmSettings
  /** Whether `alarms` are this deployment's own, and not its group's. */
  readonly ownAlarms: boolean
  readonly triggers: readonly Trigger[]
  readonly status: DeploymentStatus
  readonly phase: Phase
  readonly createdAt: number
  readonly startedAt?: number
  readonly completedAt?: number
  readonly updatedAt: number
  /** Read from the revision when the deployment begins. */
  readonly plan?: DeploymentPlan
  readonly events: readonly LifecycleEvent[]
  readonly hook?: HookWait
  /** What the new version has of the traffic. Unit: percent. */
  readonly percent: number
  /** Shifts that have been made, and when the first was. */
  readonly shiftCount: number
  readonly shiftingSince?: number
  readonly error?: { readonly code: string; readonly message: string }
  /** Somebody asked that it stops; whether it then goes back. */
  readonly stop?: { readonly rollback: boolean }
  readonly rollbackDeploymentId?: string
  readonly rollbackTriggeringDeploymentId?: string
  readonly rollbackMessage?: string
  /** When it is to be looked at next. */
  readonly dueAt?: number
}
