/**
 * Sending a batch to a target: whole to what takes lists (functions, state machines), else each event for itself, several with one
 * call where the target's service has one. Source: EventBridge User Guide, "Amazon EventBridge Pipes batching and concurrency".
 */
import type * as Api from '@aws-sdk/client-pipes'
import { AwsError } from '../../aws/aws-error.ts'
import type { Json } from '../../base/json.ts'
import { inRegion, invokeFunction, readBatchItemFailures, sendToTarget } from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { callHttp } from './api-destinations.ts'
import { dynamicValue, parsedEvent } from './domain/events.ts'
import { jsonArray } from './domain/inputs.ts'
import { pipeArn } from './domain/pipe.ts'
import { isHttp } from './domain/target-rules.ts'
import { sendInGroups } from './group-calls.ts'
import type { Failures, Sending } from './sending-types.ts'

const none: Failures = { failed: new Set(), error: new AwsError('InternalFailure', '') }

/** Fails with an AwsError when the target took nothing. */
export async function sendAll(surroundings: BackgroundSurroundings, sending: Sending): Promise<Failures> {
  const { pipe, caller, inputs } = sending
  const service = pipe.target.split(':')[2]
  const parameters = (pipe.targetParameters ?? {}) as Api.PipeTargetParameters
  if (service === 'lambda') return sendToFunction(surroundings, sending, parameters)
  if (service === 'states') {
    await sendToStateMachine(surroundings, sending, parameters)
    return none
  }
  if (isHttp(pipe.target)) return sendToHttp(surroundings, sending, parameters)
  if (['sqs', 'sns', 'kinesis', 'events'].includes(service ?? ''))
    return sendInGroups(surroundings, sending, parameters)
  const failed = new Set<number>()
  let error = none.error
  for (const [index, input] of inputs.entries()) {
    try {
      const { CloudWatchLogsParameters: logs } = parameters
      const event = parsedEvent(pipe.sourceKind, sending.events[index] ?? null)
      const at = Number(logs?.Timestamp === undefined ? sending.at : dynamicValue(logs.Timestamp, event))
      await sendToTarget(surroundings, {
        arn: pipe.target,
        input,
        caller,
        options: {
          deliveryId: `${sending.executionId}-${index}`,
          at: at > 0 ? at : sending.at,
          logStreamName: dynamicValue(logs?.LogStreamName ?? pipe.name, event),
        },
      })
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown
      failed.add(index)
      error = thrown
    }
  }
  return { failed, error }
}

/** A request for each event. */
async function sendToHttp(
  surroundings: BackgroundSurroundings,
  { pipe, caller, events, inputs }: Sending,
  { HttpParameters }: Api.PipeTargetParameters,
): Promise<Failures> {
  const failed = new Set<number>()
  let error = none.error
  for (const [index, input] of inputs.entries()) {
    try {
      const event = parsedEvent(pipe.sourceKind, events[index] ?? null)
      const place = { arn: pipe.target, pipeArn: pipeArn(pipe, pipe.name) }
      await callHttp(surroundings, place, input, HttpParameters, event, caller)
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown
      failed.add(index)
      error = thrown
    }
  }
  return { failed, error }
}

async function sendToFunction(
  surroundings: BackgroundSurroundings,
  { pipe, caller, inputs }: Sending,
  { LambdaFunctionParameters }: Api.PipeTargetParameters,
): Promise<Failures> {
  const payload = jsonArray(inputs)
  if (LambdaFunctionParameters?.InvocationType === 'FIRE_AND_FORGET') {
    await sendToTarget(surroundings, { arn: pipe.target, input: payload, caller })
    return none
  }
  const answer = await invokeFunction(surroundings, pipe.target, payload, caller)
  if (!answer.ok) throw new AwsError('TargetFailed', answer.message)
  return readFailures(answer.payload)
}

/** Partial failures that a function or a state machine reports. Source: User Guide, "Partial batch failure". */
function readFailures(answer: string): Failures {
  let value: Json
  try {
    value = JSON.parse(answer) as Json
  } catch {
    return none
  }
  const items = (value as { batchItemFailures?: Json } | null)?.batchItemFailures
  if (!Array.isArray(items) || items.length === 0) return none
  const ids = new Set(items.map((item) => String((item as { itemIdentifier?: Json } | null)?.itemIdentifier)))
  const failed = readBatchItemFailures(value, ids)
  const error = new AwsError('TargetFailed', 'The target reported failures of the batch.')
  if (failed === 'all') throw error
  return { failed, byId: true, error }
}

async function sendToStateMachine(
  surroundings: BackgroundSurroundings,
  { pipe, caller, inputs, executionId, at }: Sending,
  { StepFunctionStateMachineParameters }: Api.PipeTargetParameters,
): Promise<void> {
  const input = jsonArray(inputs)
  if (StepFunctionStateMachineParameters?.InvocationType !== 'REQUEST_RESPONSE') {
    const options = { deliveryId: executionId, at }
    await sendToTarget(surroundings, { arn: pipe.target, input, caller, options })
    return
  }
  const { status, error, cause } = await surroundings.call<{
    status?: string
    error?: string
    cause?: string
  }>(
    'states:StartSyncExecution',
    { stateMachineArn: pipe.target, input },
    inRegion(caller, pipe.target.split(':')[3] ?? ''),
  )
  if (status !== 'SUCCEEDED') throw new AwsError('TargetFailed', `${error ?? status}: ${cause ?? ''}`)
}
