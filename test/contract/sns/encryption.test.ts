/** Messages under a topic's key. Source: SNS Developer Guide, "Securing Amazon SNS data with server-side encryption"; API Reference, Publish. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { testServer } from '../../support/server.ts'
import { newAccount, refused } from './support.ts'

describe('messages under a key', () => {
  const server = testServer()

  it('reach subscribers as they were published, by filters on their body too', async () => {
    const account = newAccount(server)
    const kms = new KMS(server.config({ account: account.id }))
    const KmsMasterKeyId = (await kms.createKey({})).KeyMetadata?.KeyId ?? ''
    const TopicArn = await account.topic('keyed', { KmsMasterKeyId })
    const all = await account.subscribedQueue(TopicArn, 'all')
    const some = await account.subscribedQueue(TopicArn, 'some', {
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"a":["b"]}',
    })
    await account.sns.publish({ TopicArn, Message: '{"a":"b"}', Subject: 's' })
    await account.sns.publish({ TopicArn, Message: 'text' })
    assert.deepEqual((await all.notifications()).map(({ Message }) => Message).sort(), ['text', '{"a":"b"}'])
    assert.deepEqual(
      (await some.notifications()).map(({ Message, Subject }) => [Message, Subject]),
      [['{"a":"b"}', 's']],
    )
  })

  it('are refused when the key is disabled or not there', async () => {
    const account = newAccount(server)
    const kms = new KMS(server.config({ account: account.id }))
    const KmsMasterKeyId = (await kms.createKey({})).KeyMetadata?.KeyId ?? ''
    const TopicArn = await account.topic('disabled', { KmsMasterKeyId })
    await kms.disableKey({ KeyId: KmsMasterKeyId })
    await refused(account.sns.publish({ TopicArn, Message: 'x' }), 'KMSDisabled')
    const lost = await account.topic('lost', { KmsMasterKeyId: 'alias/none' })
    await refused(account.sns.publish({ TopicArn: lost, Message: 'x' }), 'KMSNotFound')
  })
})
