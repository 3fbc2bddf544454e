import type { Json } from '../../../../base/json.ts'
import type { Resource, TaskState } from '../../definition/program.ts'
import { StateError } from '../../expressions/types.ts'
import { type ScopeExtras, scopeOf } from '../context.ts'
import { argumentsOf, effectiveInput, outcomeOfResult } from '../data-flow.ts'
import { type Failure, FailureError, failureDetails, tooLarge } from '../failure.ts'
import type { HistoryDetails } from '../history-event.ts'
import type { Run } from '../run.ts'
import { exit } from '../transition.ts'
import type { TaskActivity, TaskFailedEvent, ThreadId } from '../types.ts'

/**
 * Task: asks for its resource to be called, and waits for what comes of it. Called for the first attempt and for each retry.
 * Source: Amazon States Language, "Task State"; the histories of https://github.com/localstack/localstack, tests/aws/services/stepfunctions/v2,
 * which are recorded on AWS.
 */
export async function beginTask(run: Run, id: ThreadId, state: TaskState): Promise<void> {
  const { resource } = state
  // Observed on AWS, 2024-03-04 (test_activity_task_on_deleted).
  if (resource.kind === 'activity' && run.settings.missingActivities?.has(resource.arn))
    throw new StateError('States.Runtime', `The activity ${resource.arn} does not exist.`)
  const taskId = run.name(`${id}.`)
  const taskToken = tokenOf(run, taskId, resource)
  // `$$.Task.Token` is for those alone who say that they wait for it.
  const extras: ScopeExtras =
    taskToken !== undefined && resource.pattern === 'waitForTaskToken' ? { taskToken } : {}
  const input = effectiveInput(run, id, state, extras)
  const args = await argumentsOf(run, id, state, input, extras)
  const scope = scopeOf(run, id, { ...extras, input })
  const timeoutSeconds = await state.timeoutSeconds?.evaluate(scope)
  const heartbeatSeconds = await state.heartbeatSeconds?.evaluate(scope)
  const roleArn = state.credentials && roleOf(await state.credentials.evaluate(scope))
  const text = run.payload(args, nameOf(resource))
  recordScheduled(run, id, resource, {
    text,
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  })
  const limits = {
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
  }
  run.command({
    type: 'StartTask',
    taskId,
    stateName: state.name,
    attempt: run.thread(id).retryCount ?? 0,
    resource,
    arguments: args,
    ...(taskToken !== undefined && { taskToken }),
    ...(roleArn !== undefined && { roleArn }),
    ...limits,
  })
  const activity: TaskActivity = {
    kind: 'task',
    taskId,
    ...(taskToken !== undefined && { taskToken }),
    ...limits,
  }
  run.changeThread(id, { activity: resource.kind === 'activity' ? activity : timed(run, id, activity) })
}

/**
 * The time of a task begins, and that of its heartbeat. Those of an activity begin when a worker has taken it. Source: Developer Guide, "Task workflow
 * state" (TimeoutSeconds, HeartbeatSeconds).
 */
function timed(run: Run, id: ThreadId, { timeoutSeconds, ...activity }: TaskActivity): TaskActivity {
  const { heartbeatSeconds } = activity
  return {
    ...activity,
    ...(timeoutSeconds !== undefined && {
      timeoutTimerId: run.setTimer(id, run.nowMs + timeoutSeconds * 1000),
    }),
    ...(heartbeatSeconds !== undefined && {
      heartbeatTimerId: run.setTimer(id, run.nowMs + heartbeatSeconds * 1000),
      lastHeartbeatMs: run.nowMs,
    }),
  }
}

function tokenOf(run: Run, taskId: string, resource: Resource): string | undefined {
  if (resource.pattern !== 'waitForTaskToken' && resource.kind !== 'activity') return undefined
  const nonce = run.chance.hex()
  return run.settings.taskToken?.(taskId, nonce) ?? btoa(`${nonce}:${taskId}`)
}

function roleOf(credentials: Json): string {
  const role =
    typeof credentials === 'object' && credentials !== null && 'RoleArn' in credentials
      ? credentials.RoleArn
      : undefined
  if (typeof role === 'string') return role
  // UNVERIFIED: AWS's words.
  throw new StateError(
    'States.Runtime',
    "The value of the field 'RoleArn' of 'Credentials' must be a string.",
  )
}

/** What AWS calls a resource in its errors. */
function nameOf(resource: Resource): string {
  return resource.resourceType ?? resource.arn
}

