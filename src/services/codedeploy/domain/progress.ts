/**
 * How a deployment goes on, as functions from a deployment to the next one. Whoever drives it does what is asked for (invokes a
 * hook, moves the alias) and then asks here what follows.
 * Source: CodeDeploy User Guide, "AppSpec 'hooks' section", Lambda; lifecycle events and words as AWS's users have recorded them.
 */

import { type Shift, shiftsOf } from '../../../aws/traffic-shifts.ts'
import { alarmPollMs, hookMs } from '../limits.ts'
import type { DeploymentPlan } from './app-spec.ts'
import type { Deployment, EventName, LifecycleEvent, RollbackEvent } from './deployment.ts'

/** What is to be done next. */
export type NextStep =
  | { readonly do: 'begin' }
  /** A hook is to get an id, before its function is invoked with it. */
  | { readonly do: 'plan'; readonly event: EventName }
  | { readonly do: 'invoke'; readonly functionName: string; readonly executionId: string }
  | { readonly do: 'shift'; readonly shift: Shift }
  /** Nothing can be done but to go on. */
  | { readonly do: 'pass'; readonly deployment: Deployment }
  | { readonly do: 'fail'; readonly failure: Failure }
  | { readonly do: 'wait' }

/** Why a deployment ends before its time. */
export interface Failure {
  readonly status: 'Failed' | 'Stopped'
  /** An ErrorCode of the API. */
  readonly code: string
  readonly message: string
  /** What the lifecycle event that was under way says, if it is another thing. */
  readonly problem?: string
}

const minuteMs = 60_000

const eventNames: readonly EventName[] = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic']

/** What a deployment is before it begins. */
export function notBegun(
  now: number,
): Pick<Deployment, 'status' | 'phase' | 'createdAt' | 'updatedAt' | 'events' | 'percent' | 'shiftCount'> {
  return {
    status: 'Created',
    phase: 'created',
    createdAt: now,
    updatedAt: now,
    events: eventNames.map((name) => ({ name, status: 'Pending' })),
    percent: 0,
    shiftCount: 0,
  }
}

export function stepOf(deployment: Deployment, now: number): NextStep {
  const { phase, hook, plan } = deployment
  if (phase === 'created') return { do: 'begin' }
  if (phase === 'shifting') {
    const shift = nextShift(deployment)
    return shift && now >= shift.at ? { do: 'shift', shift } : { do: 'wait' }
  }
  if (phase === 'ended') return { do: 'wait' }
  const name = phase === 'before' ? 'BeforeAllowTraffic' : 'AfterAllowTraffic'
  const functionName = phase === 'before' ? plan?.beforeHook : plan?.afterHook
  if (functionName === undefined) return { do: 'pass', deployment: eventDone(deployment, name, now) }
  if (hook === undefined) return { do: 'plan', event: name }
  const answer = eventOf(deployment, name).answer
  if (answer === 'Succeeded') return { do: 'pass', deployment: eventDone(deployment, name, now) }
  if (answer === 'Failed')
    return { do: 'fail', failure: hookFailure(`The function ${functionName} answered that it failed.`) }
  if (now >= hook.dueAt)
    return { do: 'fail', failure: hookFailure(`The function ${functionName} did not answer within an hour.`) }
  return hook.invoked ? { do: 'wait' } : { do: 'invoke', functionName, executionId: hook.executionId }
}

/** When it is to be looked at again, if nothing happens before; now or earlier: at once. */
export function dueAtOf(deployment: Deployment, now: number): number | undefined {
  if (deployment.phase === 'ended') return undefined
  if (deployment.stop || stepOf(deployment, now).do !== 'wait') return now
  const due = deployment.phase === 'shifting' ? nextShift(deployment)?.at : deployment.hook?.dueAt
  const poll = watchedAlarms(deployment).length > 0 ? now + alarmPollMs : undefined
  return Math.min(due ?? Number.POSITIVE_INFINITY, poll ?? Number.POSITIVE_INFINITY)
}

/** The alarms that stop it. */
export function watchedAlarms({ alarms, phase }: Deployment): readonly string[] {
  return alarms?.enabled && phase !== 'ended' ? alarms.alarms : []
}

/** It has begun: `plan` is what its revision says. */
export function begun(deployment: Deployment, plan: DeploymentPlan, now: number): Deployment {
  return withEvent(
    { ...deployment, plan, status: 'InProgress', phase: 'before', startedAt: now, updatedAt: now },
    'BeforeAllowTraffic',
    { status: 'InProgress', startedAt: now },
  )
}

/** The hook that has the word has been called. */
export function invoked(deployment: Deployment): Deployment {
  const { hook } = deployment
  return hook ? { ...deployment, hook: { ...hook, invoked: true } } : deployment
}

/** The alias has been moved. */
export function shifted(deployment: Deployment, { percent }: Shift, now: number): Deployment {
  const { shiftCount, shiftingSince = now } = deployment
  const next: Deployment = {
    ...deployment,
    percent,
    shiftCount: shiftCount + 1,
    shiftingSince,
    updatedAt: now,
  }
  return percent === 100 ? eventDone(next, 'AllowTraffic', now) : next
}

