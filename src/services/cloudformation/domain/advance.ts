/**
 * The machine of a stack: what happened since, and what follows from it. Everything that it decides is in the turn that it
 * is given, and is committed as one.
 * Source: User Guide, "Stack status codes", "Choose how to handle failures when provisioning resources".
 */
import { goBack } from './back.ts'
import { cancel, goForward, hasFailures, liveOf, resumeInterrupted } from './forward.ts'
import { startLooks } from './looks.ts'
import { beginMonitoring, isMonitored, scheduleLook, watchOf } from './monitoring.ts'
import { take } from './outcomes.ts'
import { creationTimedOut, failedResources, userInitiated } from './reasons.ts'
import { removeWhatGoes } from './removing.ts'
import type { StackOutput } from './stack.ts'
import { Turn, type TurnSources } from './turn.ts'
import type { Outcome, Work } from './work.ts'

/** One step: takes outcomes in, and goes on as far as nothing has to be waited for. */
export function advance(work: Work, outcomes: readonly Outcome[], sources: TurnSources): Turn {
  const turn = new Turn(work, sources)
  for (const outcome of outcomes) take(turn, outcome, isFailing(turn))
  if (!turn.operation.ended) while (step(turn)) if (turn.operation.ended) break
  scheduleLook(turn)
  return turn
}

/** Whether the way forward cannot lead to its end any more. */
function isFailing(turn: Turn): boolean {
  const { phase, cancelled, failure } = turn.operation
  return phase === 'forward' && (cancelled === true || failure !== undefined || hasFailures(turn))
}

/** Answers whether there may be more to do at once. */
function step(turn: Turn): boolean {
  switch (turn.operation.phase) {
    case 'forward':
      return forward(turn)
    case 'monitoring':
      return monitoring(turn)
    case 'awaiting':
      return false
    case 'cleanup':
      return after(turn, removeWhatGoes(turn), () => {
        turn.markStack('UPDATE_COMPLETE')
        finish(turn)
      })
    case 'back':
      return back(turn)
    case 'backCleanup':
      return after(turn, removeWhatGoes(turn), () => {
        turn.markStack('UPDATE_ROLLBACK_COMPLETE')
        finish(turn)
      })
    case 'undo':
      return after(turn, removeWhatGoes(turn), () => {
        turn.markStack('ROLLBACK_COMPLETE')
        finish(turn)
      })
    case 'delete':
      return after(turn, removeWhatGoes(turn), () => {
        turn.markStack('DELETE_COMPLETE', undefined, { deletedAt: turn.now })
        finish(turn)
      })
  }
}

function forward(turn: Turn): boolean {
  failAtDeadline(turn)
  if (!isFailing(turn)) {
    startLooks(turn)
    if (goForward(turn)) return allStand(turn)
    if (!isFailing(turn)) return false
  }
  // One that is being looked at is awaited as an attempt.
  for (const resource of turn.resources.values())
    if (turn.taskOf(resource)?.state === 'waiting' && !turn.running.has(resource.logicalId))
      cancel(turn, resource, resource.physicalId)
  resumeInterrupted(turn)
  if (turn.running.size > 0) {
    turn.abort = true
    return false
  }
  return enterFailure(turn)
}

function failAtDeadline(turn: Turn): void {
  const { deadlineAt, failure } = turn.operation
  if (deadlineAt !== undefined && deadlineAt <= turn.now && failure === undefined)
    turn.operation = { ...turn.operation, failure: creationTimedOut }
}

/** Everything of the template stands: the operation is over, or what it did is watched for a time. */
function allStand(turn: Turn): boolean {
  const watched = watchOf(turn.stack, turn.operation)
  if (!watched) return finishForward(turn)
  // What is wrong with outputs is known without waiting.
  if (outputsOf(turn)) beginMonitoring(turn, watched)
  return true
}

function monitoring(turn: Turn): boolean {
  failAtDeadline(turn)
  const { cancelled, failure } = turn.operation
  if (cancelled || failure !== undefined) return enterFailure(turn)
  return isMonitored(turn) && finishForward(turn)
}

/** The stack's outputs; undefined, and the operation fails: they cannot be had. */
function outputsOf(turn: Turn): readonly StackOutput[] | undefined {
  try {
    const outputs = turn.target?.outputs(liveOf(turn)) ?? []
    const problem = turn.sources.exportProblem(outputs)
    if (problem !== undefined) throw new Error(problem)
    return outputs
  } catch (error) {
    if (!(error instanceof Error)) throw error
    turn.operation = { ...turn.operation, failure: error.message }
    return undefined
  }
}

