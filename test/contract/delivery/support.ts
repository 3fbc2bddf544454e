/** Functions that tell what they were given, and a queue where they tell it: tests wait there, and for nothing else. */
import assert from 'node:assert/strict'
import type { CreateEventSourceMappingRequest, CreateFunctionRequest } from '@aws-sdk/client-lambda'
import { SQS } from '@aws-sdk/client-sqs'
import type { TestServer } from '../../support/server.ts'
import { type Account, makeFunction, newAccount, untilActive } from '../lambda/support.ts'

/** A function tells by `report(value)`. Written for Python's own library: nothing is fetched for it. */
const reporting = `
import json, os, urllib.request

def call(target, body, headers={}):
    service = target.split('.')[0]
    request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'], data=json.dumps(body).encode(), headers={
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        'x-amz-date': '20260101T000000Z',
        'authorization': 'AWS4-HMAC-SHA256 Credential=' + os.environ['ACCOUNT'] + '/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, Signature=' + '0' * 64,
        **headers,
    })
    return json.loads(urllib.request.urlopen(request, timeout=20).read() or b'{}')

def report(value):
    call('AmazonSQS.SendMessage', {'QueueUrl': os.environ['OUT'], 'MessageBody': json.dumps(value)})
`

/** An account with a queue where functions report. */
export interface DeliveryWorld extends Account {
  readonly sqs: SQS
  readonly outUrl: string
  /** Makes a Python function whose source may use `report`, and waits until it is active. */
  reporter(name: string, source: string, more?: Partial<CreateFunctionRequest>): Promise<void>
  /** The next reports, as many as are asked for. */
  reports(count: number): Promise<unknown[]>
  /** That nothing more has been reported. Call it when nothing is under way. */
  noMoreReports(): Promise<void>
  /** Makes a queue and answers its address and ARN. */
  queue(name: string, attributes?: Record<string, string>): Promise<{ url: string; arn: string }>
  /** Makes a mapping and answers its UUID. */
  map(input: CreateEventSourceMappingRequest): Promise<string>
}

export async function deliveryWorld(server: TestServer): Promise<DeliveryWorld> {
  const account = newAccount(server)
  const sqs = new SQS(server.config({ account: account.id }))
  const queue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl: url = '' } = await sqs.createQueue({ QueueName, Attributes })
    return { url, arn: `arn:aws:sqs:us-east-1:${account.id}:${QueueName}` }
  }
  const { url: outUrl } = await queue('reports')
  const take = async (WaitTimeSeconds: number, max: number) => {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl: outUrl,
      WaitTimeSeconds,
      MaxNumberOfMessages: Math.min(10, max),
    })
    for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl: outUrl, ReceiptHandle })
    return Messages.map(({ Body = 'null' }) => JSON.parse(Body) as unknown)
  }
  return {
    ...account,
    sqs,
    outUrl,
    queue,
    async reporter(name, source, more = {}) {
      const { Environment, ...rest } = more
      const Variables = { OUT: outUrl, ACCOUNT: account.id, ...Environment?.Variables }
      await makeFunction(account, name, { ...rest, Environment: { Variables } }, `${reporting}\n${source}`)
      await untilActive(account, name)
    },
    async reports(count) {
      const found: unknown[] = []
      // A minute without any: a machine with little to give starts a function slowly.
      for (let emptyInRow = 0; found.length < count && emptyInRow < 3; ) {
        const more = await take(20, count - found.length)
        emptyInRow = more.length === 0 ? emptyInRow + 1 : 0
        found.push(...more)
      }
      assert.equal(found.length, count, `only ${found.length} of ${count} reports came`)
      return found
    },
    async noMoreReports() {
      assert.deepEqual(await take(0, 10), [])
    },
    async map(input) {
      const { UUID = '' } = await account.lambda.createEventSourceMapping(input)
      return UUID
    },
  }
}

/** Reports the event as it is. */
export const echo = 'def handler(event, context):\n    report(event)\n'
