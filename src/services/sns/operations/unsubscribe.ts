import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorizeSubscription } from '../authorization.ts'
import { addConfirmation, newToken } from '../confirmations.ts'
import { change } from '../directory.ts'
import { isHttp } from '../domain/endpoints.ts'
import { confirmationMs } from '../limits.ts'
import type { Subscription } from '../records.ts'
import { findSubscription, putSubscription } from '../subscribing.ts'

/**
 * Ends a subscription. There may be none. The address in every message lets its reader do it without a signature, unless the
 * subscription was confirmed with AuthenticateOnUnsubscribe. HTTP endpoints are told, and can take it up again.
 */
export async function unsubscribe(
  { SubscriptionArn }: Api.UnsubscribeInput,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const found = await findSubscription(context, SubscriptionArn)
    if (found === undefined) return
    const { known, stored, subscription } = found
    if (context.principal.type !== 'anonymous' || subscription.authenticateOnUnsubscribe)
      authorizeSubscription(context, subscription, 'Unsubscribe')
    if (subscription.state === 'confirmed' && isHttp(subscription.protocol)) {
      const ended: Subscription = {
        ...subscription,
        state: 'deleted',
        token: newToken(context),
        expiresAt: context.now + confirmationMs,
      }
      putSubscription(commit, known, ended, stored)
      addConfirmation(commit, context, 'UnsubscribeConfirmation', ended)
    } else putSubscription(commit, known, undefined, stored)
  })
  return {}
}
