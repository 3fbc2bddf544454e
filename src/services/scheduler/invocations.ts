/**
 * Invocations: a schedule's target is handed its input under the schedule's role. What fails is tried again by the target's retry
 * policy; what is given up goes to the dead-letter queue, or nowhere.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { backoffMs } from '../../base/backoff.ts'
import type { Json } from '../../base/json.ts'
import {
  deliveryBackoff,
  deliveryErrorCode,
  exhausted,
  failureText,
  isFinalFailure,
  roleCaller,
  sendToTarget,
} from '../../delivery/index.ts'
import { type BackgroundSurroundings, type Caller, inputFromJson } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { loadModel, namedServices } from '../../models/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { deadLetterAttributes } from './domain/dead-letters.ts'
import { instantText, targetInput } from './domain/inputs.ts'
import { scheduleArn } from './domain/names.ts'
import { identifierOf, readUniversal, type UniversalTarget } from './domain/universal.ts'
import { type DeadLetter, deadLetterQueue, type Invocation, invocationQueue, schedules } from './records.ts'

/** Handles the queue of invocations. */
export function invocationHandler(surroundings: BackgroundSurroundings): JobHandler<Invocation> {
  return async ({ value: invocation }) => {
    try {
      await invoke(surroundings, invocation)
      tell(surroundings, invocation, 'delivered')
      return ended(surroundings, invocation, atomic(surroundings.store))
    } catch (error) {
      return afterFailure(surroundings, invocation, error)
    }
  }
}

async function invoke(surroundings: BackgroundSurroundings, invocation: Invocation): Promise<void> {
  const { target, executionId, invokedAt } = invocation
  const input = inputOf(invocation)
  const caller = callerFor(invocation)
  const universal = readUniversal(target.Arn)
  if (universal) return callUniversal(surroundings, universal, input, caller)
  const group = target.SqsParameters?.MessageGroupId
  const bus = target.EventBridgeParameters
  await sendToTarget(surroundings, {
    arn: target.Arn,
    input,
    caller,
    options: {
      deliveryId: executionId,
      at: invokedAt,
      ...(group === undefined ? {} : { messageGroupId: group }),
      ...(target.KinesisParameters && { partitionKey: target.KinesisParameters.PartitionKey }),
      ...(bus && { event: { source: bus.Source, detailType: bus.DetailType } }),
    },
  })
}

/** Calls the operation that a universal target names. Source: Scheduler User Guide, "Using universal targets". */
async function callUniversal(
  { call }: BackgroundSurroundings,
  { service, action }: UniversalTarget,
  input: string,
  caller: Caller,
): Promise<void> {
  const named = namedServices.find(({ model, prefix }) => [identifierOf(model), prefix].includes(service))
  const model = named && (await loadModel(named.model))
  const operation = [...(model?.operations.values() ?? [])].find(
    ({ name }) => name.toLowerCase() === action.toLowerCase(),
  )
  if (!named || !operation)
    throw new AwsError('UnknownOperationException', `There is no operation ${action} of ${service} here.`)
  await call(`${named.prefix}:${operation.name}`, inputFromJson(operation, readJson(input)), caller)
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new AwsError('INVALID_JSON', 'The input is not JSON.')
  }
}

function inputOf(invocation: Invocation): string {
  const { target, scheduledAt, executionId, failedTries } = invocation
  return targetInput(target, invocation, {
    scheduleArn: arnOf(invocation),
    scheduledAt,
    executionId,
    attempt: failedTries + 1,
  })
}

function callerFor(invocation: Invocation): Caller {
  const { target, name, executionId } = invocation
  return roleCaller(invocation, target.RoleArn, name, { causes: [executionId] })
}

