import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { arnOf, makeQueue, newAccount, receive, refused } from './support.ts'

const server = testServer()
const gone = 'AWS.SimpleQueueService.NonExistentQueue'

describe('queues', () => {
  it('are made, found, listed and deleted', async () => {
    const { sqs, account } = newAccount(server)
    const url = await makeQueue(sqs, 'orders')
    assert.equal(url, `${server.endpoint}/${account}/orders`)
    assert.equal((await sqs.getQueueUrl({ QueueName: 'orders' })).QueueUrl, url)
    assert.deepEqual((await sqs.listQueues({})).QueueUrls, [url])
    await sqs.deleteQueue({ QueueUrl: url })
    assert.equal((await sqs.listQueues({})).QueueUrls, undefined)
    await refused(sqs.getQueueUrl({ QueueName: 'orders' }), gone, 'The specified queue does not exist.')
    await refused(sqs.sendMessage({ QueueUrl: url, MessageBody: 'x' }), gone)
    await refused(sqs.deleteQueue({ QueueUrl: url }), gone)
  })

  it('of one name hold nothing of each other', async () => {
    const { sqs } = newAccount(server)
    const url = await makeQueue(sqs, 'again')
    await sqs.sendMessage({ QueueUrl: url, MessageBody: 'old' })
    await sqs.deleteQueue({ QueueUrl: url })
    await makeQueue(sqs, 'again')
    assert.deepEqual(await receive(sqs, url), [])
  })

  it('have AWS’s attributes when nothing is set', async () => {
    const { sqs, account } = newAccount(server)
    const url = await makeQueue(sqs, 'plain')
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] })
    const { CreatedTimestamp, LastModifiedTimestamp, ...others } = Attributes ?? {}
    assert.match(CreatedTimestamp ?? '', /^\d{10}$/)
    assert.equal(LastModifiedTimestamp, CreatedTimestamp)
    assert.deepEqual(others, {
      QueueArn: `arn:aws:sqs:us-east-1:${account}:plain`,
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
    })
    const fifo = await makeQueue(sqs, 'plain.fifo')
    const names = [
      'FifoQueue',
      'ContentBasedDeduplication',
      'DeduplicationScope',
      'FifoThroughputLimit',
    ] as const
    assert.deepEqual(
      (await sqs.getQueueAttributes({ QueueUrl: fifo, AttributeNames: [...names] })).Attributes,
      {
        FifoQueue: 'true',
        ContentBasedDeduplication: 'false',
        DeduplicationScope: 'queue',
        FifoThroughputLimit: 'perQueue',
      },
    )
  })

  it('are made again only with the same attributes', async () => {
    const { sqs } = newAccount(server)
    const url = await makeQueue(sqs, 'same', { DelaySeconds: '1', VisibilityTimeout: '030' })
    assert.equal(await makeQueue(sqs, 'same'), url)
    assert.equal(await makeQueue(sqs, 'same', { DelaySeconds: '1', MaximumMessageSize: '1048576' }), url)
    await refused(
      makeQueue(sqs, 'same', { DelaySeconds: '2' }),
      'QueueAlreadyExists',
      'A queue already exists with the same name and a different value for attribute DelaySeconds',
    )
    const made = await Promise.all(Array.from({ length: 8 }, () => makeQueue(sqs, 'at-once')))
    assert.equal(new Set(made).size, 1)
  })

  it('have names of letters, digits, hyphens and underscores', async () => {
    const { sqs } = newAccount(server)
    const words = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'
    for (const QueueName of ['a b', 'a.b', 'ü', 'x'.repeat(81), '../x', 'queue.fifo'])
      await refused(sqs.createQueue({ QueueName }), 'InvalidParameterValue', words)
    await refused(
      sqs.createQueue({ QueueName: 'no-suffix', Attributes: { FifoQueue: 'true' } }),
      'InvalidParameterValue',
      /must end with .fifo suffix/,
    )
    await refused(sqs.createQueue({ QueueName: '' }), 'MissingParameter')
    await refused(
      sqs.createQueue({ QueueName: undefined }),
      'MissingParameter',
      'The request must contain the parameter QueueName.',
    )
  })

  it('refuse attributes that they cannot have', async () => {
    const { sqs } = newAccount(server)
    const url = await makeQueue(sqs, 'attributes')
    const set = (Attributes: Record<string, string>) => sqs.setQueueAttributes({ QueueUrl: url, Attributes })
    for (const [name, values] of Object.entries({
      DelaySeconds: ['-1', '901', 'x', ''],
      MaximumMessageSize: ['1023', '1048577'],
      MessageRetentionPeriod: ['59', '1209601', '1e5'],
      ReceiveMessageWaitTimeSeconds: ['21'],
      VisibilityTimeout: ['43201', '1.5'],
      KmsDataKeyReusePeriodSeconds: ['59'],
      SqsManagedSseEnabled: ['maybe'],
      Policy: ['{', '[]', '{"Statement":[{"Effect":"Perhaps"}]}'],
    })) {
      for (const value of values)
        await refused(
          set({ [name]: value }),
          'InvalidAttributeValue',
          `Invalid value for the parameter ${name}.`,
        )
    }
    for (const name of ['Nonsense', 'QueueArn', 'All', 'FifoQueue', 'ContentBasedDeduplication'])
      await refused(set({ [name]: 'true' }), 'InvalidAttributeName', `Unknown Attribute ${name}.`)
    await refused(set({}), 'MissingParameter')
    await refused(
      set({ KmsMasterKeyId: 'alias/x', SqsManagedSseEnabled: 'true' }),
      'InvalidAttributeName',
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    )
    await refused(
      sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['Nonsense' as never] }),
      'InvalidAttributeName',
    )
    const fifo = await makeQueue(sqs, 'attributes.fifo')
    await refused(
      sqs.setQueueAttributes({ QueueUrl: fifo, Attributes: { FifoThroughputLimit: 'perMessageGroupId' } }),
      'InvalidAttributeValue',
    )
  })

  it('keep what encrypts them', async () => {
    const { sqs } = newAccount(server)
    const url = await makeQueue(sqs, 'kms', {
      KmsMasterKeyId: 'alias/x',
      KmsDataKeyReusePeriodSeconds: '6000',
    })
    const AttributeNames = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'] as const
    const read = async () =>
      (await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: [...AttributeNames] })).Attributes
    assert.deepEqual(await read(), {
      KmsMasterKeyId: 'alias/x',
      KmsDataKeyReusePeriodSeconds: '6000',
      SqsManagedSseEnabled: 'false',
    })
    await sqs.setQueueAttributes({ QueueUrl: url, Attributes: { KmsMasterKeyId: '' } })
    assert.deepEqual(await read(), { SqsManagedSseEnabled: 'false' })
  })

  it('are listed by prefix and in pages', async () => {
    const { sqs } = newAccount(server)
    const names = ['a-1', 'a-2', 'a-3', 'b-1', 'A-1', 'a']
    for (const name of names) await makeQueue(sqs, name)
    const list = async (QueueNamePrefix: string, MaxResults?: number) => {
      const found: string[] = []
      let NextToken: string | undefined
      do {
        const page = await sqs.listQueues({ QueueNamePrefix, MaxResults, NextToken })
        for (const url of page.QueueUrls ?? []) found.push(url.split('/').at(-1) ?? '')
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      return found
    }
    assert.deepEqual(await list('a-'), ['a-1', 'a-2', 'a-3'])
    assert.deepEqual(await list('a', 2), ['a', 'a-1', 'a-2', 'a-3'])
    assert.deepEqual(await list('', 1), [...names].sort())
    assert.deepEqual(await list('z'), [])
    await refused(sqs.listQueues({ MaxResults: 1001 }), 'InvalidParameterValue')
    await refused(sqs.listQueues({ NextToken: 'nonsense' }), 'InvalidParameterValue')
  })

  it('have tags', async () => {
    const { sqs } = newAccount(server)
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'tagged', tags: { a: '1', b: '' } })
    await sqs.tagQueue({ QueueUrl, Tags: { b: '2', c: '3' } })
    await sqs.untagQueue({ QueueUrl, TagKeys: ['a', 'unknown'] })
    assert.deepEqual((await sqs.listQueueTags({ QueueUrl })).Tags, { b: '2', c: '3' })
    await refused(sqs.tagQueue({ QueueUrl, Tags: { 'aws:x': '1' } }), 'InvalidParameterValue')
    await refused(
      sqs.tagQueue({
        QueueUrl,
        Tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ''])),
      }),
      'InvalidParameterValue',
    )
    assert.equal((await sqs.listQueueTags({ QueueUrl: await makeQueue(sqs, 'untagged') })).Tags, undefined)
  })

  it('are found by addresses that name other hosts', async () => {
    const { account } = newAccount(server)
    const sqs = new SQS({ ...server.config({ account }), useQueueUrlAsEndpoint: false })
    await makeQueue(sqs, 'hosts')
    for (const host of ['https://sqs.us-east-1.amazonaws.com', 'http://localhost:1', ''])
      await sqs.sendMessage({ QueueUrl: `${host}/${account}/hosts`, MessageBody: `from ${host}` })
    assert.equal((await receive(sqs, `/${account}/hosts`)).length, 3)
    for (const QueueUrl of ['hosts', `x/${account}/hosts`, 'http://', `/${account}/a/b`, `/1/hosts`])
      await refused(sqs.sendMessage({ QueueUrl, MessageBody: 'x' }), 'InvalidAddress')
  })
})

