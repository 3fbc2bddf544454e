/** What older SDKs send (boto, AWS SDK for Java 1): forms to the queue's own address, answered in XML. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { makeQueue, newAccount } from './support.ts'

const server = testServer()

interface Answer {
  readonly status: number
  readonly text: string
}

async function post(path: string, account: string, form: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${server.endpoint}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      'x-amz-date': '20260101T000000Z',
    },
    body: new URLSearchParams({ Version: '2012-11-05', ...form }),
  })
  return { status: response.status, text: await response.text() }
}

const value = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]

describe('the query protocol', () => {
  it('takes messages at the queue’s address', async () => {
    const { account } = newAccount(server)
    const made = await post('/', account, {
      Action: 'CreateQueue',
      QueueName: 'forms',
      'Attribute.1.Name': 'VisibilityTimeout',
      'Attribute.1.Value': '0',
      'Tag.1.Key': 'k',
      'Tag.1.Value': 'v',
    })
    const path = `/${account}/forms`
    assert.match(made.text, /^<CreateQueueResponse xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/">/)
    assert.equal(value(made.text, 'QueueUrl'), `${server.endpoint}${path}`)
    const sent = await post(path, account, {
      Action: 'SendMessage',
      MessageBody: 'a <b> & ü',
      'MessageAttribute.1.Name': 'x',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'y',
    })
    assert.equal(sent.status, 200, sent.text)
    assert.match(value(sent.text, 'MessageId') ?? '', /^[0-9a-f-]{36}$/)
    const got = await post(path, account, {
      Action: 'ReceiveMessage',
      'AttributeName.1': 'SenderId',
      'AttributeName.2': 'ApproximateReceiveCount',
      'MessageAttributeName.1': 'All',
    })
    assert.equal(value(got.text, 'Body'), 'a &lt;b&gt; &amp; ü')
    assert.equal(value(got.text, 'MD5OfMessageAttributes'), value(sent.text, 'MD5OfMessageAttributes'))
    assert.match(got.text, /<Attribute><Name>ApproximateReceiveCount<\/Name><Value>1<\/Value><\/Attribute>/)
    assert.match(got.text, /<Attribute><Name>SenderId<\/Name>/)
    assert.doesNotMatch(got.text, /SentTimestamp/)
    const deleted = await post(path, account, {
      Action: 'DeleteMessage',
      ReceiptHandle: value(got.text, 'ReceiptHandle') ?? '',
    })
    assert.match(deleted.text, /^<DeleteMessageResponse/)
    const attributes = await post(path, account, { Action: 'GetQueueAttributes', 'AttributeName.1': 'All' })
    assert.match(attributes.text, /<Name>ApproximateNumberOfMessages<\/Name><Value>0</)
    const urls = await post('/', account, { Action: 'ListQueues' })
    assert.match(urls.text, /<ListQueuesResult><QueueUrl>/)
  })

  it('takes batches', async () => {
    const { sqs, account } = newAccount(server)
    await makeQueue(sqs, 'forms')
    const { text } = await post(`/${account}/forms`, account, {
      Action: 'SendMessageBatch',
      'SendMessageBatchRequestEntry.1.Id': 'one',
      'SendMessageBatchRequestEntry.1.MessageBody': 'x',
      'SendMessageBatchRequestEntry.2.Id': 'two',
      'SendMessageBatchRequestEntry.2.MessageBody': 'x',
      'SendMessageBatchRequestEntry.2.DelaySeconds': '1000',
    })
    assert.match(text, /<SendMessageBatchResultEntry><Id>one<\/Id>/)
    assert.match(
      text,
      /<BatchResultErrorEntry><Id>two<\/Id><SenderFault>true<\/SenderFault><Code>InvalidParameterValue</,
    )
  })

  it('words errors as AWS does', async () => {
    const { sqs, account } = newAccount(server)
    await makeQueue(sqs, 'forms')
    const missing = await post(`/${account}/none`, account, { Action: 'SendMessage', MessageBody: 'x' })
    assert.equal(missing.status, 400)
    assert.equal(value(missing.text, 'Code'), 'AWS.SimpleQueueService.NonExistentQueue')
    assert.equal(value(missing.text, 'Type'), 'Sender')
    assert.equal(value(missing.text, 'Message'), 'The specified queue does not exist.')
    const wrong = await post(`/${account}/forms`, account, {
      Action: 'ReceiveMessage',
      MaxNumberOfMessages: '11',
    })
    assert.equal(value(wrong.text, 'Code'), 'InvalidParameterValue')
    const nothing = await post(`/${account}/forms`, account, { Action: 'SendMessage' })
    assert.equal(value(nothing.text, 'Code'), 'MissingParameter')
    const number = await post(`/${account}/forms`, account, {
      Action: 'ReceiveMessage',
      MaxNumberOfMessages: 'x',
    })
    assert.equal(number.status, 400)
  })

  it('names the errors of JSON in a header, for SDKs that know the old codes', async () => {
    const { account } = newAccount(server)
    const response = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.GetQueueUrl',
        'x-amz-date': '20260101T000000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
      body: JSON.stringify({ QueueName: 'none' }),
    })
    assert.equal(response.status, 400)
    assert.equal(response.headers.get('x-amzn-query-error'), 'AWS.SimpleQueueService.NonExistentQueue;Sender')
    const body = (await response.json()) as { __type: string; message: string }
    assert.match(body.__type, /#QueueDoesNotExist$/)
    assert.equal(body.message, 'The specified queue does not exist.')
  })
})
