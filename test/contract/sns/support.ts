import { SNS } from '@aws-sdk/client-sns'
import { type Message, SQS } from '@aws-sdk/client-sqs'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

/** Every client gets an account of its own, so that tests of one server do not meet. */
let accounts = 0

export interface Account {
  readonly id: string
  readonly sns: SNS
  readonly sqs: SQS
  /** The ARN of something of SNS's here. */
  arn(resource: string): string
  /** Makes a topic and answers its ARN. A FIFO topic by its name. */
  topic(name: string, attributes?: Record<string, string>): Promise<string>
  /** Makes a queue that SNS may send to. A FIFO queue by its name. */
  queue(name: string): Promise<Queue>
  /** Makes a queue and subscribes it; answers the subscription's ARN, too. */
  subscribedQueue(
    topicArn: string,
    name: string,
    attributes?: Record<string, string>,
  ): Promise<SubscribedQueue>
}

export interface Queue {
  readonly url: string
  readonly arn: string
  /** Takes out what has come, once all work is done. */
  received(): Promise<Message[]>
  /** The bodies, read as JSON. */
  notifications(): Promise<Notification[]>
}

export interface SubscribedQueue extends Queue {
  readonly subscriptionArn: string
}

export interface Notification {
  readonly Type: string
  readonly MessageId: string
  readonly TopicArn: string
  readonly Message: string
  readonly Subject?: string
  readonly Timestamp: string
  readonly SequenceNumber?: string
  readonly SignatureVersion: string
  readonly Signature: string
  readonly SigningCertURL: string
  readonly UnsubscribeURL: string
  readonly SubscribeURL?: string
  readonly Token?: string
  readonly MessageAttributes?: Record<string, { Type: string; Value: string }>
}

export function newAccount(server: TestServer): Account {
  const id = String(640_000_000_000 + accounts++)
  const sns = new SNS(server.config({ account: id }))
  const sqs = new SQS(server.config({ account: id }))
  const account: Account = {
    id,
    sns,
    sqs,
    arn: (resource) => `arn:aws:sns:us-east-1:${id}:${resource}`,
    async topic(Name, attributes = {}) {
      const fifo = Name.endsWith('.fifo') ? { FifoTopic: 'true' } : {}
      const { TopicArn = '' } = await sns.createTopic({ Name, Attributes: { ...fifo, ...attributes } })
      return TopicArn
    },
    async queue(name) {
      const arn = `arn:aws:sqs:us-east-1:${id}:${name}`
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arn,
        },
      })
      const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
      const { QueueUrl: url = '' } = await sqs.createQueue({
        QueueName: name,
        Attributes: { Policy, ...fifo },
      })
      const received = async () => {
        await server.lambent.idle()
        const all: Message[] = []
        for (;;) {
          const { Messages = [] } = await sqs.receiveMessage({
            QueueUrl: url,
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All'],
          })
          if (Messages.length === 0) return all
          all.push(...Messages)
          const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
          await sqs.deleteMessageBatch({ QueueUrl: url, Entries })
        }
      }
      return {
        url,
        arn,
        received,
        notifications: async () =>
          (await received()).map(({ Body = '' }) => JSON.parse(Body) as Notification),
      }
    },
    async subscribedQueue(TopicArn, name, Attributes = {}) {
      const queue = await account.queue(name)
      const { SubscriptionArn = '' } = await sns.subscribe({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queue.arn,
        Attributes,
      })
      return { ...queue, subscriptionArn: SubscriptionArn }
    },
  }
  return account
}
