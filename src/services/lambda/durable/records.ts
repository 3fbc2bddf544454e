/**
 * What durable executions keep. An execution's record is small and changes with everything; its operations are records of
 * their own, so that a checkpoint writes what it changes and no more; what happened is a log. All keys begin with account and
 * region. Ended executions stay until a message in the queue of timers removes them.
 */
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { collection, type Key } from '../../../store/index.ts'
import type { Execution, Operation } from '../domain/durable/types.ts'

/** Which execution something belongs to. */
export type OfExecution = {
  readonly accountId: AccountId
  readonly region: Region
  readonly executionId: string
}

/** By its id; by its name, which no two of a function's executions have; by when it was begun. */
export const executions = collection<Execution>()({
  name: 'lambda.durable-executions',
  key: ({ accountId, region, id }) => [accountId, region, id],
  indexes: {
    name: {
      key: ({ accountId, region, functionName, name }) => [accountId, region, functionName, name],
      unique: true,
    },
    start: {
      key: ({ accountId, region, functionName, startedAt, id }) => [
        accountId,
        region,
        functionName,
        startedAt,
        id,
      ],
      unique: true,
    },
  },
})

export type OperationRecord = OfExecution & { readonly content: Operation }

/** By its id; in the order in which they were begun. */
export const operations = collection<OperationRecord>()({
  name: 'lambda.durable-operations',
  key: ({ accountId, region, executionId, content }) => [accountId, region, executionId, content.id],
  indexes: {
    order: {
      key: ({ accountId, region, executionId, content }) => [accountId, region, executionId, content.order],
      unique: true,
    },
  },
})

export function operationKey({ accountId, region, executionId }: OfExecution, id: string): Key {
  return [accountId, region, executionId, id]
}

/** The log of what happened. Sequences are the ids of events. */
export function historyLog({ accountId, region, executionId }: OfExecution): Key {
  return ['lambda.durable-history', accountId, region, executionId]
}

/** Requests for invocations; a group for each execution, so that one runs at a time. */
export const invocationQueue: Key = ['lambda.durable-invocations']

/** Instants at which something ends by itself. */
export const timerQueue: Key = ['lambda.durable-timers']

export type TimerMessage = OfExecution &
  (
    | { readonly kind: 'timer'; readonly operationId: string }
    | { readonly kind: 'timeout' }
    | { readonly kind: 'forget' }
  )

/** Calls of other functions, and their outcomes. */
export const callQueue: Key = ['lambda.durable-calls']

export type CallMessage = OfExecution &
  (
    | { readonly kind: 'call'; readonly operationId: string }
    /** The execution ended: tell its parent. */
    | { readonly kind: 'report' }
  )
