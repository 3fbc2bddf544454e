/**
 * One run of a function, from a name to an outcome: choose the version (an alias may split by weight), see that it can be
 * invoked, count it, run it. Used by Invoke, and by whatever else invokes: queued events, event source mappings, durable
 * executions.
 */

import type { Changeable } from '../../base/changeable.ts'
import { type RandomSource, randomFraction } from '../../base/random.ts'
import { type Soon, soon } from '../../base/soon.ts'
import { ComputeError, type Invocation, type Outcome, type StreamedOutcome } from '../../compute/index.ts'
import type { Trail, TrailStep } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'
import type { Release } from './concurrency-gate.ts'
import { errorMessageOf } from './domain/destinations.ts'
import { type FunctionAddress, functionArn, latest } from './domain/names.ts'
import {
  functionNotFound,
  resourceConflict,
  serviceFailure,
  snapStartNotReady,
  tooManyRequests,
} from './errors.ts'
import { findVersion, requireTarget, type Target } from './lookups.ts'
import type { FunctionRecord, Version } from './records.ts'
import type { LambdaRoom } from './room.ts'
import type { TargetCache } from './target-cache.ts'

/** What is invoked: a function with the version that runs. */
export interface InvocationTarget {
  readonly record: FunctionRecord
  readonly version: Version
  /** What the caller asked for behind the name; absent: nothing. */
  readonly qualifier?: string
  /** As the function sees it: with the qualifier that the caller used. */
  readonly invokedArn: string
}

/**
 * The version that an invocation of this address runs; of an alias with routing one of its two, by chance. Fails with
 * ResourceNotFoundException. With `targets` the address need not be looked up.
 */
export function chooseTarget(
  store: Store,
  random: RandomSource,
  address: FunctionAddress,
  targets?: TargetCache,
): Soon<InvocationTarget> {
  const { qualifier } = address
  const found = targets ? targets.require(store, address) : requireTarget(store, address)
  return soon(found, (target) => chooseVersion(store, random, target, qualifier))
}

/** What is invoked of targets that are remembered, as long as they are. */
const usual = new WeakMap<Target, InvocationTarget>()

function chooseVersion(
  store: Store,
  random: RandomSource,
  found: Target,
  qualifier: string | undefined,
): Soon<InvocationTarget> {
  let target = usual.get(found)
  if (!target) {
    const record = found.function.value
    target = {
      record,
      invokedArn: functionArn(record, qualifier),
      ...(qualifier === undefined ? {} : { qualifier }),
      version: found.version,
    }
    usual.set(found, target)
  }
  const routing = found.alias?.value.routing
  if (routing === undefined || randomFraction(random) >= routing.weight) return target
  return otherVersion(store, target, routing.version)
}

async function otherVersion(
  store: Store,
  target: InvocationTarget,
  version: string,
): Promise<InvocationTarget> {
  const { record } = target
  const second = await findVersion(store, record, version)
  if (!second) throw functionNotFound(functionArn(record, version))
  return { ...target, version: second.value.content }
}

/** An invocation without what its target says already. */
export type InvocationInput = Omit<Invocation, 'invokedArn'>

/** Who is told of an invocation on the trail of events. */
export interface Watched {
  readonly trail: Trail
  /** The names of the events that it carries on. */
  readonly causes?: readonly string[]
  /** The ARN of where they come from; absent: the function's own. */
  readonly source?: string
}

/**
 * Runs a target and waits for its outcome; failures of the function are outcomes. Fails with ResourceConflictException when
 * the version is not ready, TooManyRequestsException beyond the limits of concurrency, and ServiceException.
 */
export async function invokeTarget(
  room: LambdaRoom,
  store: Store,
  target: InvocationTarget,
  input: InvocationInput,
  watched?: Watched,
): Promise<Outcome> {
  const { record, version, invokedArn } = target
  const entered = enter(room, store, target)
  const release = entered instanceof Promise ? await entered : entered
  try {
    const found = room.environments.runnable(record, version)
    const runs = found instanceof Promise ? await found : found
    const built = room.compute()
    const compute = built instanceof Promise ? await built : built
    const provisioned = compute.provisioned(runs).requested > 0
    if (watched) tellStart(watched, target, input.requestId)
    const outcome = await compute.invoke(runs, { ...input, invokedArn, provisioned })
    if (watched) tellEnd(watched, target, input.requestId, outcome)
    room.meter.countInvocation(record, version, outcome.report, outcome.kind === 'error')
    return outcome
  } catch (error) {
    throw inWordsOfAws(error)
  } finally {
    release()
  }
}

