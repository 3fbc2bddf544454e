import { Scheduler } from '@aws-sdk/client-scheduler'
import { SQS } from '@aws-sdk/client-sqs'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

/** Every client gets an account of its own, so that tests of one server do not meet. */
let accounts = 0

export interface Account {
  readonly id: string
  readonly scheduler: Scheduler
  readonly sqs: SQS
  readonly roleArn: string
  /** Makes a queue, and answers its ARN. */
  makeQueue(name: string): Promise<string>
  /** Takes all messages of a queue away, and answers them. */
  take(name: string): Promise<Array<{ body: string; attributes: Record<string, string> }>>
}

export function newAccount(server: TestServer): Account {
  const id = String(620_000_000_000 + accounts++)
  const sqs = new SQS(server.config({ account: id }))
  return {
    id,
    sqs,
    scheduler: new Scheduler(server.config({ account: id })),
    roleArn: `arn:aws:iam::${id}:role/scheduler`,
    async makeQueue(QueueName) {
      await sqs.createQueue({ QueueName })
      return `arn:aws:sqs:us-east-1:${id}:${QueueName}`
    },
    async take(QueueName) {
      await server.lambent.idle()
      const { QueueUrl } = await sqs.getQueueUrl({ QueueName })
      const taken: Array<{ body: string; attributes: Record<string, string> }> = []
      for (;;) {
        const { Messages = [] } = await sqs.receiveMessage({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        })
        if (Messages.length === 0) return taken
        for (const { Body = '', ReceiptHandle, MessageAttributes = {} } of Messages) {
          const attributes = Object.entries(MessageAttributes).map(([key, value]) => [
            key,
            value.StringValue ?? '',
          ])
          taken.push({ body: Body, attributes: Object.fromEntries(attributes) })
          await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
        }
      }
    },
  }
}
