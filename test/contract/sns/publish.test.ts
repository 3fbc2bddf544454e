import assert from 'node:assert/strict'
import { createVerify, X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { type Notification, newAccount, refused } from './support.ts'

describe('publishing to queues', () => {
  const server = testServer()

  it('brings the message in an envelope, with a signature that the certificate proves', async () => {
    for (const SignatureVersion of ['1', '2']) {
      const { sns, topic, subscribedQueue } = newAccount(server)
      const TopicArn = await topic('t', { SignatureVersion })
      const { received, subscriptionArn } = await subscribedQueue(TopicArn, 'q')
      const MessageAttributes = { attr1: { DataType: 'Number', StringValue: '99.12' } }
      const { MessageId } = await sns.publish({
        TopicArn,
        Subject: 'On "it"',
        Message: 'hällo\n',
        MessageAttributes,
      })
      const [{ Body = '', Attributes } = {}] = await received()
      assert.equal(Attributes?.SenderId, 'sns.amazonaws.com')
      const notification: Notification = JSON.parse(Body)
      const { Signature, Timestamp, SigningCertURL, UnsubscribeURL } = notification
      assert.deepEqual(Object.entries(notification), [
        ['Type', 'Notification'],
        ['MessageId', MessageId],
        ['TopicArn', TopicArn],
        ['Subject', 'On "it"'],
        ['Message', 'hällo\n'],
        ['Timestamp', Timestamp],
        ['SignatureVersion', SignatureVersion],
        ['Signature', Signature],
        ['SigningCertURL', SigningCertURL],
        ['UnsubscribeURL', UnsubscribeURL],
        ['MessageAttributes', { attr1: { Type: 'Number', Value: '99.12' } }],
      ])
      assert.ok(Body.startsWith('{\n  "Type" : "Notification",\n  "MessageId" : "'))
      assert.ok(UnsubscribeURL.includes(`?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`))
      const certificate = new X509Certificate(await (await fetch(SigningCertURL)).text())
      assert.equal(certificate.subject, 'CN=sns.amazonaws.com')
      assert.ok(certificate.verify(certificate.publicKey))
      const text = `Message\nhällo\n\nMessageId\n${MessageId}\nSubject\nOn "it"\nTimestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\nNotification\n`
      const verify = createVerify(SignatureVersion === '1' ? 'sha1' : 'sha256').update(text)
      assert.ok(verify.verify(certificate.publicKey, Signature, 'base64'))
      assert.equal((await fetch(UnsubscribeURL)).status, 200)
      assert.deepEqual((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions ?? [], [])
    }
  })

  it('brings the bare message where that is asked for', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const { received } = await subscribedQueue(TopicArn, 'q', { RawMessageDelivery: 'true' })
    await sns.publish({
      TopicArn,
      Message: 'bare',
      MessageGroupId: 'tenant',
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'x' },
        number: { DataType: 'Number.int', StringValue: '7' },
        bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 255) },
      },
    })
    const [message] = await received()
    assert.equal(message?.Body, 'bare')
    assert.equal(message?.Attributes?.MessageGroupId, 'tenant')
    const { text, number, bytes } = message?.MessageAttributes ?? {}
    assert.equal(text?.StringValue, 'x')
    assert.equal(number?.DataType, 'Number.int')
    assert.deepEqual([...(bytes?.BinaryValue ?? [])], [1, 255])
  })

  it('chooses texts by protocol', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const { notifications } = await subscribedQueue(TopicArn, 'q')
    const publish = (message: unknown) =>
      sns.publish({
        TopicArn,
        MessageStructure: 'json',
        Message: typeof message === 'string' ? message : JSON.stringify(message),
      })
    await publish({ default: 'all', sqs: 'queues' })
    await publish({ default: 'all', lambda: 'functions' })
    assert.deepEqual((await notifications()).map(({ Message }) => Message).sort(), ['all', 'queues'])
    await refused(
      publish({ sqs: 'x' }),
      'InvalidParameter',
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    )
    await refused(
      publish('{'),
      'InvalidParameter',
      'Invalid parameter: Message Structure - JSON message body failed to parse',
    )
  })

  it('filters by attributes and by body', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const filtered = (name: string, FilterPolicy: object, FilterPolicyScope = 'MessageAttributes') =>
      subscribedQueue(TopicArn, name, { FilterPolicy: JSON.stringify(FilterPolicy), FilterPolicyScope })
    const queues = {
      prices: await filtered('prices', { price: [{ numeric: ['>', 0, '<=', 100] }] }),
      sports: await filtered('sports', { sport: ['tennis', { prefix: 'foot' }], price: [{ exists: false }] }),
      body: await filtered('body', { order: { state: ['paid'] } }, 'MessageBody'),
      all: await subscribedQueue(TopicArn, 'all'),
    }
    const attribute = (DataType: string, StringValue: string) => ({ DataType, StringValue })
    await sns.publish({ TopicArn, Message: '1', MessageAttributes: { price: attribute('Number', '100.0') } })
    await sns.publish({ TopicArn, Message: '2', MessageAttributes: { price: attribute('String', '50') } })
    await sns.publish({
      TopicArn,
      Message: '3',
      MessageAttributes: { sport: attribute('String.Array', '["golf","tennis"]') },
    })
    await sns.publish({
      TopicArn,
      Message: '4',
      MessageAttributes: { sport: attribute('String', 'football'), price: attribute('Number', '101') },
    })
    await sns.publish({ TopicArn, Message: '{"order":{"state":"paid"}}' })
    await sns.publish({ TopicArn, Message: '{"order":{"state":"open"}}' })
    const messages = async (name: keyof typeof queues) =>
      (await queues[name].notifications()).map(({ Message }) => Message).sort()
    assert.deepEqual(await messages('prices'), ['1'])
    assert.deepEqual(await messages('sports'), ['3'])
    assert.deepEqual(await messages('body'), ['{"order":{"state":"paid"}}'])
    assert.equal((await messages('all')).length, 6)
  })

  it('refuses what AWS refuses, in its words', async () => {
    const { sns, topic, arn } = newAccount(server)
    const TopicArn = await topic('t')
    const invalid: Array<[object, string]> = [
      [{ Message: '' }, 'Empty message'],
      [{ Message: 'm', Subject: '' }, 'Subject'],
      [{ Message: 'm', Subject: 'x'.repeat(101) }, 'Subject'],
      [{ Message: 'm', Subject: 'a\nb' }, 'Subject'],
      [{ Message: 'x'.repeat(262_145) }, 'Message too long'],
      [
        { Message: 'm', MessageDeduplicationId: 'd' },
        'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      ],
    ]
    for (const [input, message] of invalid)
      await refused(
        sns.publish({ TopicArn, Message: 'm', ...input }),
        'InvalidParameter',
        `Invalid parameter: ${message}`,
      )
    await refused(
      sns.publish({ Message: 'm' }),
      'InvalidParameter',
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    )
    await refused(sns.publish({ TargetArn: arn('absent'), Message: 'm' }), 'NotFound', 'Topic does not exist')
    await refused(
      sns.publish({ TargetArn: arn('endpoint/GCM/app/x'), Message: 'm' }),
      'InvalidParameter',
      'Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified',
    )
    const attributes: Array<[string, object, string]> = [
      [
        'attr1',
        { DataType: 'S' },
        "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
      ],
      [
        'attr1',
        { DataType: 'String' },
        "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'String'.",
      ],
      [
        'attr1',
        { DataType: 'String', BinaryValue: Uint8Array.of(1) },
        "The message attribute 'attr1' with type 'String' must use field 'String'.",
      ],
      [
        'attr^a',
        { DataType: 'String', StringValue: 'x' },
        "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
      ],
      [
        '.a',
        { DataType: 'String', StringValue: 'x' },
        "Invalid message attribute name starting with character '.' was found.",
      ],
      [
        'a..b',
        { DataType: 'String', StringValue: 'x' },
        "Message attribute name can not have successive '.' character.",
      ],
      [
        'x'.repeat(256),
        { DataType: 'String', StringValue: 'x' },
        'Length of message attribute name must be less than 256 bytes.',
      ],
    ]
    for (const [name, value, message] of attributes)
      await refused(
        sns.publish({ TopicArn, Message: 'm', MessageAttributes: { [name]: value as { DataType: string } } }),
        'ParameterValueInvalid',
        message,
      )
  })

  it('takes batches', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const { notifications } = await subscribedQueue(TopicArn, 'q')
    const batch = (...messages: string[]) =>
      sns.publishBatch({
        TopicArn,
        PublishBatchRequestEntries: messages.map((Message, index) => ({ Id: `id-${index}`, Message })),
      })
    const { Successful = [], Failed = [] } = await batch('a', 'b', 'c')
    assert.deepEqual(
      Successful.map(({ Id }) => Id),
      ['id-0', 'id-1', 'id-2'],
    )
    assert.deepEqual(Failed, [])
    const got = await notifications()
    assert.deepEqual(got.map(({ Message }) => Message).sort(), ['a', 'b', 'c'])
    assert.deepEqual(
      got.map(({ MessageId }) => MessageId).sort(),
      Successful.map(({ MessageId }) => MessageId).sort(),
    )
    await refused(
      batch(...Array.from({ length: 11 }, () => 'x')),
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    )
    await refused(
      batch('x'.repeat(200_000), 'x'.repeat(100_000)),
      'BatchRequestTooLong',
      'The length of all the messages put together is more than the limit.',
    )
    await refused(sns.publishBatch({ TopicArn, PublishBatchRequestEntries: [] }), 'EmptyBatchRequest')
    await refused(
      sns.publishBatch({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: 'x' },
          { Id: 'a', Message: 'y' },
        ],
      }),
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    )
  })

  it('reaches many subscriptions step by step, and a large message is kept once', async () => {
    const { sns, topic, queue } = newAccount(server)
    const TopicArn = await topic('t')
    const q = await queue('q')
    for (let index = 0; index < 104; index++)
      await sns.subscribe({
        TopicArn,
        Protocol: 'sms',
        Endpoint: `+1234567${String(index).padStart(3, '0')}`,
      })
    await sns.subscribe({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: q.arn,
      Attributes: { RawMessageDelivery: 'true' },
    })
    await sns.publish({ TopicArn, Message: 'x'.repeat(200_000) })
    assert.deepEqual(
      (await q.received()).map(({ Body = '' }) => Body.length),
      [200_000],
    )
  })

  it('reaches queues in other regions', async () => {
    const { sns, topic, subscribedQueue, id } = newAccount(server)
    const TopicArn = await topic('t')
    const far = new SQS(server.config({ account: id, region: 'eu-west-1' }))
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    }
    const Policy = JSON.stringify({ Statement: statement })
    const { QueueUrl } = await far.createQueue({ QueueName: 'far', Attributes: { Policy } })
    await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:eu-west-1:${id}:far` })
    const near = await subscribedQueue(TopicArn, 'near')
    await sns.publish({ TopicArn, Message: 'both' })
    assert.equal((await near.received()).length, 1)
    assert.equal((await far.receiveMessage({ QueueUrl })).Messages?.length, 1)
  })
})
