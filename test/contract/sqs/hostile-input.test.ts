/** Whatever a request holds, it is answered, and not by a failure of the server. The seed is printed; LAMBENT_TEST_FUZZ_SEED repeats a run. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { testServer } from '../../support/server.ts'
import { arnOf, counts, makeQueue, newAccount, receive } from './support.ts'

const server = testServer()
const seed = Number(process.env.LAMBENT_TEST_FUZZ_SEED ?? Date.now() % 1_000_000)
const operations = [
  'AddPermission',
  'CancelMessageMoveTask',
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'CreateQueue',
  'DeleteMessage',
  'DeleteMessageBatch',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'ListMessageMoveTasks',
  'ListQueueTags',
  'ListQueues',
  'ReceiveMessage',
  'RemovePermission',
  'SendMessage',
  'SendMessageBatch',
  'SetQueueAttributes',
  'StartMessageMoveTask',
  'TagQueue',
  'UntagQueue',
] as const

describe('hostile input', () => {
  let account = ''
  let known: Record<string, string> = {}
  let queueUrl = ''

  before(async () => {
    const made = newAccount(server)
    account = made.account
    queueUrl = await makeQueue(made.sqs, 'victim')
    const fifo = await makeQueue(made.sqs, 'victim.fifo')
    await made.sqs.sendMessage({ QueueUrl: queueUrl, MessageBody: 'x' })
    const [message] = await receive(made.sqs, queueUrl)
    known = { queueUrl, fifo, arn: await arnOf(made.sqs, queueUrl), handle: message?.ReceiptHandle ?? '' }
  })

  it('is refused, and leaves queues as they are', async (test) => {
    test.diagnostic(`seed ${seed}`)
    const text = fc.oneof(
      fc.constantFrom(
        'queueUrl',
        'fifo',
        'arn',
        'handle',
        '',
        '\u0000',
        '../..',
        'x'.repeat(3000),
        '{"deadLetterTargetArn":{},"maxReceiveCount":[]}',
        '{"Statement":{}}',
        '__proto__',
        'All',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    const scalar = fc.oneof(
      text,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(-1, 1e308, 2 ** 31, 0.5),
    )
    const names = fc.constantFrom(
      'VisibilityTimeout',
      'Policy',
      'RedrivePolicy',
      'RedriveAllowPolicy',
      'FifoQueue',
      'AWSTraceHeader',
      '__proto__',
      'constructor',
      'a.b',
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(
            names,
            fc.constantFrom('Id', 'MessageBody', 'ReceiptHandle', 'DataType', 'StringValue', 'BinaryValue'),
          ),
          tie('any'),
          { maxKeys: 3 },
        ),
      ),
    })).any
    const member = fc.constantFrom(
      'QueueName',
      'Attributes',
      'tags',
      'Tags',
      'TagKeys',
      'Label',
      'AWSAccountIds',
      'Actions',
      'MessageBody',
      'DelaySeconds',
      'MessageAttributes',
      'MessageSystemAttributes',
      'MessageGroupId',
      'MessageDeduplicationId',
      'Entries',
      'ReceiptHandle',
      'VisibilityTimeout',
      'MaxNumberOfMessages',
      'AttributeNames',
      'MessageSystemAttributeNames',
      'MessageAttributeNames',
      'ReceiveRequestAttemptId',
      'MaxResults',
      'NextToken',
      'QueueNamePrefix',
      'QueueOwnerAWSAccountId',
      'SourceArn',
      'DestinationArn',
      'MaxNumberOfMessagesPerSecond',
      'TaskHandle',
    )
    const input = fc.dictionary(member, value, { maxKeys: 6 })
    const property = fc.asyncProperty(
      fc.constantFrom(...operations),
      input,
      fc.boolean(),
      async (operation, given, atFifo) => {
        const body = JSON.stringify({ QueueUrl: atFifo ? known.fifo : known.queueUrl, ...given }, (_, one) =>
          typeof one === 'string' ? (known[one] ?? one) : one,
        )
        const response = await fetch(server.endpoint, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `AmazonSQS.${operation}`,
            'x-amz-date': '20260101T000000Z',
            authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
          },
          body,
        })
        const answer = await response.text()
        assert.ok(response.status < 500, `${operation} ${body}: ${response.status} ${answer}`)
        JSON.parse(answer || '{}')
      },
    )
    await fc.assert(property, { seed, numRuns: 300 })
    const { sqs } = newAccount(server)
    const other = await makeQueue(sqs, 'still-well')
    await sqs.sendMessage({ QueueUrl: other, MessageBody: 'x' })
    assert.deepEqual(await counts(sqs, other), [1, 0, 0])
  })
})