/**
 * As {@link invokeTarget}; a response that streams is handed on as it comes. The invocation counts until it has ended, whether or not
 * anybody reads to the end.
 */
export async function streamTarget(
  room: LambdaRoom,
  store: Store,
  target: InvocationTarget,
  input: InvocationInput,
  watched?: Watched,
): Promise<StreamedOutcome | Outcome> {
  const release = await enter(room, store, target)
  const { record, version, invokedArn } = target
  try {
    const compute = await room.compute()
    const runs = await room.environments.runnable(record, version)
    const provisioned = compute.provisioned(runs).requested > 0
    if (watched) tellStart(watched, target, input.requestId)
    const outcome = await compute.invokeStreaming(runs, { ...input, invokedArn, provisioned })
    if (!('body' in outcome)) {
      release()
      if (watched) tellEnd(watched, target, input.requestId, outcome)
      room.meter.countInvocation(record, version, outcome.report, outcome.kind === 'error')
      return outcome
    }
    const ended = outcome.completed.then(({ report, error }) => {
      if (watched) tellStreamEnd(watched, target, input.requestId, error?.details)
      room.meter.countInvocation(record, version, report, error !== undefined)
    })
    void ended.then(release, release)
    return outcome
  } catch (error) {
    release()
    throw inWordsOfAws(error)
  }
}

function tellStart(
  { trail, causes, source }: Watched,
  { invokedArn }: InvocationTarget,
  event: string,
): void {
  const step: Changeable<TrailStep> = {
    stage: 'started',
    event,
    source: source ?? invokedArn,
    target: invokedArn,
  }
  if (causes !== undefined) step.causes = causes
  trail.tell(step)
}

function tellEnd(watched: Watched, target: InvocationTarget, event: string, outcome: Outcome): void {
  const failed = outcome.kind === 'error'
  tellStreamEnd(watched, target, event, failed ? beginning(outcome.payload) : undefined)
}

/** `error`: what the function failed with, as JSON. */
function tellStreamEnd(
  { trail, source }: Watched,
  { invokedArn }: InvocationTarget,
  event: string,
  error: string | undefined,
): void {
  const step: Changeable<TrailStep> = {
    stage: error === undefined ? 'succeeded' : 'failed',
    event,
    source: source ?? invokedArn,
    target: invokedArn,
  }
  if (error !== undefined) step.detail = errorText(error)
  trail.tell(step)
}

function beginning({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, Math.min(byteLength, 2_000)).toString('utf8')
}

/** The beginning of an error, for people. */
function errorText(text: string): string {
  const message = errorMessageOf(text)
  return message.length > 200 ? `${message.slice(0, 200)}...` : message
}

/**
 * Counts an invocation in until the answer is called: when it has ended, which may be after its operation has answered. Fails as
 * {@link invokeTarget} does.
 */
export function enter(room: LambdaRoom, store: Store, target: InvocationTarget): Soon<Release> {
  requireInvocable(target)
  const { record, version } = target
  const refused = (error: unknown) => {
    room.meter.countThrottle(record, version.version)
    throw error
  }
  try {
    const admitted = room.gate.admit(store, record)
    return admitted instanceof Promise ? admitted.catch(refused) : admitted
  } catch (error) {
    return refused(error)
  }
}

/**
 * Fails with ResourceConflictException unless the version may be invoked, and SnapStartNotReadyException while its snapshot
 * is being made. Source: Developer Guide, "Lambda function states"; API Reference, Invoke.
 */
export function requireInvocable({ version }: InvocationTarget): void {
  const { state, stateReason } = version.progress
  if (state === 'Active' || state === 'Inactive') return
  if (state === 'Pending' && version.settings.snapStart !== 'None' && version.version !== latest)
    throw snapStartNotReady()
  // A failure's reason is Lambent's own addition: nothing else tells the caller what to do.
  const reason = state === 'Failed' && stateReason !== undefined ? `. ${stateReason}` : ''
  throw resourceConflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${state}${reason}`,
  )
}

/** What went wrong beside the function, as AWS words it. */
export function inWordsOfAws(error: unknown): unknown {
  if (!(error instanceof ComputeError)) return error
  // With a cause an environment could not be started: no matter of how many there are.
  if (error.reason === 'no capacity' && error.cause === undefined)
    return tooManyRequests('ConcurrentInvocationLimitExceeded')
  return serviceFailure(error.message, error)
}