function recordScheduled(
  run: Run,
  id: ThreadId,
  resource: Resource,
  details: {
    text: string
    timeoutInSeconds?: number
    heartbeatInSeconds?: number
    taskCredentials?: { roleArn: string }
  },
): void {
  const { text, ...rest } = details
  const input = { input: text, inputDetails: { truncated: false } }
  if (resource.kind === 'lambda') {
    const { heartbeatInSeconds: _, ...known } = rest
    run.record(id, 'LambdaFunctionScheduled', 'lambdaFunctionScheduledEventDetails', {
      ...input,
      resource: resource.arn,
      ...known,
    })
  } else if (resource.kind === 'activity') {
    const { taskCredentials: _, ...known } = rest
    run.record(id, 'ActivityScheduled', 'activityScheduledEventDetails', {
      ...input,
      resource: resource.arn,
      ...known,
    })
  } else {
    run.record(id, 'TaskScheduled', 'taskScheduledEventDetails', {
      ...typesOf(resource),
      region: run.settings.region,
      parameters: text,
      ...rest,
    })
  }
}

function typesOf(resource: Resource): { resourceType: string; resource: string } {
  return { resourceType: resource.resourceType ?? '', resource: resource.resource ?? '' }
}

/** The task has begun, and goes on: a worker has taken it, or whoever does it is at work. */
export function taskBegun(
  run: Run,
  id: ThreadId,
  state: TaskState,
  activity: TaskActivity,
  workerName?: string,
): void {
  taskStarted(run, id, state, activity, workerName)
  const begun = run.thread(id).activity
  // Tasks that were scheduled before times began with the worker have theirs already.
  const hasTimers = activity.timeoutTimerId !== undefined || activity.heartbeatTimerId !== undefined
  if (state.resource.kind === 'activity' && !activity.started && !hasTimers && begun.kind === 'task')
    run.changeThread(id, { activity: timed(run, id, begun) })
}

/** The history tells that the task has begun. */
function taskStarted(
  run: Run,
  id: ThreadId,
  state: TaskState,
  activity: TaskActivity,
  workerName?: string,
): void {
  if (activity.started) return
  const { resource } = state
  if (resource.kind === 'lambda') run.record(id, 'LambdaFunctionStarted')
  else if (resource.kind === 'activity') {
    run.record(
      id,
      'ActivityStarted',
      'activityStartedEventDetails',
      workerName === undefined ? {} : { workerName },
    )
  } else run.record(id, 'TaskStarted', 'taskStartedEventDetails', typesOf(resource))
  run.changeThread(id, { activity: { ...activity, started: true } })
}

/**
 * The task was handed in. A second telling changes nothing.
 * @throws FailureError States.DataLimitExceeded, told as the task's failure to be submitted
 */
export function taskSubmitted(
  run: Run,
  id: ThreadId,
  state: TaskState,
  activity: TaskActivity,
  output: Json,
): void {
  const { resource } = state
  const text = run.text(output)
  if (run.isTooLarge(text)) {
    throw taskFailed(run, id, state, activity, tooLarge(nameOf(resource)), 'submit')
  }
  if (activity.submitted || resource.kind !== 'service') return
  taskStarted(run, id, state, activity)
  run.record(id, 'TaskSubmitted', 'taskSubmittedEventDetails', {
    ...typesOf(resource),
    output: text,
    outputDetails: { truncated: false },
  })
  run.changeThread(id, { activity: { ...activity, started: true, submitted: true } })
}

/**
 * The task has succeeded.
 * @throws FailureError States.DataLimitExceeded, told as the task's failure
 */
export async function taskSucceeded(
  run: Run,
  id: ThreadId,
  state: TaskState,
  activity: TaskActivity,
  output: Json,
): Promise<void> {
  const { resource } = state
  const text = run.text(output)
  if (run.isTooLarge(text)) {
    const failure = tooLarge(nameOf(resource))
    throw taskFailed(run, id, state, activity, failure, 'run')
  }
  taskStarted(run, id, state, activity)
  over(run, id, activity)
  const details = { output: text, outputDetails: { truncated: false } }
  if (resource.kind === 'lambda') {
    run.record(id, 'LambdaFunctionSucceeded', 'lambdaFunctionSucceededEventDetails', details)
  } else if (resource.kind === 'activity') {
    run.record(id, 'ActivitySucceeded', 'activitySucceededEventDetails', details)
  } else {
    run.record(id, 'TaskSucceeded', 'taskSucceededEventDetails', { ...typesOf(resource), ...details })
  }
  const extras = activity.taskToken !== undefined ? { taskToken: activity.taskToken } : {}
  exit(run, id, state, await outcomeOfResult(run, id, state, output, extras), state.transition)
}