async function afterFailure(
  surroundings: BackgroundSurroundings,
  invocation: Invocation,
  error: unknown,
): Promise<Atomic> {
  const { store, clock, random, logger } = surroundings
  const { target, invokedAt, executionId, accountId, region } = invocation
  const failedTries = invocation.failedTries + 1
  const nextAt = clock.now() + backoffMs(deliveryBackoff, failedTries, random)
  const isFinal = isFinalFailure(error)
  const reason = isFinal ? undefined : exhausted(target.RetryPolicy, failedTries, invokedAt, nextAt)
  const commit = atomic(store)
  if (!isFinal && reason === undefined) {
    tell(surroundings, invocation, 'retrying', error)
    return commit.enqueue(invocationQueue, { ...invocation, failedTries }, { deliverAt: nextAt })
  }
  const queueArn = target.DeadLetterConfig?.Arn
  const facts = { schedule: arnOf(invocation), target: target.Arn, failedTries, reason: failureText(error) }
  logger.warn(
    queueArn === undefined
      ? 'A schedule could not invoke its target'
      : 'A schedule could not invoke its target; the dead-letter queue gets its input',
    facts,
  )
  tell(surroundings, invocation, queueArn === undefined ? 'dropped' : 'dead-letter', error)
  if (queueArn !== undefined) {
    const letter: DeadLetter = {
      accountId,
      region,
      scheduleArn: facts.schedule,
      scheduleName: invocation.name,
      roleArn: target.RoleArn,
      queueArn,
      executionId,
      body: inputOf(invocation),
      attributes: deadLetterAttributes({
        scheduleArn: facts.schedule,
        targetArn: target.Arn,
        scheduledTime: instantText(invocation.scheduledAt),
        executionId,
        errorCode: deliveryErrorCode(error instanceof AwsError ? error.code : 'INTERNAL_ERROR'),
        errorMessage: error instanceof Error ? error.message : String(error),
        failedTries,
        ...(reason === undefined ? {} : { exhausted: reason }),
      }),
    }
    commit.enqueue(deadLetterQueue, letter)
  }
  return ended(surroundings, invocation, commit)
}

/** A schedule that is to be deleted after its last invocation goes with it, unless it was changed since. */
async function ended(
  { store }: BackgroundSurroundings,
  { accountId, region, groupName, name, planId, deletes }: Invocation,
  commit: Atomic,
): Promise<Atomic> {
  if (!deletes) return commit
  const stored = await schedules.get(store, [accountId, region, groupName, name])
  if (stored?.value.planId === planId) schedules.remove(commit, stored)
  return commit
}

function arnOf(invocation: Invocation): string {
  return scheduleArn(invocation, invocation.groupName, invocation.name)
}

function tell(
  { trail }: BackgroundSurroundings,
  invocation: Invocation,
  stage: 'delivered' | 'retrying' | 'dead-letter' | 'dropped',
  error?: unknown,
): void {
  trail.tell({
    stage,
    event: invocation.executionId,
    source: arnOf(invocation),
    target: invocation.target.Arn,
    ...(error === undefined ? {} : { detail: failureText(error) }),
  })
}

/** Handles the queue of dead letters, which the schedule's role sends. What the queue refuses for good is lost, and logged. */
export function deadLetterHandler(surroundings: BackgroundSurroundings): JobHandler<DeadLetter> {
  return async ({ value: letter }) => {
    const { call, settings, logger } = surroundings
    const [, , , , accountId, name] = letter.queueArn.split(':')
    const input = {
      QueueUrl: `${settings.endpoint}/${accountId}/${name}`,
      MessageBody: letter.body,
      MessageAttributes: Object.fromEntries(
        Object.entries(letter.attributes).map(([key, StringValue]) => [
          key,
          { DataType: 'String', StringValue },
        ]),
      ),
    }
    const caller = roleCaller(letter, letter.roleArn, letter.scheduleName, { causes: [letter.executionId] })
    try {
      await call('sqs:SendMessage', input, caller)
    } catch (error) {
      if (!isFinalFailure(error)) throw error
      const { body: _body, ...facts } = letter
      logger.error('The input of a schedule could not be sent to its dead-letter queue and is lost', {
        ...facts,
        reason: failureText(error),
      })
    }
  }
}
