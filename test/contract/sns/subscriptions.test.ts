import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { newAccount, refused } from './support.ts'

describe('subscriptions', () => {
  const server = testServer()

  it('of queues in the same account need no confirmation', async () => {
    const { sns, topic, subscribedQueue, id } = newAccount(server)
    const TopicArn = await topic('t')
    const { arn, subscriptionArn } = await subscribedQueue(TopicArn, 'q', { RawMessageDelivery: 'true' })
    assert.match(subscriptionArn, new RegExp(`^${TopicArn}:[0-9a-f-]{36}$`))
    const { Attributes } = await sns.getSubscriptionAttributes({ SubscriptionArn: subscriptionArn })
    assert.deepEqual(Attributes, {
      ConfirmationWasAuthenticated: 'true',
      Endpoint: arn,
      Owner: id,
      PendingConfirmation: 'false',
      Protocol: 'sqs',
      RawMessageDelivery: 'true',
      SubscriptionArn: subscriptionArn,
      SubscriptionPrincipal: `arn:aws:iam::${id}:root`,
      TopicArn,
    })
    const listed = { SubscriptionArn: subscriptionArn, Owner: id, Protocol: 'sqs', Endpoint: arn, TopicArn }
    assert.deepEqual((await sns.listSubscriptions({})).Subscriptions, [listed])
    assert.deepEqual((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions, [listed])
  })

  it('are made once', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const { arn, subscriptionArn } = await subscribedQueue(TopicArn, 'q', { RawMessageDelivery: 'true' })
    const again = (Attributes?: Record<string, string>) =>
      sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: arn, ...(Attributes ? { Attributes } : {}) })
    assert.equal((await again()).SubscriptionArn, subscriptionArn)
    assert.equal((await again({ RawMessageDelivery: 'true' })).SubscriptionArn, subscriptionArn)
    await refused(
      again({ RawMessageDelivery: 'false' }),
      'InvalidParameter',
      'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
    )
  })

  it('have protocols and endpoints that fit', async () => {
    const { sns, topic, id } = newAccount(server)
    const TopicArn = await topic('t')
    const attempt = (Protocol: string, Endpoint: string) => sns.subscribe({ TopicArn, Protocol, Endpoint })
    const words: Array<[string, string, string]> = [
      ['pigeon', 'x', 'Invalid parameter: Amazon SNS does not support this protocol string: pigeon'],
      ['http', 'https://a.test/', 'Invalid parameter: Endpoint must match the specified protocol'],
      ['https', 'nothing', 'Invalid parameter: Endpoint must match the specified protocol'],
      ['sms', 'invalid-number', 'Invalid SMS endpoint: invalid-number'],
      ['sqs', 'http://localhost/1/q', 'Invalid parameter: SQS endpoint ARN'],
      [
        'sqs',
        `arn:aws:sqs:us-east-1:${id}:q.fifo`,
        'Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
      ],
    ]
    for (const [protocol, endpoint, message] of words)
      await refused(attempt(protocol, endpoint), 'InvalidParameter', message)
    await refused(attempt('firehose', `arn:aws:firehose:us-east-1:${id}:deliverystream/d`), 'NotImplemented')
    await refused(
      sns.subscribe({ TopicArn: `${TopicArn}x`, Protocol: 'sms', Endpoint: '+12345678' }),
      'NotFound',
    )
    assert.match((await attempt('sms', '+123123123')).SubscriptionArn ?? '', /^arn:/)
  })

  it('have attributes in AWS’s words', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const { arn: Endpoint, subscriptionArn } = await subscribedQueue(TopicArn, 'q')
    const subscribe = (Attributes: Record<string, string>) =>
      sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: `${Endpoint}2`, Attributes })
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.setSubscriptionAttributes({ SubscriptionArn: subscriptionArn, AttributeName, AttributeValue })
    await refused(
      subscribe({ RawMessageDelivery: 'x' }),
      'InvalidParameter',
      'Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [x]. Must be true or false.',
    )
    await refused(
      set('RawMessageDelivery', 'x'),
      'InvalidParameter',
      'Invalid parameter: RawMessageDelivery: Invalid value [x]. Must be true or false.',
    )
    await refused(set('Wings', '2'), 'InvalidParameter', 'Invalid parameter: AttributeName')
    await refused(
      set('FilterPolicyScope', 'RandomValue'),
      'InvalidParameter',
      'Invalid parameter: FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes',
    )
    await refused(
      set('RedrivePolicy', '{"deadLetterTargetArn":"arn:aws:sns:us-east-1:1:x"}'),
      'InvalidParameter',
      'Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn',
    )
    await refused(
      set('FilterPolicy', '{"key_a":"value_one"}'),
      'InvalidParameter',
      'Invalid parameter: FilterPolicy: "key_a" must be an object or an array\n at [Source: (String)"{"key_a":"value_one"}"; line: 1, column: 11]',
    )
    const nested = '{"object":{"key":[{"prefix":"auto-"}]}}'
    await refused(
      set('FilterPolicy', nested),
      'InvalidParameter',
      'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
    )
    const six = JSON.stringify(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, ['x']])))
    await refused(
      subscribe({ FilterPolicy: six }),
      'InvalidParameter',
      'Invalid parameter: Attributes Reason: FilterPolicy: Filter policy can not have more than 5 keys',
    )
    const values = Array.from({ length: 13 }, (_, index) => `v${index}`)
    await refused(
      set('FilterPolicy', JSON.stringify({ a: values, b: values })),
      'InvalidParameter',
      'Invalid parameter: FilterPolicy: Filter policy is too complex',
    )
    await set('FilterPolicyScope', 'MessageBody')
    const read = async () =>
      (await sns.getSubscriptionAttributes({ SubscriptionArn: subscriptionArn })).Attributes ?? {}
    assert.equal((await read()).FilterPolicyScope, undefined)
    await set('FilterPolicy', nested)
    assert.equal((await read()).FilterPolicyScope, 'MessageBody')
    assert.equal((await read()).FilterPolicy, nested)
    await set('FilterPolicy', '{}')
    assert.equal((await read()).FilterPolicy, undefined)
  })

  it('end as often as one likes', async () => {
    const { sns, topic, subscribedQueue, arn } = newAccount(server)
    const TopicArn = await topic('t')
    const { subscriptionArn: SubscriptionArn, notifications } = await subscribedQueue(TopicArn, 'q')
    await sns.unsubscribe({ SubscriptionArn })
    await sns.unsubscribe({ SubscriptionArn })
    await refused(
      sns.getSubscriptionAttributes({ SubscriptionArn }),
      'NotFound',
      'Subscription does not exist',
    )
    await sns.publish({ TopicArn, Message: 'nobody there' })
    assert.deepEqual(await notifications(), [])
    const { Attributes = {} } = await sns.getTopicAttributes({ TopicArn })
    assert.equal(Attributes.SubscriptionsDeleted, '1')
    await refused(
      sns.unsubscribe({ SubscriptionArn: 'randomstring' }),
      'InvalidParameter',
      'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1',
    )
    await refused(
      sns.unsubscribe({ SubscriptionArn: arn('t') }),
      'InvalidParameter',
      'Invalid parameter: SubscriptionId',
    )
  })

  it('by mail wait for a confirmation that nobody sends', async () => {
    const { sns, topic } = newAccount(server)
    const TopicArn = await topic('t')
    const input = { TopicArn, Protocol: 'email', Endpoint: 'test@example.com' }
    assert.equal((await sns.subscribe(input)).SubscriptionArn, 'pending confirmation')
    const { SubscriptionArn } = await sns.subscribe({ ...input, ReturnSubscriptionArn: true })
    assert.match(SubscriptionArn ?? '', /^arn:/)
    await sns.setSubscriptionAttributes({
      SubscriptionArn,
      AttributeName: 'FilterPolicy',
      AttributeValue: '{"a":["b"]}',
    })
    await sns.subscribe(input)
    const { Attributes: kept } = await sns.getSubscriptionAttributes({ SubscriptionArn })
    assert.equal(kept?.FilterPolicy, '{"a":["b"]}')
    const { Subscriptions = [] } = await sns.listSubscriptionsByTopic({ TopicArn })
    assert.deepEqual(
      Subscriptions.map((subscription) => subscription.SubscriptionArn),
      ['PendingConfirmation'],
    )
    const { Attributes = {} } = await sns.getTopicAttributes({ TopicArn })
    assert.equal(Attributes.SubscriptionsPending, '1')
    await refused(
      sns.confirmSubscription({ TopicArn, Token: 'ab' }),
      'InvalidParameter',
      'Invalid parameter: Token',
    )
    await refused(
      sns.confirmSubscription({ TopicArn: 'x', Token: 'ab' }),
      'InvalidParameter',
      'Invalid parameter: Topic',
    )
  })

  it('are listed by pages', async () => {
    const { sns, topic } = newAccount(server)
    const TopicArn = await topic('t')
    const numbers = Array.from({ length: 103 }, (_, index) => `+1234567${String(index).padStart(3, '0')}`)
    for (const Endpoint of numbers) await sns.subscribe({ TopicArn, Protocol: 'sms', Endpoint })
    for (const list of [
      (NextToken?: string) => sns.listSubscriptions({ NextToken }),
      (NextToken?: string) => sns.listSubscriptionsByTopic({ TopicArn, NextToken }),
    ]) {
      const first = await list()
      const second = await list(first.NextToken)
      assert.equal(first.Subscriptions?.length, 100)
      assert.equal(second.NextToken, undefined)
      const all = [...(first.Subscriptions ?? []), ...(second.Subscriptions ?? [])]
      assert.deepEqual(all.map(({ Endpoint }) => Endpoint).sort(), numbers)
    }
  })

  it('of queues in other accounts are confirmed by a message to the queue', async () => {
    const owner = newAccount(server)
    const guest = newAccount(server)
    const TopicArn = await owner.topic('t')
    const queue = await guest.queue('q')
    const answer = await owner.sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn })
    assert.equal(answer.SubscriptionArn, 'pending confirmation')
    const [message] = await queue.notifications()
    assert.equal(message?.Type, 'SubscriptionConfirmation')
    assert.match(message?.Message ?? '', /^You have chosen to subscribe to the topic arn/)
    const response = await fetch(message?.SubscribeURL ?? '')
    assert.equal(response.status, 200)
    assert.match(await response.text(), /<SubscriptionArn>arn:aws:sns/)
    await owner.sns.publish({ TopicArn, Message: 'hello' })
    assert.deepEqual(
      (await queue.notifications()).map(({ Message }) => Message),
      ['hello'],
    )
  })
})
