import type { OperationContext } from '../../dispatch/index.ts'
import { userNameNeeded } from './errors.ts'

/** Whose keys or password a request is about. */
export type Subject = { readonly kind: 'user'; readonly name: string } | { readonly kind: 'root' }

/**
 * Whom a request means that may leave `UserName` out: the user who asks, or the root user. Fails with ValidationError
 * for sessions of roles, which are neither.
 */
export function subjectOf(context: OperationContext, userName: string | undefined): Subject {
  if (userName !== undefined) return { kind: 'user', name: userName }
  const { type, arn } = context.principal
  if (type === 'root') return { kind: 'root' }
  if (type === 'user') return { kind: 'user', name: arn.slice(arn.lastIndexOf('/') + 1) }
  throw userNameNeeded()
}