describe('permissions', () => {
  it('let other accounts do what the policy says', async () => {
    const { sqs, account } = newAccount(server)
    const url = await makeQueue(sqs, 'shared')
    const other = newAccount(server)
    const send = () => other.sqs.sendMessage({ QueueUrl: url, MessageBody: 'x' })
    await refused(send(), 'AccessDenied', /is not authorized to perform: sqs:SendMessage on resource/)
    await sqs.addPermission({
      QueueUrl: url,
      Label: 'others',
      AWSAccountIds: [other.account],
      Actions: ['SendMessage', 'GetQueueUrl'],
    })
    await send()
    await other.sqs.getQueueUrl({ QueueName: 'shared', QueueOwnerAWSAccountId: account })
    await refused(other.sqs.receiveMessage({ QueueUrl: url }), 'AccessDenied')
    await refused(other.sqs.deleteQueue({ QueueUrl: url }), 'AccessDenied')
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['Policy'] })
    assert.deepEqual(JSON.parse(Attributes?.Policy ?? ''), {
      Version: '2008-10-17',
      Id: `arn:aws:sqs:us-east-1:${account}:shared/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: 'others',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${other.account}:root` },
          Action: ['SQS:SendMessage', 'SQS:GetQueueUrl'],
          Resource: `arn:aws:sqs:us-east-1:${account}:shared`,
        },
      ],
    })
    await refused(
      sqs.addPermission({ QueueUrl: url, Label: 'others', AWSAccountIds: [account], Actions: ['*'] }),
      'InvalidParameterValue',
      'Value others for parameter Label is invalid. Reason: Already exists.',
    )
    await sqs.removePermission({ QueueUrl: url, Label: 'others' })
    await refused(send(), 'AccessDenied')
    await refused(sqs.removePermission({ QueueUrl: url, Label: 'others' }), 'InvalidParameterValue')
    const left = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['Policy'] })
    assert.equal(left.Attributes, undefined)
  })

  it('keep the owner out when the policy denies', async () => {
    const { sqs } = newAccount(server)
    const url = await makeQueue(sqs, 'closed')
    const Resource = await arnOf(sqs, url)
    const statement = { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await sqs.setQueueAttributes({ QueueUrl: url, Attributes: { Policy } })
    await refused(sqs.sendMessage({ QueueUrl: url, MessageBody: 'x' }), 'AccessDenied', /explicit deny/)
    await sqs.setQueueAttributes({ QueueUrl: url, Attributes: { Policy: '' } })
    await sqs.sendMessage({ QueueUrl: url, MessageBody: 'x' })
  })

  it('are refused when they cannot be', async () => {
    const { sqs, account } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'refusing')
    const add = (more: object) =>
      sqs.addPermission({ QueueUrl, Label: 'l', AWSAccountIds: [account], Actions: ['SendMessage'], ...more })
    await refused(add({ Actions: ['DeleteQueue'] }), 'InvalidParameterValue')
    await refused(add({ AWSAccountIds: ['me'] }), 'InvalidParameterValue')
    await refused(add({ Label: 'a b' }), 'InvalidParameterValue')
    await refused(add({ Actions: [] }), 'MissingParameter')
    await refused(add({ Actions: Array.from({ length: 8 }, () => 'SendMessage') }), 'OverLimit')
  })
})
