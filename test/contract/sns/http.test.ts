import assert from 'node:assert/strict'
import { createVerify, X509Certificate } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { type Notification, newAccount, refused } from './support.ts'

interface Request {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** When it came, by the clock. */
  readonly at: number
}

/** An endpoint of a subscriber, which answers with the statuses that it is told, then 200. */
class Endpoint {
  readonly requests: Request[] = []
  statuses: number[] = []
  readonly #server: Server

  constructor(clock: VirtualClock) {
    this.#server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8')
      request.on('data', (text: string) => {
        body += text
      })
      request.on('end', () => {
        this.requests.push({ path: request.url ?? '', headers: request.headers, body, at: clock.now() })
        response.writeHead(this.statuses.shift() ?? 200).end('thanks')
      })
    })
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  close(): void {
    this.#server.close()
  }

  url(path: string, user = ''): string {
    return `http://${user}127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`
  }

  /** What came under a path since this was asked last. */
  take(path: string): Request[] {
    const taken = this.requests.filter((request) => request.path === path)
    this.requests.splice(0, Infinity, ...this.requests.filter((request) => request.path !== path))
    return taken
  }
}

describe('HTTP endpoints', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })
  const endpoint = new Endpoint(clock)
  before(() => endpoint.open())
  after(() => endpoint.close())

  /** Subscribes and confirms. */
  async function subscribed(path: string, attributes: Record<string, string> = {}, topicAttributes = {}) {
    const account = newAccount(server)
    const TopicArn = await account.topic('t', topicAttributes)
    const subscription = { TopicArn, Protocol: 'http', Endpoint: endpoint.url(path) }
    await account.sns.subscribe({ ...subscription, Attributes: attributes })
    await server.lambent.idle()
    const [request] = endpoint.take(path)
    const confirmation: Notification = JSON.parse(request?.body ?? '{}')
    const { SubscriptionArn = '' } = await account.sns.confirmSubscription({
      TopicArn,
      Token: confirmation.Token,
    })
    const take = async () => {
      await server.lambent.idle()
      return endpoint.take(path)
    }
    return { ...account, TopicArn, SubscriptionArn, take }
  }

  it('confirm, are notified, and can take up again what was ended', async () => {
    const { sns, topic } = newAccount(server)
    const TopicArn = await topic('t')
    const subscription = { TopicArn, Protocol: 'http', Endpoint: endpoint.url('/whole', 'me:secret@') }
    const answer = await sns.subscribe({ ...subscription, ReturnSubscriptionArn: true })
    const { SubscriptionArn = '' } = answer
    await server.lambent.idle()
    const [asked] = endpoint.take('/whole')
    const headers: IncomingHttpHeaders = asked?.headers ?? {}
    assert.equal(headers['x-amz-sns-message-type'], 'SubscriptionConfirmation')
    assert.equal(headers['x-amz-sns-topic-arn'], TopicArn)
    assert.equal(headers['x-amz-sns-subscription-arn'], undefined)
    assert.equal(headers['content-type'], 'text/plain; charset=UTF-8')
    assert.equal(headers['user-agent'], 'Amazon Simple Notification Service Agent')
    assert.equal(headers.authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`)
    const confirmation: Notification = JSON.parse(asked?.body ?? '{}')
    assert.equal(headers['x-amz-sns-message-id'], confirmation.MessageId)
    const {
      Message,
      MessageId,
      SubscribeURL = '',
      Timestamp,
      Token,
      Type,
      Signature,
      SigningCertURL,
    } = confirmation
    const { publicKey } = new X509Certificate(await (await fetch(SigningCertURL)).text())
    const text = `Message\n${Message}\nMessageId\n${MessageId}\nSubscribeURL\n${SubscribeURL}\nTimestamp\n${Timestamp}\nToken\n${Token}\nTopicArn\n${TopicArn}\nType\n${Type}\n`
    assert.ok(createVerify('sha1').update(text).verify(publicKey, Signature, 'base64'))

    await sns.publish({ TopicArn, Message: 'too early' })
    await server.lambent.idle()
    assert.deepEqual(endpoint.take('/whole'), [])

    const broken = await fetch(`${SubscribeURL.replace(/Token=./, 'Token=x')}`)
    assert.equal(broken.status, 400)
    assert.match(
      await broken.text(),
      /<Code>InvalidParameter<\/Code>\s*<Message>Invalid parameter: Token<\/Message>/,
    )
    assert.match(await (await fetch(SubscribeURL)).text(), new RegExp(`<SubscriptionArn>${SubscriptionArn}<`))
    assert.equal((await fetch(SubscribeURL)).status, 200)

    await sns.publish({ TopicArn, Message: 'hello', Subject: 's' })
    await server.lambent.idle()
    const [told] = endpoint.take('/whole')
    assert.equal(told?.headers['x-amz-sns-message-type'], 'Notification')
    assert.equal(told?.headers['x-amz-sns-subscription-arn'], SubscriptionArn)
    const notification: Notification = JSON.parse(told?.body ?? '{}')
    assert.equal(notification.Message, 'hello')

    assert.equal((await fetch(notification.UnsubscribeURL)).status, 200)
    await server.lambent.idle()
    const [ended] = endpoint.take('/whole')
    const end: Notification = JSON.parse(ended?.body ?? '{}')
    assert.equal(end.Type, 'UnsubscribeConfirmation')
    assert.match(end.Message, /^You have chosen to deactivate subscription arn:/)
    await refused(sns.getSubscriptionAttributes({ SubscriptionArn }), 'NotFound')
    assert.equal((await fetch(end.SubscribeURL ?? '')).status, 200)
    const { Attributes = {} } = await sns.getSubscriptionAttributes({ SubscriptionArn })
    assert.equal(Attributes.PendingConfirmation, 'false')
    assert.equal(Attributes.ConfirmationWasAuthenticated, 'false')
  })

  it('let nobody unsubscribe without a signature who asked for that', async () => {
    const { sns, topic } = newAccount(server)
    const TopicArn = await topic('t')
    await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint.url('/auth') })
    await server.lambent.idle()
    const [asked] = endpoint.take('/auth')
    const { Token } = JSON.parse(asked?.body ?? '{}')
    const { SubscriptionArn } = await sns.confirmSubscription({
      TopicArn,
      Token,
      AuthenticateOnUnsubscribe: 'true',
    })
    const url = `${server.endpoint}/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}&Version=2010-03-31`
    assert.equal((await fetch(url)).status, 403)
    await sns.unsubscribe({ SubscriptionArn })
  })

  it('are forgotten when they do not confirm in two days', async () => {
    const { sns, topic } = newAccount(server)
    const TopicArn = await topic('t')
    await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint.url('/late') })
    await server.lambent.idle()
    const [asked] = endpoint.take('/late')
    const { Token } = JSON.parse(asked?.body ?? '{}')
    await clock.advance(172_800_001)
    await refused(
      sns.confirmSubscription({ TopicArn, Token }),
      'InvalidParameter',
      'Invalid parameter: Token',
    )
    assert.deepEqual((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions ?? [], [])
  })

  it('get the bare message, with the content type of the policy', async () => {
    const { sns, TopicArn, SubscriptionArn, take } = await subscribed('/raw', {
      RawMessageDelivery: 'true',
      DeliveryPolicy: '{"requestPolicy":{"headerContentType":"text/csv"}}',
    })
    await sns.publish({ TopicArn, Message: 'a,b' })
    const [request] = await take()
    assert.equal(request?.body, 'a,b')
    assert.equal(request?.headers['content-type'], 'text/csv')
    assert.equal(request?.headers['x-amz-sns-rawdelivery'], 'true')
    const { Attributes = {} } = await sns.getSubscriptionAttributes({ SubscriptionArn })
    assert.deepEqual(JSON.parse(Attributes.DeliveryPolicy ?? ''), {
      healthyRetryPolicy: null,
      sicklyRetryPolicy: null,
      throttlePolicy: null,
      requestPolicy: { headerContentType: 'text/csv' },
      guaranteed: false,
    })
    assert.equal(JSON.parse(Attributes.EffectiveDeliveryPolicy ?? '').healthyRetryPolicy.numRetries, 3)
  })

  it('are asked again by the clock, three times and 20 seconds apart', async () => {
    const { sns, TopicArn, take } = await subscribed('/failing')
    endpoint.statuses = [500, 429, 503, 500]
    await sns.publish({ TopicArn, Message: 'm' })
    const first = (await take())[0]?.at ?? 0
    const waits: number[] = []
    for (let round = 0; round < 4; round++) {
      await clock.advance(20_000)
      for (const { at } of await take()) waits.push(at - first)
    }
    assert.deepEqual(waits, [20_000, 40_000, 60_000])
  })

  it('are asked again as their own policy says', async () => {
    const healthyRetryPolicy = {
      minDelayTarget: 1,
      maxDelayTarget: 10,
      numRetries: 6,
      numNoDelayRetries: 1,
      numMinDelayRetries: 1,
      numMaxDelayRetries: 2,
      backoffFunction: 'linear',
    }
    const { sns, TopicArn, take } = await subscribed('/own', {
      DeliveryPolicy: JSON.stringify({ healthyRetryPolicy }),
    })
    endpoint.statuses = Array.from({ length: 7 }, () => 500)
    await sns.publish({ TopicArn, Message: 'm' })
    const instants = (await take()).map(({ at }) => at)
    for (let second = 0; second < 40; second++) {
      await clock.advance(1_000)
      for (const { at } of await take()) instants.push(at)
    }
    const waits = instants.slice(1).map((at, index) => (at - (instants[index] ?? 0)) / 1000)
    assert.deepEqual(waits, [0, 1, 1, 10, 10, 10])
  })

  it('are not asked again after 404, and the message goes to the dead letters', async () => {
    const { sns, TopicArn, SubscriptionArn, take, queue } = await subscribed('/missing')
    const dead = await queue('dead')
    await sns.setSubscriptionAttributes({
      SubscriptionArn,
      AttributeName: 'RedrivePolicy',
      AttributeValue: JSON.stringify({ deadLetterTargetArn: dead.arn }),
    })
    endpoint.statuses = [404]
    await sns.publish({ TopicArn, Message: 'm' })
    assert.equal((await take()).length, 1)
    assert.deepEqual(
      (await dead.notifications()).map(({ Message }) => Message),
      ['m'],
    )
  })

  it('are not asked more often than they can bear', async () => {
    const { sns, TopicArn, take } = await subscribed('/slow', {
      DeliveryPolicy: '{"throttlePolicy":{"maxReceivesPerSecond":2}}',
    })
    for (let index = 0; index < 5; index++) await sns.publish({ TopicArn, Message: 'm' })
    const counts = [(await take()).length]
    for (let round = 0; round < 4; round++) {
      await clock.advance(500)
      counts.push((await take()).length)
    }
    assert.deepEqual(counts, [1, 1, 1, 1, 1])
  })
})
