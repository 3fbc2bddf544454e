/**
 * One attempt at an event of an asynchronous invocation. What becomes of it (a retry, a record for a destination, a dead
 * letter, nothing) is one commit with the acknowledgement: none of these is lost or doubled. Only the function itself may run
 * more than once for an attempt, when the server dies while it runs.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { Outcome } from '../../compute/index.ts'
import type { BackgroundSurroundings, TrailStage } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { errorMessageOf } from './domain/destinations.ts'
import { type AttemptEnd, isTooOld, type NextStep, nextStep } from './domain/event-outcome.ts'
import { invocationRecord } from './domain/invocation-record.ts'
import { functionArn, latest } from './domain/names.ts'
import { eventSettings } from './event-invoke-configs.ts'
import { eventQueueKey, type QueuedEvent } from './event-queues.ts'
import { chooseTarget, type InvocationTarget, invokeTarget } from './invocation.ts'
import { addDelivery } from './record-deliveries.ts'
import { type FunctionRecord, functions } from './records.ts'
import { enterChain } from './recursion.ts'
import type { LambdaRoom } from './room.ts'

/** What an attempt came to. */
interface Attempted {
  readonly end: AttemptEnd
  readonly target?: InvocationTarget
  readonly outcome?: Outcome
  /** For a dead letter: the status and the words of a failure that is not the function's. */
  readonly failure?: { readonly status: number; readonly message: string }
}

/** Handles the queue of a function's events. */
export function eventHandler(
  room: LambdaRoom,
  surroundings: BackgroundSurroundings,
): JobHandler<QueuedEvent> {
  return async ({ value: event }) => {
    const { store, clock } = surroundings
    const stored = await functions.get(store, [event.accountId, event.region, event.name])
    const record = stored?.value
    // Deleted, and perhaps made anew: the events of the old one go with it.
    if (record?.id !== event.functionId) return undefined
    const { limits, destinations } = await eventSettings(store, record, event.qualifier)
    const commit = atomic(store)
    if (isTooOld(event.progress, limits, clock.now())) {
      const step = { kind: 'give up', condition: 'EventAgeExceeded', progress: event.progress } as const
      finish(room, surroundings, commit, record, event, { end: 'throttled' }, step, destinations)
      return commit
    }
    const attempted = await attempt(room, surroundings, record, event)
    const step = nextStep(attempted.end, event.progress, limits, clock.now())
    if (step.kind === 'retry') {
      const next: QueuedEvent = { ...event, progress: step.progress }
      commit.enqueue(eventQueueKey(event.functionId), next, { deliverAt: step.at })
      tell(surroundings, record, event, 'retrying', attempted.failure?.message)
    } else {
      finish(room, surroundings, commit, record, event, attempted, step, destinations)
    }
    return commit
  }
}

async function attempt(
  room: LambdaRoom,
  { store, random, clock, logger, trail }: BackgroundSurroundings,
  record: FunctionRecord,
  event: QueuedEvent,
): Promise<Attempted> {
  const { accountId, region, partition, name } = record
  const { qualifier, requestId, clientContext, tenantId } = event
  if (record.reservedConcurrency === 0) return { end: 'no concurrency', failure: zeroConcurrency }
  let target: InvocationTarget | undefined
  try {
    const address = { accountId, region, partition, name }
    target = await chooseTarget(store, random, qualifier === undefined ? address : { ...address, qualifier })
    const chain = await enterChain(store, random, clock.now(), record, event.traceHeader)
    if (chain.isLoop) return { end: 'recursion', target, failure: recursive }
    const input = {
      requestId,
      payload: Buffer.from(event.payload, 'utf8'),
      traceHeader: chain.traceHeader,
      ...(clientContext === undefined ? {} : { clientContext }),
      ...(tenantId === undefined ? {} : { tenantId }),
    }
    const outcome = await invokeTarget(room, store, target, input, { trail })
    return { end: outcome.kind === 'success' ? 'success' : 'function error', target, outcome }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const end = endOf(error)
    if (end === 'system error')
      logger.warn('An event could not be handed to its function', { requestId, function: name, error })
    const failure = { status: error.statusCode ?? statusOf[end] ?? 500, message: error.message }
    return { end, failure, ...(target === undefined ? {} : { target }) }
  }
}