function finishForward(turn: Turn): boolean {
  const outputs = outputsOf(turn)
  if (!outputs) return true
  const { kind, parent } = turn.operation
  if (kind === 'create') {
    turn.markStack('CREATE_COMPLETE', undefined, { outputs })
    finish(turn)
    return false
  }
  if (kind === 'import') {
    turn.markStack('IMPORT_COMPLETE', undefined, { outputs })
    finish(turn)
    return false
  }
  turn.markStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, { outputs })
  turn.enter(parent ? 'awaiting' : 'cleanup', { previousOutputs: turn.operation.previousOutputs ?? [] })
  if (parent && parent.until !== 'end') turn.notice = {}
  return !parent
}

/** Nothing runs any more, and not all came to a good end. */
function enterFailure(turn: Turn): boolean {
  const { kind, onFailure, cancelled, failure, parent } = turn.operation
  const failures = [...turn.resources.values()]
    .filter((resource) => turn.taskOf(resource)?.state === 'failed')
    .filter(({ statusReason }) => !statusReason?.endsWith(' cancelled'))
    .map(
      ({ logicalId, task }) =>
        ({
          logicalId,
          verb: task?.action === 'create' ? 'create' : task?.action === 'import' ? 'import' : 'update',
        }) as const,
    )
  const reason = cancelled
    ? userInitiated
    : failure === undefined
      ? failedResources(failures)
      : `${failure}. `
  if (kind === 'create') {
    if (parent && onFailure !== 'DELETE') {
      turn.markStack('CREATE_FAILED', reason)
      turn.notice = { failure: reason }
      return stop(turn)
    }
    if (onFailure === 'DO_NOTHING') {
      turn.markStack('CREATE_FAILED', reason)
      return stop(turn)
    }
    if (onFailure === 'DELETE') {
      turn.markStack('DELETE_IN_PROGRESS', cancelled ? userInitiated : `${reason}Delete requested by user.`)
      turn.enter('delete')
      return true
    }
    turn.markStack('ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`)
    turn.enter('undo')
    return true
  }
  if (kind === 'import') {
    turn.markStack('IMPORT_ROLLBACK_IN_PROGRESS', reason)
    turn.enter('back')
    return true
  }
  if (onFailure === 'DO_NOTHING' && !cancelled) {
    turn.markStack('UPDATE_FAILED', reason)
    return stop(turn)
  }
  turn.markStack('UPDATE_ROLLBACK_IN_PROGRESS', reason)
  if (parent && parent.until !== 'end') turn.notice = { failure: reason }
  turn.enter('back')
  return true
}

function back(turn: Turn): boolean {
  startLooks(turn)
  const state = goBack(turn)
  if (state === 'going') return false
  const { kind, previous, parent } = turn.operation
  if (state === 'stuck') {
    const failures = [...turn.resources.values()]
      .filter((resource) => {
        const task = turn.taskOf(resource)
        return task?.action === 'restore' && task.state === 'failed'
      })
      .map(({ logicalId }) => ({ logicalId, verb: 'update' as const }))
    const reason = failedResources(failures)
    turn.markStack(kind === 'import' ? 'IMPORT_ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_FAILED', reason)
    if (parent) turn.notice = { failure: reason }
    return stop(turn)
  }
  const change = {
    ...(previous && { deployment: previous }),
    ...(turn.operation.previousOutputs && { outputs: turn.operation.previousOutputs }),
  }
  if (kind === 'import') {
    turn.markStack('IMPORT_ROLLBACK_COMPLETE', undefined, change)
    finish(turn)
    return false
  }
  turn.markStack('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, change)
  turn.enter('backCleanup')
  return true
}

/** Goes on when everything that was to go has gone; when something could not, the stack says so. */
function after(turn: Turn, state: 'done' | 'going' | 'stuck', finished: () => void): boolean {
  if (state === 'going') return false
  if (state === 'done') {
    finished()
    return false
  }
  const failures = [...turn.resources.values()]
    .filter(({ status }) => status === 'DELETE_FAILED')
    .map(({ logicalId }) => ({ logicalId, verb: 'delete' as const }))
  const reason = failedResources(failures)
  const { phase, parent } = turn.operation
  turn.markStack(phase === 'undo' ? 'ROLLBACK_FAILED' : 'DELETE_FAILED', reason)
  if (parent) turn.notice = { failure: reason }
  return stop(turn)
}

/** The operation has come to a good end: nothing of it is open any more. */
function finish(turn: Turn): void {
  turn.operation = { ...turn.operation, unsettled: [] }
  turn.end()
  if (turn.operation.parent && turn.notice === undefined) turn.notice = {}
}

/** The operation has failed, and stays open for what continues it. */
function stop(turn: Turn): false {
  turn.end()
  return false
}
