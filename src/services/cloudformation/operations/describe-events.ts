import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { LogEntry } from '../../../store/index.ts'
import { findChangeSet } from '../change-sets/finding.ts'
import type { StackEvent } from '../domain/events.ts'
import type { Stack } from '../domain/stack.ts'
import { validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { readEvents } from './describe-stack-events.ts'

/**
 * DescribeEvents: of a stack, of one operation on it, or of a change set, the newest first; what failed validation too.
 * Source: API Reference, DescribeEvents.
 */
export async function describeEvents(
  input: Api.DescribeEventsInput,
  context: OperationContext,
): Promise<Api.DescribeEventsOutput> {
  const { store } = context
  const { stack, operationId } = await subject(input, context)
  const purpose = `cloudformation:DescribeEvents ${stack.id} ${operationId ?? ''}`
  const { entries, next } = await readEvents(store, stack, purpose, input.NextToken)
  const wanted = entries.filter(
    ({ value }) =>
      (operationId === undefined || value.operationId === operationId) &&
      (input.Filters?.FailedEvents !== true || isFailure(value)),
  )
  return {
    OperationEvents: wanted.map((entry) => view(stack, entry)),
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

async function subject(
  input: Api.DescribeEventsInput,
  context: OperationContext,
): Promise<{ stack: Stack; operationId?: string | undefined }> {
  if (input.ChangeSetName !== undefined) {
    const { value } = await findChangeSet(context, input.ChangeSetName, input.StackName)
    const { value: stack } = await stackNamed(context.store, context, value.stackId)
    return { stack, operationId: value.operationId }
  }
  if (input.StackName === undefined) throw validationError('StackName or ChangeSetName must be specified')
  const { value: stack } = await stackNamed(context.store, context, input.StackName)
  return { stack, operationId: input.OperationId }
}

function isFailure({ status, validation }: StackEvent): boolean {
  return validation !== undefined || status.endsWith('_FAILED')
}

function view(stack: Stack, { value, at }: LogEntry<StackEvent>): Api.OperationEvent {
  const operation = stack.lastOperations.find(({ id }) => id === value.operationId)
  const { validation } = value
  return {
    EventId: value.id,
    StackId: stack.id,
    OperationId: value.operationId,
    ...(operation ? { OperationType: operation.type } : {}),
    EventType: validation ? 'VALIDATION_ERROR' : isOwn(stack, value) ? 'STACK_EVENT' : kindOf(value),
    LogicalResourceId: value.logicalId,
    PhysicalResourceId: value.physicalId,
    ResourceType: value.type,
    Timestamp: new Date(value.at ?? at),
    ...(value.token === undefined ? {} : { ClientRequestToken: value.token }),
    ...(validation
      ? {
          ValidationName: validation.name,
          ValidationStatus: 'FAILED',
          ValidationFailureMode: validation.mode,
          ValidationPath: validation.path,
          ...(value.reason === undefined ? {} : { ValidationStatusReason: value.reason }),
        }
      : {
          ResourceStatus: value.status as Api.ResourceStatus,
          ...(value.reason === undefined ? {} : { ResourceStatusReason: value.reason }),
          ...(value.properties === undefined ? {} : { ResourceProperties: value.properties }),
        }),
  }
}

function kindOf({ status }: StackEvent): Api.EventType {
  return status.endsWith('_FAILED') ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT'
}

function isOwn(stack: Stack, { physicalId }: StackEvent): boolean {
  return physicalId === stack.id
}
