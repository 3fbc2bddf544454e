import type { ResourceCalls } from '../../../dispatch/index.ts'
import type { StackOperation } from '../domain/operation.ts'
import type { Stack } from '../domain/stack.ts'
import { callerOf, resourceCalls } from './calls.ts'
import type { Catalogue } from './catalogue.ts'
import type { StackRoom } from './room.ts'

/** What an attempt at a resource may know. */
export interface AttemptContext {
  readonly room: StackRoom
  readonly stack: Stack
  readonly operation: StackOperation
  readonly catalogue: Catalogue
  readonly signal: AbortSignal
  /** Has the stack's events tell something of the resource now. */
  readonly tell: (reason: string) => void
}

/** The calls on behalf of a stack. */
export function callsOf({ room, stack, operation, signal }: AttemptContext): ResourceCalls {
  return resourceCalls(room, callerOf(stack, operation.principal, stack.deployment?.roleArn, signal))
}
