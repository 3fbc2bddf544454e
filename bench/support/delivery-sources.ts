/** Sources of events for the benchmark of delivery: each is prepared once, then sends one event at a time. */
import type { Lambda } from '@aws-sdk/client-lambda'
import { SQS, type SQSClientConfig } from '@aws-sdk/client-sqs'

/** Sends an event and answers when its producer was answered, in milliseconds since the epoch. */
export type SendEvent = (index: number) => Promise<number>

export interface DeliverySource {
  readonly name: string
  /** Connects a new source with a function. */
  prepare(lambda: Lambda, functionName: string): Promise<SendEvent>
}

const now = () => performance.timeOrigin + performance.now()

/** All sources. A service that is not built makes `prepare` fail. */
export function deliverySources(config: SQSClientConfig & { readonly endpoint: string }): DeliverySource[] {
  return [sqsSource(config)]
}

const account = '000000000000'

function sqsSource(config: SQSClientConfig): DeliverySource {
  const sqs = new SQS(config)
  return {
    name: 'SQS SendMessage',
    async prepare(lambda, FunctionName) {
      const { QueueUrl } = await sqs.createQueue({
        QueueName: FunctionName,
        Attributes: { VisibilityTimeout: '120' },
      })
      const EventSourceArn = `arn:aws:sqs:us-east-1:${account}:${FunctionName}`
      await lambda.createEventSourceMapping({ FunctionName, EventSourceArn })
      return async (index) => {
        await sqs.sendMessage({ QueueUrl, MessageBody: String(index) })
        return now()
      }
    },
  }
}
