import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SNS } from '@aws-sdk/client-sns'
import { testServer } from '../../support/server.ts'
import { newAccount, refused } from './support.ts'

describe('topics', () => {
  const server = testServer()

  it('are made once, and have the attributes of new topics', async () => {
    const { sns, arn, id } = newAccount(server)
    const { TopicArn } = await sns.createTopic({ Name: 'orders' })
    assert.equal(TopicArn, arn('orders'))
    assert.equal((await sns.createTopic({ Name: 'orders' })).TopicArn, TopicArn)
    const { Attributes: { Policy = '', EffectiveDeliveryPolicy = '', ...rest } = {} } =
      await sns.getTopicAttributes({ TopicArn })
    assert.deepEqual(rest, {
      DisplayName: '',
      Owner: id,
      SubscriptionsConfirmed: '0',
      SubscriptionsDeleted: '0',
      SubscriptionsPending: '0',
      TopicArn,
    })
    const {
      Id,
      Statement: [statement],
    } = JSON.parse(Policy)
    assert.equal(Id, '__default_policy_ID')
    assert.deepEqual(statement.Condition, { StringEquals: { 'AWS:SourceOwner': id } })
    assert.deepEqual(JSON.parse(EffectiveDeliveryPolicy), {
      http: {
        defaultHealthyRetryPolicy: {
          minDelayTarget: 20,
          maxDelayTarget: 20,
          numRetries: 3,
          numMaxDelayRetries: 0,
          numNoDelayRetries: 0,
          numMinDelayRetries: 0,
          backoffFunction: 'linear',
        },
        disableSubscriptionOverrides: false,
        defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      },
    })
  })

  it('have names', async () => {
    const { sns } = newAccount(server)
    for (const Name of ['', 'a b', 'a:b', 'x'.repeat(257), 'a.fifo'])
      await refused(sns.createTopic({ Name }), 'InvalidParameter', 'Invalid parameter: Topic Name')
    await refused(
      sns.createTopic({ Name: 'a', Attributes: { FifoTopic: 'true' } }),
      'InvalidParameter',
      /must end with .fifo/,
    )
    assert.ok((await sns.createTopic({ Name: 'x'.repeat(256) })).TopicArn)
  })

  it('are named by ARNs', async () => {
    const { sns, arn } = newAccount(server)
    await refused(sns.getTopicAttributes({ TopicArn: arn('absent') }), 'NotFound', 'Topic does not exist')
    await refused(
      sns.getTopicAttributes({ TopicArn: 'arn:aws' }),
      'InvalidParameter',
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 2',
    )
    await refused(
      sns.getTopicAttributes({ TopicArn: arn('absent').replace('us-east-1', 'eu-west-1') }),
      'InvalidParameter',
      'Invalid parameter: TopicArn',
    )
    await refused(
      sns.getTopicAttributes({ TopicArn: '' }),
      'InvalidParameter',
      /no value for required parameter/,
    )
  })

  it('have attributes that can be set', async () => {
    const { sns, topic } = newAccount(server)
    const TopicArn = await topic('t.fifo', { DisplayName: 'Orders', SignatureVersion: '2' })
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue })
    await set('DisplayName', 'Other')
    await set('ContentBasedDeduplication', 'true')
    await set(
      'DeliveryPolicy',
      '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":6,"numRetries":1}}}',
    )
    const { Attributes = {} } = await sns.getTopicAttributes({ TopicArn })
    assert.equal(Attributes.DisplayName, 'Other')
    assert.equal(Attributes.FifoTopic, 'true')
    assert.equal(Attributes.ContentBasedDeduplication, 'true')
    assert.deepEqual(JSON.parse(Attributes.DeliveryPolicy ?? ''), {
      http: {
        defaultHealthyRetryPolicy: { minDelayTarget: 5, maxDelayTarget: 6, numRetries: 1 },
        disableSubscriptionOverrides: false,
      },
    })
    await set('DeliveryPolicy', '{}')
    assert.equal((await sns.getTopicAttributes({ TopicArn })).Attributes?.DeliveryPolicy, undefined)
    await refused(set('FifoTopic', 'false'), 'InvalidParameter', 'Invalid parameter: AttributeName')
    await refused(set('Owner', 'me'), 'InvalidParameter', 'Invalid parameter: AttributeName')
    await refused(set('Policy', 'nonsense'), 'InvalidParameter')
    await set('TracingConfig', 'Active')
    assert.equal((await sns.getTopicAttributes({ TopicArn })).Attributes?.TracingConfig, 'Active')
    await refused(set('TracingConfig', 'Always'), 'InvalidParameter')
    await refused(set('ArchivePolicy', '{"MessageRetentionPeriod":"30"}'), 'NotImplemented')
    await refused(
      set('DeliveryPolicy', '{"http":{"defaultHealthyRetryPolicy":{"numRetries":-1}}}'),
      'InvalidParameter',
    )
  })

  it('are listed by pages', async () => {
    const { sns, topic } = newAccount(server)
    const made = await Promise.all(
      Array.from({ length: 105 }, (_, index) => topic(`t${String(index).padStart(3, '0')}`)),
    )
    const first = await sns.listTopics({})
    assert.equal(first.Topics?.length, 100)
    const second = await sns.listTopics({ NextToken: first.NextToken })
    assert.equal(second.NextToken, undefined)
    assert.deepEqual(
      [...(first.Topics ?? []), ...(second.Topics ?? [])].map(({ TopicArn }) => TopicArn),
      made.sort(),
    )
    await refused(sns.listTopics({ NextToken: 'other' }), 'InvalidParameter')
  })

  it('are deleted with their subscriptions, as often as one likes', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const { subscriptionArn } = await subscribedQueue(TopicArn, 'q')
    await sns.deleteTopic({ TopicArn })
    await sns.deleteTopic({ TopicArn })
    await refused(sns.getSubscriptionAttributes({ SubscriptionArn: subscriptionArn }), 'NotFound')
    await topic('t')
    await server.lambent.idle()
    assert.deepEqual((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions ?? [], [])
    assert.deepEqual((await sns.listSubscriptions({})).Subscriptions ?? [], [])
  })

  it('have tags', async () => {
    const { sns, arn } = newAccount(server)
    const Tags = [{ Key: 'a', Value: '1' }]
    const { TopicArn } = await sns.createTopic({ Name: 't', Tags })
    await sns.createTopic({ Name: 't', Tags })
    await refused(
      sns.createTopic({ Name: 't', Tags: [{ Key: 'a', Value: '2' }] }),
      'InvalidParameter',
      'Invalid parameter: Tags Reason: Topic already exists with different tags',
    )
    await sns.tagResource({ ResourceArn: TopicArn, Tags: [{ Key: 'b', Value: '2' }] })
    await sns.untagResource({ ResourceArn: TopicArn, TagKeys: ['a'] })
    assert.deepEqual((await sns.listTagsForResource({ ResourceArn: TopicArn })).Tags, [
      { Key: 'b', Value: '2' },
    ])
    await refused(
      sns.tagResource({ ResourceArn: TopicArn, Tags: [...Tags, ...Tags] }),
      'InvalidParameter',
      'Invalid parameter: Duplicated keys are not allowed.',
    )
    await refused(sns.listTagsForResource({ ResourceArn: arn('absent') }), 'ResourceNotFound')
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await refused(sns.tagResource({ ResourceArn: TopicArn, Tags: many }), 'TagLimitExceeded')
  })

  it('let other accounts in by their policy alone', async () => {
    const owner = newAccount(server)
    const guest = newAccount(server)
    const TopicArn = await owner.topic('t')
    const attempt = () => guest.sns.publish({ TopicArn, Message: 'hello' })
    await refused(attempt(), 'AuthorizationError', /not authorized to perform: SNS:Publish on resource/)
    await owner.sns.addPermission({
      TopicArn,
      Label: 'guest',
      AWSAccountId: [guest.id],
      ActionName: ['Publish'],
    })
    assert.ok((await attempt()).MessageId)
    await refused(guest.sns.listSubscriptionsByTopic({ TopicArn }), 'AuthorizationError')
    await refused(
      owner.sns.addPermission({
        TopicArn,
        Label: 'guest',
        AWSAccountId: [guest.id],
        ActionName: ['Publish'],
      }),
      'InvalidParameter',
      'Invalid parameter: Statement already exists',
    )
    await refused(
      owner.sns.addPermission({ TopicArn, Label: 'other', AWSAccountId: [guest.id], ActionName: ['Fly'] }),
      'InvalidParameter',
      'Invalid parameter: Policy statement action out of service scope!',
    )
    await owner.sns.removePermission({ TopicArn, Label: 'guest' })
    await refused(attempt(), 'AuthorizationError')
    assert.ok((await owner.sns.publish({ TopicArn, Message: 'own' })).MessageId)
  })

  it('keep a data protection policy', async () => {
    const { sns, topic } = newAccount(server)
    const ResourceArn = await topic('t')
    assert.equal((await sns.getDataProtectionPolicy({ ResourceArn })).DataProtectionPolicy, undefined)
    const DataProtectionPolicy = '{"Name":"p","Version":"2021-06-01","Statement":[]}'
    await sns.putDataProtectionPolicy({ ResourceArn, DataProtectionPolicy })
    assert.equal(
      (await sns.getDataProtectionPolicy({ ResourceArn })).DataProtectionPolicy,
      DataProtectionPolicy,
    )
    await refused(sns.putDataProtectionPolicy({ ResourceArn, DataProtectionPolicy: 'x' }), 'InvalidParameter')
  })

  it('have what is not built refused', async () => {
    const sns = new SNS(server.config({ account: '640999999999' }))
    await refused(
      sns.createPlatformApplication({ Name: 'a', Platform: 'GCM', Attributes: {} }),
      'NotImplemented',
    )
    await refused(
      sns.publish({ PhoneNumber: '+491701234567', Message: 'hi' }),
      'NotImplemented',
      /sends no text messages/,
    )
    await refused(
      sns.publish({ PhoneNumber: '+1a234', Message: 'hi' }),
      'InvalidParameter',
      'Invalid parameter: PhoneNumber Reason: +1a234 is not valid to publish to',
    )
  })
})
