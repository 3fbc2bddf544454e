import type { Surroundings } from '../../../dispatch/index.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import { readSkipped, type StackOperation } from '../domain/operation.ts'
import type { Stack } from '../domain/stack.ts'
import { beginOperation, newOperation, unsettledOf } from './begin.ts'

/** How a stack is to go back. */
export interface GoingBack extends Pick<StackOperation, 'type' | 'principal' | 'parent'> {
  readonly token?: string | undefined
  readonly roleArn?: string | undefined
  readonly retainExceptOnCreate?: boolean
  /** As ContinueUpdateRollback names resources: of nested stacks too. */
  readonly skip?: readonly string[]
}

/** Begins the way back of a stack after a failure: of one that was left as it was, or of a rollback. Answers the operation's id. */
export function goBack(
  commit: Atomic,
  room: Pick<Surroundings, 'random' | 'clock'>,
  stored: Stored<Stack>,
  previousOperation: Stored<StackOperation> | undefined,
  { type, principal, parent, token, roleArn, retainExceptOnCreate = false, skip = [] }: GoingBack,
): string {
  const stack = stored.value
  const before = previousOperation?.value
  const undo = stack.status === 'CREATE_FAILED'
  const named = skip.map(readSkipped)
  const operation = newOperation(room, stack, room.clock.now(), {
    kind: undo ? 'rollback' : 'update',
    type,
    phase: undo ? 'undo' : 'back',
    principal,
    unsettled: unsettledOf(before),
    skip: named
      .filter(({ stackName }) => (parent ? stackName === stack.name : stackName === undefined))
      .map(({ logicalId }) => logicalId),
    skipInNested: skip.filter((_, index) => named[index]?.stackName !== undefined),
    retainExceptOnCreate: retainExceptOnCreate || (before?.retainExceptOnCreate ?? false),
    ...(token === undefined ? {} : { token }),
    ...(parent && { parent }),
    ...(before?.previous && { previous: before.previous }),
    previousOutputs: before?.previousOutputs ?? stack.outputs,
  })
  const { deployment } = stack
  beginOperation(commit, room, {
    stack: {
      ...stack,
      ...(roleArn !== undefined && deployment ? { deployment: { ...deployment, roleArn } } : {}),
    },
    previous: stored,
    status: undo ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS',
    operation,
    previousOperation,
  })
  return operation.id
}
