import assert from 'node:assert/strict'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { type CreatePipeRequest, Pipes } from '@aws-sdk/client-pipes'
import { SQS } from '@aws-sdk/client-sqs'
import type { TestServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

export { refused } from '../../support/refused.ts'

/** Every client gets an account of its own, so that tests of one server do not meet. */
let accounts = 0

export type Account = ReturnType<typeof newAccount>

export function newAccount(server: TestServer) {
  const id = String(630_000_000_000 + accounts++)
  const config = server.config({ account: id })
  const pipes = new Pipes(config)
  const sqs = new SQS(config)
  const roleArn = `arn:aws:iam::${id}:role/pipe`
  const url = async (QueueName: string) => (await sqs.getQueueUrl({ QueueName })).QueueUrl
  const stateOf = async (Name: string) => (await pipes.describePipe({ Name })).CurrentState
  return {
    id,
    config,
    pipes,
    sqs,
    roleArn,
    stateOf,
    kinesis: new Kinesis(config),
    dynamodb: new DynamoDB(config),
    events: new EventBridge(config),
    logs: new CloudWatchLogs(config),
    /** Makes a queue, and answers its ARN. */
    async makeQueue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
      await sqs.createQueue({ QueueName, Attributes })
      return `arn:aws:sqs:us-east-1:${id}:${QueueName}`
    },
    async send(queue: string, ...bodies: string[]): Promise<void> {
      const QueueUrl = await url(queue)
      for (const MessageBody of bodies) await sqs.sendMessage({ QueueUrl, MessageBody })
    },
    /** Waits for as many messages, takes them away and answers their bodies, as JSON where they are JSON. */
    async take(queue: string, count: number): Promise<unknown[]> {
      const QueueUrl = await url(queue)
      const taken: unknown[] = []
      await until(async () => {
        const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
        for (const { Body = '', ReceiptHandle } of Messages) {
          taken.push(readJson(Body))
          await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
        }
        return taken.length >= count
      }, `${count} messages in ${queue}`)
      return taken
    },
    /** How many messages a queue has, hidden ones too. */
    async depth(queue: string): Promise<number> {
      const { Attributes = {} } = await sqs.getQueueAttributes({
        QueueUrl: await url(queue),
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      })
      return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0)
    },
    /** Makes a pipe and waits until it runs. */
    async makePipe(Name: string, more: Omit<CreatePipeRequest, 'Name' | 'RoleArn'>): Promise<void> {
      await pipes.createPipe({ Name, RoleArn: roleArn, ...more })
      await until(async () => (await stateOf(Name)) !== 'CREATING', `${Name} created`)
      assert.equal(await stateOf(Name), 'RUNNING')
    },
    async reaches(name: string, state: string): Promise<void> {
      await until(async () => (await stateOf(name)) === state, `${name} is ${state}`)
    },
  }
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
