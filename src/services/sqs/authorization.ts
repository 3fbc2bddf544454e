import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { KnownQueue } from './directory.ts'
import { sharedActions } from './domain/permissions.ts'
import { accessDenied } from './errors.ts'

/**
 * Fails with AccessDenied unless the caller may do this with a queue: services and other accounts need the consent of its policy,
 * which cannot give what changes the queue itself. Source: "Amazon SQS API permissions: Actions and resource reference".
 */
export function authorize(
  context: OperationContext,
  { queue, arn, settings }: KnownQueue,
  action: string,
): void {
  const shared = sharedActions.has(action)
  const refusal = resourceRefusal(context, {
    action: `sqs:${action}`,
    resource: arn,
    owner: queue.accountId,
    policy: shared || context.accountId === queue.accountId ? settings.policy : undefined,
  })
  if (refusal !== undefined) throw accessDenied(refusal)
}
