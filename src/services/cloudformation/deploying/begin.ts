/** Beginning work on a stack: what CreateStack, UpdateStack, ExecuteChangeSet and nested stacks have in common. */
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import type { StackEvent } from '../domain/events.ts'
import type { StackOperation, StoredPrincipal } from '../domain/operation.ts'
import { userInitiated } from '../domain/reasons.ts'
import type { Stack, StackStatus } from '../domain/stack.ts'
import { notifyOf } from '../driver/notifications.ts'
import { wake } from '../driver/parents.ts'
import { eventLog, operations, stacks, timerQueue } from '../records.ts'

/** What an operation is begun with; the rest has defaults. */
export type NewOperation = Pick<StackOperation, 'kind' | 'type' | 'principal'> &
  Partial<Omit<StackOperation, 'kind' | 'type' | 'principal' | 'accountId' | 'region' | 'stackUuid'>>

/** An operation as it begins. */
export function newOperation(
  { random }: Pick<Surroundings, 'random'>,
  stack: Stack,
  now: number,
  given: NewOperation,
): StackOperation {
  const { accountId, region, uuid } = stack
  return {
    accountId,
    region,
    stackUuid: uuid,
    id: randomUuid(random),
    phase: 'forward',
    ended: false,
    unsettled: [],
    startedAt: now,
    onFailure: 'ROLLBACK',
    retainExceptOnCreate: false,
    retain: [],
    force: false,
    skip: [],
    ...given,
  }
}

/** Writes a stack that an operation begins on, tells it, and has it worked on. */
export function beginOperation(
  commit: Atomic,
  room: Pick<Surroundings, 'random'>,
  change: {
    readonly stack: Stack
    readonly previous: Stored<Stack> | undefined
    readonly status: StackStatus
    readonly reason?: string
    readonly operation: StackOperation
    readonly previousOperation: Stored<StackOperation> | undefined
  },
): Stack {
  const { operation, status } = change
  const reason = change.reason ?? userInitiated
  const stack: Stack = {
    ...change.stack,
    status,
    statusReason: reason,
    lastOperations: [{ type: operation.type, id: operation.id }, ...change.stack.lastOperations].slice(0, 3),
    ...(operation.token === undefined ? {} : { lastToken: operation.token, lastTokenFor: operation.type }),
  }
  stacks.put(commit, stack, change.previous)
  operations.put(commit, operation, change.previousOperation)
  tellStack(commit, room, stack, operation, reason)
  wake(commit, stack, stack.uuid)
  if (operation.deadlineAt !== undefined)
    commit.enqueue(
      timerQueue,
      { accountId: stack.accountId, region: stack.region, stackUuid: stack.uuid },
      { deliverAt: operation.deadlineAt },
    )
  return stack
}

/** Tells a stack's own status. */
export function tellStack(
  commit: Atomic,
  room: Pick<Surroundings, 'random'>,
  stack: Stack,
  operation: {
    readonly id: string
    readonly token?: string
    readonly principal: StoredPrincipal
    readonly startedAt: number
  },
  reason?: string,
): void {
  const event: StackEvent = {
    id: randomHex(room.random, 16),
    operationId: operation.id,
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status: stack.status,
    ...(reason === undefined ? {} : { reason }),
    ...(operation.token === undefined ? {} : { token: operation.token }),
  }
  commit.append(eventLog(stack, stack.uuid), event)
  notifyOf(commit, { stack, operation, events: [event], now: operation.startedAt })
}

/** The operations that failed and whose work is still open. */
export function unsettledOf(
  operation:
    | { readonly id: string; readonly unsettled: readonly string[]; readonly phase: string }
    | undefined,
): readonly string[] {
  return operation ? [...operation.unsettled, operation.id] : []
}
