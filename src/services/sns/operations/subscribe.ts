import type * as Api from '@aws-sdk/client-sns'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { addConfirmation, newToken } from '../confirmations.ts'
import { change, loadNow } from '../directory.ts'
import { needsConfirmation, readEndpoint } from '../domain/endpoints.ts'
import { subscriptionArn } from '../domain/names.ts'
import { hasAttributes, newAttributes } from '../domain/subscription-attributes.ts'
import { invalidParameter } from '../errors.ts'
import { confirmationMs } from '../limits.ts'
import { type Subscription, subscriptions } from '../records.ts'
import { hashOf, putSubscription } from '../subscribing.ts'

/**
 * Subscribes an endpoint. One that is subscribed already is the answer too, unless the request names other attributes; while it is
 * not confirmed, it is asked once more.
 */
export async function subscribe(
  input: Api.SubscribeInput,
  context: OperationContext,
): Promise<Api.SubscribeResponse> {
  const { TopicArn, Protocol = '', ReturnSubscriptionArn: asked = false } = input
  const subscription = await change(context, async (commit) => {
    const known = await loadNow(context, TopicArn)
    const { topic } = known
    authorize(
      context,
      known,
      'Subscribe',
      new Map([
        ['sns:protocol', [Protocol]],
        ['sns:endpoint', [input.Endpoint ?? '']],
      ]),
    )
    const { protocol, endpoint } = readEndpoint(Protocol, input.Endpoint, topic.fifo)
    const prefix = 'Attributes Reason: '
    const attributes = newAttributes(input.Attributes ?? {}, { protocol, fifo: topic.fifo, prefix })
    const endpointHash = hashOf(endpoint)
    const existing = await subscriptions.findBy(context.store, 'endpoint', [
      topic.topicId,
      protocol,
      endpointHash,
    ])
    if (existing && !hasAttributes(existing.value.attributes, attributes))
      throw invalidParameter('Attributes', 'Subscription already exists with different attributes')
    if (existing?.value.state === 'confirmed') return existing.value
    const pending = needsConfirmation(protocol, endpoint, context.accountId)
    const made: Subscription = {
      topic: { accountId: topic.accountId, region: topic.region, name: topic.name },
      topicId: topic.topicId,
      id: existing?.value.id ?? randomUuid(context.random),
      owner: context.accountId,
      principal: context.principal.arn,
      protocol,
      endpoint,
      endpointHash,
      state: pending ? 'pending' : 'confirmed',
      authenticated: !pending,
      authenticateOnUnsubscribe: false,
      ...(pending ? { token: newToken(context), expiresAt: context.now + confirmationMs } : {}),
      // Those that it has agree with those that are asked for.
      attributes: existing?.value.attributes ?? attributes,
      createdAt: context.now,
    }
    putSubscription(commit, known, made, existing)
    if (pending) addConfirmation(commit, context, 'SubscriptionConfirmation', made)
    return made
  })
  const isShown = asked || subscription.state === 'confirmed'
  return {
    SubscriptionArn: isShown ? subscriptionArn(subscription.topic, subscription.id) : 'pending confirmation',
  }
}
