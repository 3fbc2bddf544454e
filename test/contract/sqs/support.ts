import { type Message, type ReceiveMessageCommandInput, SQS } from '@aws-sdk/client-sqs'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

let accounts = 0

/** A client for an account that no other test uses, and its number. */
export function newAccount(server: TestServer): { readonly sqs: SQS; readonly account: string } {
  const account = String(310_000_000_000 + accounts++)
  return { sqs: new SQS(server.config({ account })), account }
}

/** Makes a queue and answers its address. */
export async function makeQueue(
  sqs: SQS,
  name: string,
  attributes: Record<string, string> = {},
): Promise<string> {
  const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: name, Attributes: { ...fifo, ...attributes } })
  return QueueUrl
}

export async function arnOf(sqs: SQS, QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] })
  return Attributes?.QueueArn ?? ''
}

export async function receive(
  sqs: SQS,
  QueueUrl: string,
  more: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message[]> {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, ...more })
  return Messages
}

export function bodies(messages: readonly Message[]): string[] {
  return messages.map(({ Body = '' }) => Body)
}

/** Available, in flight, delayed. */
export async function counts(sqs: SQS, QueueUrl: string): Promise<number[]> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const
  const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [...names] })
  return names.map((name) => Number(Attributes[name]))
}