/** Its event that is under way fails, those behind it are left out. */
export function failed(deployment: Deployment, failure: Failure, now: number): Deployment {
  const { status, code, message } = failure
  const under = eventNames.find((name) => isOpen(eventOf(deployment, name)))
  const events = deployment.events.map((event): LifecycleEvent => {
    if (!isOpen(event)) return event
    if (event.name !== under) return { ...event, status: 'Skipped' }
    return {
      ...event,
      status: 'Failed',
      startedAt: event.startedAt ?? now,
      endedAt: now,
      problem: failure.problem ?? message,
    }
  })
  const { hook: _hook, dueAt: _dueAt, ...rest } = deployment
  return {
    ...rest,
    events,
    status,
    phase: 'ended',
    error: { code, message },
    completedAt: now,
    updatedAt: now,
  }
}

/** What the stop that somebody asked for makes of it. UNVERIFIED: the message. */
export const stoppedByUser: Failure = {
  status: 'Stopped',
  code: 'MANUAL_STOP',
  message: 'Deployment was stopped by the user.',
}

export function alarmsActive(names: readonly string[]): Failure {
  return {
    status: 'Stopped',
    code: 'ALARM_ACTIVE',
    message: `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ${names.map((name) => `<${name}>`).join(' ')}`,
  }
}

export function invalidConfiguration(detail: string): Failure {
  return {
    status: 'Failed',
    code: 'INVALID_LAMBDA_CONFIGURATION',
    message: `The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. ${detail}`,
  }
}

/** UNVERIFIED: the words. */
export function invalidFunction(detail: string): Failure {
  return {
    status: 'Failed',
    code: 'INVALID_LAMBDA_FUNCTION',
    message: `The deployment failed because the AWS Lambda function that was specified is invalid. ${detail}`,
  }
}

export function roleForbids(roleArn: string, service: string): Failure {
  return {
    status: 'Failed',
    code: 'IAM_ROLE_PERMISSIONS',
    message: `The IAM role ${roleArn} does not give you permission to perform operations in the following AWS service: ${service}. Contact your AWS administrator if you need help. If you are an AWS administrator, you can grant permissions to your users or groups by creating IAM policies.`,
  }
}

function hookFailure(problem: string): Failure {
  return {
    status: 'Failed',
    code: 'HOOK_EXECUTION_FAILURE',
    message: 'The deployment failed because one or more of the lifecycle event validation functions failed.',
    problem,
  }
}

/** Whether a deployment that has ended so goes back. */
export function goesBack({ status, error, autoRollback, stop, creator }: Deployment): boolean {
  if (creator === 'codeDeployRollback' || status === 'Succeeded') return false
  if (error?.code === 'MANUAL_STOP' && stop?.rollback) return true
  const event: RollbackEvent =
    error?.code === 'MANUAL_STOP'
      ? 'DEPLOYMENT_STOP_ON_REQUEST'
      : error?.code === 'ALARM_ACTIVE'
        ? 'DEPLOYMENT_STOP_ON_ALARM'
        : 'DEPLOYMENT_FAILURE'
  return autoRollback?.enabled === true && autoRollback.events.includes(event)
}

export function eventOf({ events }: Deployment, name: EventName): LifecycleEvent {
  return events.find((event) => event.name === name) ?? { name, status: 'Pending' }
}

function nextShift({ routing, shiftCount, shiftingSince }: Deployment): (Shift & { at: number }) | undefined {
  const shift = shiftsOf(routing)[shiftCount]
  if (!shift) return undefined
  // The first comes at once.
  return { ...shift, at: shiftingSince === undefined ? 0 : shiftingSince + shift.afterMinutes * minuteMs }
}

function isOpen({ status }: LifecycleEvent): boolean {
  return status === 'Pending' || status === 'InProgress'
}

/** Its function is to be invoked with this id. */
export function hookPlanned(
  deployment: Deployment,
  name: EventName,
  executionId: string,
  now: number,
): Deployment {
  return withEvent({ ...deployment, hook: { executionId, invoked: false, dueAt: now + hookMs } }, name, {
    status: 'InProgress',
    hookExecutionId: executionId,
  })
}

/** An event has succeeded, and what comes behind it begins. */
function eventDone(deployment: Deployment, name: EventName, now: number): Deployment {
  const { hook: _hook, ...rest } = deployment
  const next = withEvent({ ...rest, updatedAt: now }, name, {
    status: 'Succeeded',
    startedAt: eventOf(deployment, name).startedAt ?? now,
    endedAt: now,
  })
  if (name === 'AfterAllowTraffic') {
    const { dueAt: _dueAt, ...ended } = next
    return { ...ended, status: 'Succeeded', phase: 'ended', completedAt: now }
  }
  const following = name === 'BeforeAllowTraffic' ? 'AllowTraffic' : 'AfterAllowTraffic'
  const phase = name === 'BeforeAllowTraffic' ? 'shifting' : 'after'
  return withEvent({ ...next, phase }, following, { status: 'InProgress', startedAt: now })
}

function withEvent(deployment: Deployment, name: EventName, change: Partial<LifecycleEvent>): Deployment {
  return {
    ...deployment,
    events: deployment.events.map((event) => (event.name === name ? { ...event, ...change } : event)),
  }
}
