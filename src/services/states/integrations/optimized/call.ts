/** Optimized integrations that call one operation: DynamoDB, SQS, SNS, EventBridge. */
import type { AwsError } from '../../../../aws/aws-error.ts'
import { isObject, type Json } from '../../../../base/json.ts'
import { loadModel } from '../../../../models/index.ts'
import { done, type ErrorStyle, failed, httpMetadata, refusedParameters } from '../outcomes.ts'
import { capitalized, readParameters } from '../parameters.ts'
import { writeResult } from '../results.ts'
import { exceptionName } from '../sdk/names.ts'
import type { Task, TaskOutcome, TaskRoom } from '../types.ts'
import type { OldErrors, OptimizedCall } from './table.ts'

export async function performOptimized(
  room: TaskRoom,
  task: Task,
  call: OptimizedCall,
): Promise<TaskOutcome> {
  const model = await loadModel(call.model)
  const operation = model.operations.get(call.operation.split(':')[1] ?? '')
  if (!operation) return { type: 'failed', error: 'States.Runtime', cause: `There is no ${call.operation}.` }
  const { texts, plainValues } = call
  const given = { naming: capitalized, texts, ...(plainValues && { plainValues }) }
  const { input, faults } = readParameters(operation.input, withSources(task), given)
  if (faults.length > 0) return refusedParameters(task, faults)
  try {
    const answer = await room.call<object>(call.operation, input, task.caller)
    const output = await writeResult(operation.output, answer ?? {}, {
      naming: capitalized,
      instants: 'milliseconds',
    })
    const failure = failedEntries(output)
    if (failure) return failure
    const metadata = httpMetadata(room, JSON.stringify(output), call.contentType)
    return done(task, { ...(isObject(output) ? output : {}), ...metadata })
  } catch (error) {
    return failed(
      room,
      task,
      error,
      oldStyle(call.errors),
      (code) => model.errors.get(code)?.error?.statusCode,
    )
  }
}

/**
 * Each event names the execution and its machine among its resources. Source: Developer Guide, "Add EventBridge events with Step Functions".
 */
function withSources(task: Task): Json {
  const { arguments: given, resource, executionArn, stateMachineArn } = task
  if (resource.service !== 'events' || !isObject(given) || !Array.isArray(given.Entries)) return given
  const Entries = given.Entries.map((entry: Json): Json => {
    if (!isObject(entry)) return entry
    const before = Array.isArray(entry.Resources) ? (entry.Resources as Json[]) : []
    return { ...entry, Resources: [...before, executionArn, stateMachineArn] }
  })
  return { ...given, Entries }
}

/** One entry that is refused fails the task. Source: as above. */
function failedEntries(output: Json): TaskOutcome | undefined {
  if (!isObject(output) || typeof output.FailedEntryCount !== 'number' || output.FailedEntryCount === 0)
    return undefined
  const { FailedEntryCount, Entries = [] } = output
  return {
    type: 'failed',
    error: 'EventBridge.FailedEntry',
    cause: JSON.stringify({ FailedEntryCount, Entries }),
  }
}

/** Names and causes as the SDK for Java 1 has them. */
export function oldStyle({ prefix, base, service }: OldErrors): ErrorStyle {
  return {
    nameOf: (code, isModeled) => `${prefix}.${isModeled ? exceptionName(code) : base}`,
    causeOf: (error: AwsError, status, requestId) =>
      `${error.message} (Service: ${service}; Status Code: ${status}; Error Code: ${error.queryCode ?? error.code}; Request ID: ${requestId}; Proxy: null)`,
  }
}