const statusOf: Partial<Record<AttemptEnd, number>> = { throttled: 429, gone: 404 }

/** UNVERIFIED: AWS's words. */
const zeroConcurrency = {
  status: 429,
  message: 'Function not invoked: its reserved concurrency is zero.',
}

/** Source: the model's documentation of RecursiveInvocationException. */
const recursive = {
  status: 400,
  message:
    "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
}

function endOf(error: AwsError): AttemptEnd {
  if (error.code === 'TooManyRequestsException') return 'throttled'
  if (error.code === 'ResourceNotFoundException') return 'gone'
  if (error.code === 'RecursiveInvocationException') return 'recursion'
  return 'system error'
}

function tell(
  { trail }: BackgroundSurroundings,
  record: FunctionRecord,
  { requestId, qualifier }: QueuedEvent,
  stage: TrailStage,
  detail?: string,
  target?: string,
): void {
  const source = functionArn(record, qualifier)
  trail.tell({
    stage,
    event: requestId,
    source,
    target: target === undefined || target === '' ? source : target,
    ...(detail === undefined ? {} : { detail }),
  })
}

/** Adds what an event leaves behind when it is done with: records for its destinations, and a dead letter. */
function finish(
  room: LambdaRoom,
  surroundings: BackgroundSurroundings,
  commit: Atomic,
  record: FunctionRecord,
  event: QueuedEvent,
  { target, outcome, failure }: Attempted,
  step: Exclude<NextStep, { kind: 'retry' }>,
  { onSuccess, onFailure }: { readonly onSuccess?: string; readonly onFailure?: string },
): void {
  const { accountId, region, name, requestId, qualifier = latest } = event
  const version = target?.version ?? record.latest
  const succeeded = step.kind === 'done'
  const arn = functionArn(record, qualifier)
  if (!succeeded) {
    room.meter.countEvents(record, version.version, 'givenUp')
    const keeper = onFailure ?? version.settings.deadLetterArn
    const stage = keeper === undefined || keeper === '' ? 'dropped' : 'dead-letter'
    tell(surroundings, record, event, stage, step.condition, keeper)
  }
  const shared = {
    accountId,
    region,
    functionName: name,
    functionArn: arn,
    version: version.version,
    requestId,
    roleArn: version.settings.roleArn,
  }
  const destination = succeeded ? onSuccess : onFailure
  if (destination !== undefined) {
    const executed = outcome && {
      executedVersion: version.version,
      ...(outcome.kind === 'error' ? { functionError: outcome.functionError } : {}),
      payload: textOf(outcome.payload),
    }
    const body = invocationRecord(
      {
        requestId,
        functionArn: arn,
        condition: succeeded ? 'Success' : step.condition,
        approximateInvokeCount: succeeded ? event.progress.invokeCount + 1 : step.progress.invokeCount,
        requestPayload: event.payload,
        ...(executed === undefined ? {} : { response: executed }),
      },
      surroundings.clock.now(),
    )
    addDelivery(commit, { ...shared, kind: 'record', destination, succeeded, body })
  }
  const { deadLetterArn } = version.settings
  if (!succeeded && deadLetterArn !== undefined && deadLetterArn !== '') {
    addDelivery(commit, {
      ...shared,
      kind: 'dead letter',
      destination: deadLetterArn,
      body: event.payload,
      errorCode: outcome ? 200 : (failure?.status ?? 429),
      errorMessage: outcome
        ? errorMessageOf(textOf(outcome.payload))
        : (failure?.message ?? 'Rate Exceeded.'),
    })
  }
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8')
}
