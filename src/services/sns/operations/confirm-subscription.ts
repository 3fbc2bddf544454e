import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change, readTopic } from '../directory.ts'
import { parseTopicArn, subscriptionArn } from '../domain/names.ts'
import { invalidParameter, topicNotFound } from '../errors.ts'
import { subscriptions } from '../records.ts'
import { putSubscription } from '../subscribing.ts'

/**
 * Confirms a subscription by the token that its endpoint got: whoever has it may, without a signature too. One that was unsubscribed
 * is taken up again.
 */
export async function confirmSubscription(
  { TopicArn = '', Token: token = '', AuthenticateOnUnsubscribe }: Api.ConfirmSubscriptionInput,
  context: OperationContext,
): Promise<Api.ConfirmSubscriptionResponse> {
  const address = parseTopicArn(TopicArn)
  const known = context.principal.type !== 'anonymous'
  if (address === undefined || (known && address.region !== context.region)) throw invalidParameter('Topic')
  if (!/^[0-9a-f]+$/.test(token)) throw invalidParameter('Token')
  const confirmed = await change(context, async (commit) => {
    const topic = await readTopic(context.store, address)
    if (topic === undefined) throw topicNotFound()
    const { topicId } = topic.topic
    const stored = await subscriptions.findBy(context.store, 'token', [topicId, token])
    if (stored === undefined) throw invalidParameter('Token')
    const { expiresAt: _until, ...before } = stored.value
    if (before.state === 'confirmed') return before
    const key = [topicId, before.protocol, before.endpointHash]
    const other = await subscriptions.findBy(context.store, 'endpoint', key)
    // It was subscribed anew since it was given up.
    if (other && other.value.id !== before.id) return other.value
    const next = {
      ...before,
      state: 'confirmed' as const,
      authenticated: known,
      authenticateOnUnsubscribe: known && AuthenticateOnUnsubscribe?.toLowerCase() === 'true',
    }
    putSubscription(commit, topic, next, stored)
    return next
  })
  return { SubscriptionArn: subscriptionArn(address, confirmed.id) }
}
