import { EventBridge } from '@aws-sdk/client-eventbridge'
import { SQS } from '@aws-sdk/client-sqs'
import type { TestServer } from './server.ts'

/** An event as its targets get it. */
export interface BusEvent {
  readonly version: string
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}

/** Listens to what a source puts on the default bus of an account. What it returns answers what came since it was last asked. */
export async function listenToBus(
  server: TestServer,
  account: string,
  source: string,
): Promise<() => Promise<BusEvent[]>> {
  const config = server.config({ account })
  const [sqs, events] = [new SQS(config), new EventBridge(config)]
  const name = `heard-${source.replaceAll('.', '-')}`
  const { QueueUrl } = await sqs.createQueue({ QueueName: name })
  const queueArn = `arn:aws:sqs:us-east-1:${account}:${name}`
  await events.putRule({ Name: name, EventPattern: JSON.stringify({ source: [source] }) })
  await events.putTargets({ Rule: name, Targets: [{ Id: 't', Arn: queueArn }] })
  const Principal = { Service: 'events.amazonaws.com' }
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: queueArn }]
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: JSON.stringify({ Statement }) } })
  return async () => {
    await server.lambent.idle()
    const heard: BusEvent[] = []
    for (;;) {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
      if (Messages.length === 0) return heard
      for (const { Body = '', ReceiptHandle } of Messages) {
        heard.push(JSON.parse(Body) as BusEvent)
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
      }
    }
  }
}
