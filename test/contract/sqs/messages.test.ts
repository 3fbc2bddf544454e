import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SendMessageCommandInput } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { bodies, counts, makeQueue, newAccount, receive, refused } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })
const second = 1000

describe('messages', () => {
  it('come back as they were sent', async () => {
    const { sqs, account } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'größer' },
      number: { DataType: 'Number.int', StringValue: '-1.5e3' },
      'some.bytes': { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 1, 255) },
    }
    const MessageSystemAttributes = {
      AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' },
    }
    const body = 'Grüße, 世界 \u{1f30d}\n\t"<&>'
    // The SDK's client compares the MD5 of the body; those of the attributes were computed with AWS's own rules.
    const sent = await sqs.sendMessage({
      QueueUrl,
      MessageBody: body,
      MessageAttributes,
      MessageSystemAttributes,
    })
    assert.ok(sent.MD5OfMessageAttributes && sent.MD5OfMessageSystemAttributes)
    const [message] = await receive(sqs, QueueUrl, {
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    assert.equal(message?.Body, body)
    assert.equal(message?.MessageId, sent.MessageId)
    assert.equal(message?.MD5OfBody, sent.MD5OfMessageBody)
    assert.equal(message?.MD5OfMessageAttributes, sent.MD5OfMessageAttributes)
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(message?.MessageAttributes ?? {}).map(([name, { BinaryValue, ...value }]) => [
          name,
          BinaryValue === undefined ? value : { ...value, BinaryValue: Uint8Array.from(BinaryValue) },
        ]),
      ),
      MessageAttributes,
    )
    assert.deepEqual(message?.Attributes, {
      SenderId: account,
      SentTimestamp: String(clock.now()),
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: String(clock.now()),
      AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
    })
  })

  it('have the MD5 of attributes that AWS computes', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    // Source: observed on AWS, 2023-07-06 (a recorded test of another project).
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue })
    const MessageAttributes = {
      Hello: attribute('There'),
      General: attribute('Kenobi'),
      'Help.Me': attribute('Me'),
    }
    const sent = await sqs.sendMessage({ QueueUrl, MessageBody: 'msg', MessageAttributes })
    assert.equal(sent.MD5OfMessageAttributes, '4c360f3fdafd970e05fae2f149d997f5')
    const ask = async (MessageAttributeNames: string[]) => {
      const [message] = await receive(sqs, QueueUrl, { MessageAttributeNames, VisibilityTimeout: 0 })
      return [message?.MD5OfMessageAttributes, Object.keys(message?.MessageAttributes ?? {}).sort()]
    }
    const all = ['4c360f3fdafd970e05fae2f149d997f5', ['General', 'Hello', 'Help.Me']]
    assert.deepEqual(await ask([]), [undefined, []])
    assert.deepEqual(await ask(['All']), all)
    assert.deepEqual(await ask(['.*']), all)
    assert.deepEqual(await ask(['Hel.*']), ['83fee93c1bcd8b9a5a923ffacdc636c7', ['Hello', 'Help.Me']])
    assert.deepEqual(await ask(['Hello', 'Nope']), ['a311262e065454b75da111d535b8dacd', ['Hello']])
    assert.deepEqual(await ask(['General', 'Hello']), [
      'fca026605781cb4126a1e9044df24232',
      ['General', 'Hello'],
    ])
    assert.deepEqual(await ask(['Nope', '*', 'hello']), [undefined, []])
  })

  it('give the system attributes that are asked for, by the old and the new name', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    await sqs.sendMessage({ QueueUrl, MessageBody: 'x', MessageGroupId: 'tenant-1' })
    const names = async (more: object) =>
      Object.keys((await receive(sqs, QueueUrl, { VisibilityTimeout: 0, ...more }))[0]?.Attributes ?? {})
    assert.deepEqual(await names({}), [])
    assert.deepEqual(await names({ AttributeNames: ['SenderId'] }), ['SenderId'])
    assert.deepEqual(await names({ MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'] }), [
      'SentTimestamp',
      'MessageGroupId',
    ])
    assert.equal((await names({ AttributeNames: ['All'] })).length, 5)
    await refused(receive(sqs, QueueUrl, { AttributeNames: ['Nonsense' as never] }), 'InvalidAttributeName')
  })

  it('are hidden while they are in flight, and count their receipts', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q', { VisibilityTimeout: '10' })
    await sqs.sendMessage({ QueueUrl, MessageBody: 'a' })
    const [first] = await receive(sqs, QueueUrl)
    assert.deepEqual(await receive(sqs, QueueUrl), [])
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 1, 0])
    await clock.advance(9999)
    assert.deepEqual(await receive(sqs, QueueUrl), [])
    await clock.advance(1)
    assert.deepEqual(await counts(sqs, QueueUrl), [1, 0, 0])
    const [again] = await receive(sqs, QueueUrl, {
      MessageSystemAttributeNames: ['All'],
      VisibilityTimeout: 3,
    })
    assert.equal(again?.Attributes?.ApproximateReceiveCount, '2')
    assert.notEqual(again?.ReceiptHandle, first?.ReceiptHandle)
    // An old handle deletes nothing, and is no error.
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: first?.ReceiptHandle })
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 1, 0])
    await clock.advance(3 * second)
    // The last handle is good until somebody else has the message.
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: again?.ReceiptHandle })
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 0, 0])
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: again?.ReceiptHandle })
  })

  it('change for how long they are hidden', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    await sqs.sendMessage({ QueueUrl, MessageBody: 'a' })
    const [message] = await receive(sqs, QueueUrl)
    const ReceiptHandle = message?.ReceiptHandle
    const change = (VisibilityTimeout: number) =>
      sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout })
    await change(100)
    await clock.advance(99 * second)
    assert.deepEqual(await receive(sqs, QueueUrl), [])
    await refused(change(43_201), 'InvalidParameterValue', /must be an integer between 0 and 43200/)
    await refused(change(43_200), 'InvalidParameterValue', /beyond the limit \[43200 seconds\]/)
    await change(0)
    await refused(change(10), 'AWS.SimpleQueueService.MessageNotInflight')
    const [again] = await receive(sqs, QueueUrl)
    assert.equal(again?.Body, 'a')
    await refused(change(10), 'InvalidParameterValue', /not available for visibility timeout change/)
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: again?.ReceiptHandle })
    await refused(change(10), 'InvalidParameterValue', /Message does not exist/)
  })

  it('refuse handles that are none, or of another queue', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const other = await makeQueue(sqs, 'other')
    await sqs.sendMessage({ QueueUrl: other, MessageBody: 'a' })
    const [message] = await receive(sqs, other)
    for (const ReceiptHandle of ['nonsense', 'AQEBx', `AQEB${btoa('1 2 3 4')}`, message?.ReceiptHandle]) {
      await refused(
        sqs.deleteMessage({ QueueUrl, ReceiptHandle }),
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`,
      )
      await refused(
        sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 }),
        'ReceiptHandleIsInvalid',
      )
    }
  })

  it('wait for their delay, of their own or of the queue', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q', { DelaySeconds: '5' })
    await sqs.sendMessage({ QueueUrl, MessageBody: 'queue' })
    await sqs.sendMessage({ QueueUrl, MessageBody: 'own', DelaySeconds: 2 })
    await sqs.sendMessage({ QueueUrl, MessageBody: 'none', DelaySeconds: 0 })
    assert.deepEqual(await counts(sqs, QueueUrl), [1, 0, 2])
    assert.deepEqual(bodies(await receive(sqs, QueueUrl)), ['none'])
    await clock.advance(2 * second)
    assert.deepEqual(bodies(await receive(sqs, QueueUrl)), ['own'])
    await clock.advance(3 * second)
    assert.deepEqual(bodies(await receive(sqs, QueueUrl)), ['queue'])
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: 'x', DelaySeconds: 901 }),
      'InvalidParameterValue',
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    )
  })

  it('go when the retention period is over, also one that was set later', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q', { MessageRetentionPeriod: '60' })
    const unread = await makeQueue(sqs, 'unread', { MessageRetentionPeriod: '3600' })
    await sqs.sendMessage({ QueueUrl, MessageBody: 'old' })
    await sqs.sendMessage({ QueueUrl: unread, MessageBody: 'old' })
    await clock.advance(59_999)
    await sqs.sendMessage({ QueueUrl, MessageBody: 'young' })
    assert.deepEqual(await counts(sqs, QueueUrl), [2, 0, 0])
    await clock.advance(1)
    assert.deepEqual(bodies(await receive(sqs, QueueUrl, { VisibilityTimeout: 0 })), ['young'])
    assert.deepEqual(await counts(sqs, QueueUrl), [1, 0, 0])
    await sqs.setQueueAttributes({ QueueUrl: unread, Attributes: { MessageRetentionPeriod: '60' } })
    assert.deepEqual(await counts(sqs, unread), [0, 0, 0])
    await clock.advance(2 * 3_600_000, () => server.lambent.idle())
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 0, 0])
  })

  it('are refused when they are too long, empty, or of characters that no message can have', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    await sqs.sendMessage({ QueueUrl, MessageBody: 'x'.repeat(1_048_576) })
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: 'x'.repeat(1_048_577) }),
      'InvalidParameterValue',
      'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    )
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { MaximumMessageSize: '1024' } })
    const attribute = { a: { DataType: 'String', StringValue: 'x' } }
    await sqs.sendMessage({ QueueUrl, MessageBody: 'ü'.repeat(508), MessageAttributes: attribute })
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: 'ü'.repeat(509), MessageAttributes: attribute }),
      'InvalidParameterValue',
    )
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: '' }),
      'MissingParameter',
      'The request must contain the parameter MessageBody.',
    )
    for (const bad of ['\u0000', '\u0008', '\ufffe', '\u001b'])
      await refused(sqs.sendMessage({ QueueUrl, MessageBody: `a${bad}` }), 'InvalidMessageContents')
  })

  it('are refused with attributes that cannot be', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const send = (MessageAttributes: SendMessageCommandInput['MessageAttributes']) =>
      sqs.sendMessage({ QueueUrl, MessageBody: 'x', MessageAttributes })
    const text = { DataType: 'String', StringValue: 'x' }
    for (const name of ['a b', '.a', 'a.', 'a..b', 'AWS.x', 'amazon.x', 'x'.repeat(257)])
      await refused(send({ [name]: text }), 'InvalidParameterValue')
    await refused(
      send({ a: { DataType: 'String', StringValue: '' } }),
      'InvalidParameterValue',
      "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
    )
    await refused(send({ a: { DataType: 'Binary' } }), 'InvalidParameterValue')
    await refused(
      send({ a: { DataType: 'Number', StringValue: 'x' } }),
      'InvalidParameterValue',
      "Can't cast the value of message (user) attribute 'a' to a number.",
    )
    await refused(
      send({ a: { DataType: 'Bool', StringValue: 'x' } }),
      'InvalidParameterValue',
      /type prefixes/,
    )
    await refused(
      send(Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text]))),
      'InvalidParameterValue',
      'Number of message attributes [11] exceeds the allowed maximum [10].',
    )
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: 'x', MessageSystemAttributes: { Other: text } as never }),
      'InvalidParameterValue',
    )
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: 'x', MessageDeduplicationId: 'd' }),
      'InvalidParameterValue',
    )
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 0, 0])
  })

  it('are purged, once a minute', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    for (const MessageBody of ['a', 'b', 'c'])
      await sqs.sendMessage({ QueueUrl, MessageBody, DelaySeconds: MessageBody === 'c' ? 9 : 0 })
    await receive(sqs, QueueUrl, { MaxNumberOfMessages: 1 })
    assert.deepEqual(await counts(sqs, QueueUrl), [1, 1, 1])
    await sqs.purgeQueue({ QueueUrl })
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 0, 0])
    await refused(
      sqs.purgeQueue({ QueueUrl }),
      'AWS.SimpleQueueService.PurgeQueueInProgress',
      'Only one PurgeQueue operation on q is allowed every 60 seconds.',
    )
    await clock.advance(60 * second)
    await sqs.purgeQueue({ QueueUrl })
  })
})

describe('batches', () => {
  it('take what they can', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const sent = await sqs.sendMessageBatch({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: 'one', MessageAttributes: { x: { DataType: 'String', StringValue: 'y' } } },
        { Id: 'b', MessageBody: '\u0000' },
        { Id: 'c', MessageBody: 'three', DelaySeconds: 5 },
        { Id: 'd', MessageBody: '' },
      ],
    })
    assert.deepEqual(
      sent.Successful?.map(({ Id }) => Id),
      ['a', 'c'],
    )
    assert.deepEqual(
      sent.Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
      [
        ['b', 'InvalidMessageContents', true],
        ['d', 'MissingParameter', true],
      ],
    )
    assert.deepEqual(await counts(sqs, QueueUrl), [1, 0, 1])
    await clock.advance(5 * second)
    const messages = await receive(sqs, QueueUrl)
    const handles = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    const changed = await sqs.changeMessageVisibilityBatch({
      QueueUrl,
      Entries: [
        ...handles.map((entry) => ({ ...entry, VisibilityTimeout: 60 })),
        { Id: 'bad', ReceiptHandle: 'x', VisibilityTimeout: 1 },
      ],
    })
    assert.deepEqual(
      [changed.Successful?.map(({ Id }) => Id), changed.Failed?.map(({ Id, Code }) => [Id, Code])],
      [['0', '1'], [['bad', 'ReceiptHandleIsInvalid']]],
    )
    await clock.advance(59 * second)
    assert.deepEqual(await receive(sqs, QueueUrl), [])
    const deleted = await sqs.deleteMessageBatch({
      QueueUrl,
      Entries: [...handles, { Id: 'bad', ReceiptHandle: 'x' }],
    })
    assert.deepEqual([deleted.Successful?.length, deleted.Failed?.length], [2, 1])
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 0, 0])
  })

  it('are refused as a whole', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const send = (...Ids: string[]) =>
      sqs.sendMessageBatch({ QueueUrl, Entries: Ids.map((Id) => ({ Id, MessageBody: 'x' })) })
    const prefix = 'AWS.SimpleQueueService.'
    await refused(
      send(),
      `${prefix}EmptyBatchRequest`,
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    )
    await refused(send('a', 'b', 'a'), `${prefix}BatchEntryIdsNotDistinct`, 'Id a repeated.')
    for (const id of ['a b', 'x'.repeat(81), ''])
      await refused(send(id), `${prefix}InvalidBatchEntryId`, /^A batch entry id can only contain/)
    await refused(
      send(...Array.from({ length: 11 }, (_, index) => String(index))),
      `${prefix}TooManyEntriesInBatchRequest`,
      'Maximum number of entries per request are 10. You have sent 11.',
    )
    const half = 'x'.repeat(524_289)
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: half }))
    await refused(
      sqs.sendMessageBatch({ QueueUrl, Entries }),
      `${prefix}BatchRequestTooLong`,
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1048578 bytes.',
    )
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 0, 0])
  })
})
