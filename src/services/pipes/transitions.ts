/**
 * The states of a pipe: an operation sets the state on the way and leaves a message, whose handler brings the pipe to where it is to be.
 * Source: EventBridge User Guide, "Starting or stopping an Amazon EventBridge pipe"; API Reference, DescribePipe, CurrentState.
 *
 *   CREATING, UPDATING, STARTING -> RUNNING, or STOPPED where that is desired; *_FAILED when the source cannot be read
 *   STOPPING -> STOPPED      DELETING -> gone
 */
import { AwsError } from '../../aws/aws-error.ts'
import {
  failureText,
  forgetStream,
  isFinalFailure,
  roleCaller,
  sendToTarget,
  sqsSource,
} from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Change } from '../../store/index.ts'
import type { Pipe, PipeState } from './domain/pipe.ts'
import { type DeadLetter, pipes, progressKey, type Transition, transitionQueue } from './records.ts'
import { sourceSurroundings, streamOf } from './sources.ts'

export function addTransition(commit: Atomic, { accountId, region, name, id }: Pipe): void {
  const transition: Transition = { accountId, region, name, id }
  commit.enqueue(transitionQueue, transition)
}

/** Adds changes that were made elsewhere to a commit. */
export function addChanges(commit: Atomic, changes: readonly Change[]): void {
  commit.changes.push(...changes)
}

const failedState: Partial<Record<PipeState, PipeState>> = {
  CREATING: 'CREATE_FAILED',
  UPDATING: 'UPDATE_FAILED',
  STARTING: 'START_FAILED',
}

/** Handles pipes on their way. */
export function transitionHandler(surroundings: BackgroundSurroundings): JobHandler<Transition> {
  const { store, clock } = surroundings
  return async ({ value: { accountId, region, name, id } }) => {
    const stored = await pipes.get(store, [accountId, region, name])
    if (stored?.value.id !== id) return undefined
    const { stateReason: _reason, ...pipe } = stored.value
    const commit = atomic(store)
    if (pipe.state === 'DELETING') {
      pipes.remove(commit, stored)
      addChanges(commit, forgetStream(progressKey(id)))
      return commit
    }
    if (pipe.state === 'STOPPING') {
      pipes.put(commit, { ...pipe, state: 'STOPPED', modifiedAt: clock.now() }, stored)
      return commit
    }
    const failed = failedState[pipe.state]
    if (failed === undefined) return undefined
    const problem = await problemOf(surroundings, pipe)
    const next: Pipe =
      problem === undefined
        ? { ...pipe, state: pipe.desiredState }
        : { ...pipe, state: failed, stateReason: problem.slice(0, 512) }
    pipes.put(commit, { ...next, modifiedAt: clock.now() }, stored)
    return commit
  }
}

/** Why the source cannot be read; undefined when it can. */
async function problemOf(surroundings: BackgroundSurroundings, pipe: Pipe): Promise<string | undefined> {
  try {
    if (pipe.sourceKind === 'sqs')
      await sqsSource(sourceSurroundings(pipe, surroundings), pipe.source).visibilityMs()
    else await streamOf(pipe, surroundings).shards()
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return failureText(error)
  }
}

/** Handles records of batches that were given up. What their destination refuses for good is lost, and logged. */
export function deadLetterHandler(surroundings: BackgroundSurroundings): JobHandler<DeadLetter> {
  return async ({ value: letter }) => {
    const { destination: arn, body: input, roleArn, pipeName } = letter
    try {
      await sendToTarget(surroundings, { arn, input, caller: roleCaller(letter, roleArn, pipeName) })
    } catch (error) {
      if (!isFinalFailure(error)) throw error
      surroundings.logger.error('The record of a batch that a pipe gave up reaches nobody', {
        pipe: pipeName,
        destination: arn,
        reason: failureText(error),
      })
    }
  }
}
