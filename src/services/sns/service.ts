import type { SNS } from '@aws-sdk/client-sns'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { confirmationHandler } from './confirmations.ts'
import { deadLetterHandler } from './dead-letters.ts'
import { deliveryHandler, giveUpOrdered, orderedDeliveryHandler } from './deliveries.ts'
import { fanOutHandler } from './fan-out.ts'
import { deliveriesAtOnce, httpDeliveriesAtOnce, requestBytesMax, tryingMsMax } from './limits.ts'
import { addPermission } from './operations/add-permission.ts'
import { confirmSubscription } from './operations/confirm-subscription.ts'
import { createTopic } from './operations/create-topic.ts'
import { deleteTopic } from './operations/delete-topic.ts'
import { getDataProtectionPolicy } from './operations/get-data-protection-policy.ts'
import { getSubscriptionAttributes } from './operations/get-subscription-attributes.ts'
import { getTopicAttributes } from './operations/get-topic-attributes.ts'
import { listSubscriptions } from './operations/list-subscriptions.ts'
import { listSubscriptionsByTopic } from './operations/list-subscriptions-by-topic.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { listTopics } from './operations/list-topics.ts'
import { publish } from './operations/publish.ts'
import { publishBatch } from './operations/publish-batch.ts'
import { putDataProtectionPolicy } from './operations/put-data-protection-policy.ts'
import { removePermission } from './operations/remove-permission.ts'
import { setSubscriptionAttributes } from './operations/set-subscription-attributes.ts'
import { setTopicAttributes } from './operations/set-topic-attributes.ts'
import { subscribe } from './operations/subscribe.ts'
import { tagResource } from './operations/tag-resource.ts'
import { unsubscribe } from './operations/unsubscribe.ts'
import { untagResource } from './operations/untag-resource.ts'
import {
  confirmationQueue,
  deadLetterQueue,
  deliveryQueue,
  fanOutQueue,
  httpDeliveryQueue,
  orderedDeliveryQueue,
  removalQueue,
  statusLogQueue,
} from './records.ts'
import { removalHandler } from './removals.ts'
import { SnsRoom } from './room.ts'
import { statusLogHandler } from './status-logs.ts'
import { validation } from './validation.ts'

/** How deliveries from FIFO topics are repeated. Units: milliseconds. Source: Developer Guide, "Amazon SNS message delivery retries". */
const orderedRetry = { firstMs: 1_000, longestMs: 20_000, factor: 2 }

/** Amazon Simple Notification Service, for one server. */
export function snsService(): ServiceDefinition {
  const room = new SnsRoom()
  return {
    prefix: 'sns',
    model: 'sns',
    operations: {
      AddPermission: addPermission,
      ConfirmSubscription: confirmSubscription,
      CreateTopic: createTopic,
      DeleteTopic: deleteTopic,
      GetDataProtectionPolicy: getDataProtectionPolicy,
      GetSubscriptionAttributes: getSubscriptionAttributes,
      GetTopicAttributes: getTopicAttributes,
      ListSubscriptions: listSubscriptions,
      ListSubscriptionsByTopic: listSubscriptionsByTopic,
      ListTagsForResource: listTagsForResource,
      ListTopics: listTopics,
      Publish: publish(room),
      PublishBatch: publishBatch(room),
      PutDataProtectionPolicy: putDataProtectionPolicy,
      RemovePermission: removePermission,
      SetSubscriptionAttributes: setSubscriptionAttributes,
      SetTopicAttributes: setTopicAttributes,
      Subscribe: subscribe,
      TagResource: tagResource,
      Unsubscribe: unsubscribe,
      UntagResource: untagResource,
    } satisfies OperationTable<SNS>,
    resourceTypes: {
      'AWS::SNS::Subscription': async () => (await import('./resources/subscription.ts')).subscription,
      'AWS::SNS::Topic': async () => (await import('./resources/topic.ts')).topic,
      'AWS::SNS::TopicInlinePolicy': async () =>
        (await import('./resources/topic-policy.ts')).topicInlinePolicy,
      'AWS::SNS::TopicPolicy': async () => (await import('./resources/topic-policy.ts')).topicPolicy,
    },
    validation,
    requestBytesMax,
    // The addresses in messages are for people and programs without keys.
    unsigned: ['ConfirmSubscription', 'Unsubscribe'],
    start: async (surroundings) => {
      room.open(surroundings)
      const { jobs, logger } = surroundings
      const deliver = deliveryHandler(room, surroundings)
      jobs.handle(deliveryQueue, deliver, { concurrency: deliveriesAtOnce })
      jobs.handle(httpDeliveryQueue, deliver, { concurrency: httpDeliveriesAtOnce })
      jobs.handle(orderedDeliveryQueue, orderedDeliveryHandler(room, surroundings), {
        concurrency: deliveriesAtOnce,
        retry: orderedRetry,
        tryingMsMax,
        onGiveUp: ({ value }, failure) => giveUpOrdered(room, surroundings, value, failure),
      })
      jobs.handle(fanOutQueue, fanOutHandler(room, surroundings))
      jobs.handle(confirmationQueue, confirmationHandler(room, surroundings))
      jobs.handle(deadLetterQueue, deadLetterHandler(surroundings), { tryingMsMax })
      jobs.handle(statusLogQueue, statusLogHandler(surroundings), { tryingMsMax })
      jobs.handle(removalQueue, removalHandler(surroundings))
      const preparing = jobs
        .during(() => room.signer.prepare())
        .catch((error: unknown) => logger.warn('The key that signs messages is not there yet', { error }))
      return {
        stop: async () => {
          await preparing
          room.close()
        },
      }
    },
  }
}