/** The task has failed: tells the history, and answers the error to throw, so that retriers and catchers see it. */
export function taskFailed(
  run: Run,
  id: ThreadId,
  state: TaskState,
  activity: TaskActivity,
  failure: Failure,
  toldPhase: NonNullable<TaskFailedEvent['phase']>,
): FailureError {
  const { resource } = state
  const phase = phaseOf(activity, resource, toldPhase)
  if (phase === 'run' || phase === 'submit') taskStarted(run, id, state, activity)
  over(run, id, activity)
  const details = failureDetails(failure)
  if (resource.kind === 'lambda') {
    if (phase === 'schedule') {
      run.record(id, 'LambdaFunctionScheduleFailed', 'lambdaFunctionScheduleFailedEventDetails', details)
    } else if (phase === 'start') {
      run.record(id, 'LambdaFunctionStartFailed', 'lambdaFunctionStartFailedEventDetails', details)
    } else run.record(id, 'LambdaFunctionFailed', 'lambdaFunctionFailedEventDetails', details)
  } else if (resource.kind === 'activity') {
    if (phase === 'schedule') {
      run.record(id, 'ActivityScheduleFailed', 'activityScheduleFailedEventDetails', details)
    } else run.record(id, 'ActivityFailed', 'activityFailedEventDetails', details)
  } else {
    const all = { ...typesOf(resource), ...details }
    if (phase === 'submit') run.record(id, 'TaskSubmitFailed', 'taskSubmitFailedEventDetails', all)
    else if (phase === 'start') run.record(id, 'TaskStartFailed', 'taskStartFailedEventDetails', all)
    else run.record(id, 'TaskFailed', 'taskFailedEventDetails', all)
  }
  return new FailureError(failure)
}

/** The phase that the history so far allows: what has begun cannot fail to begin any more. */
function phaseOf(
  activity: TaskActivity,
  resource: Resource,
  phase: NonNullable<TaskFailedEvent['phase']>,
): NonNullable<TaskFailedEvent['phase']> {
  if (phase === 'submit') return activity.submitted || resource.kind !== 'service' ? 'run' : phase
  if (phase === 'run' || activity.started) return 'run'
  // Services know no TaskScheduleFailed, activities no ActivityStartFailed.
  if (resource.kind === 'service') return 'start'
  return resource.kind === 'activity' ? 'schedule' : phase
}

/**
 * A timer of the task fired: it has run out of time, or its heartbeat has stayed away. Answers the error to throw; undefined when a heartbeat has come
 * meanwhile, and another timer was set. A missed heartbeat is told as States.Timeout too. Observed on AWS, 2024-04-18.
 */
export function taskTimerFired(
  run: Run,
  id: ThreadId,
  state: TaskState,
  activity: TaskActivity,
  timerId: string,
): FailureError | undefined {
  const heartbeat = timerId === activity.heartbeatTimerId
  if (heartbeat) {
    const dueMs = (activity.lastHeartbeatMs ?? 0) + (activity.heartbeatSeconds ?? 0) * 1000
    if (dueMs > run.nowMs) {
      run.changeThread(id, { activity: { ...activity, heartbeatTimerId: run.setTimer(id, dueMs) } })
      return undefined
    }
  }
  const { resource } = state
  // An activity that no worker has taken has not started.
  if (resource.kind !== 'activity') taskStarted(run, id, state, activity)
  run.command({ type: 'CancelTask', taskId: activity.taskId })
  over(run, id, activity, timerId)
  const details: HistoryDetails['activityTimedOutEventDetails'] = { error: 'States.Timeout' }
  if (resource.kind === 'lambda') {
    run.record(id, 'LambdaFunctionTimedOut', 'lambdaFunctionTimedOutEventDetails', details)
  } else if (resource.kind === 'activity') {
    run.record(id, 'ActivityTimedOut', 'activityTimedOutEventDetails', details)
  } else run.record(id, 'TaskTimedOut', 'taskTimedOutEventDetails', { ...typesOf(resource), ...details })
  return new FailureError({
    error: 'States.Timeout',
    ...(heartbeat && { alias: 'States.HeartbeatTimeout' }),
  })
}

/** The task is over: its timers go. */
function over(run: Run, id: ThreadId, activity: TaskActivity, firedTimerId?: string): void {
  for (const timerId of [activity.timeoutTimerId, activity.heartbeatTimerId]) {
    if (timerId !== firedTimerId) run.clearTimer(timerId)
  }
  run.changeThread(id, { activity: { kind: 'again' } })
}
