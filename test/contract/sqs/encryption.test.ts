/**
 * Bodies under a queue's key. Source: SQS Developer Guide, "Encryption at rest in Amazon SQS"; API Reference, SendMessage, the errors
 * that begin with Kms.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { freshStore } from '../../support/test-stores.ts'
import { arnOf, bodies, makeQueue, newAccount, receive, refused } from './support.ts'

describe('messages under a key', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1))
  const server = testServer({ clock, ...(await freshStore()) })

  async function keyed() {
    const { sqs, account } = newAccount(server)
    const kms = new KMS(server.config({ account }))
    const KeyId = (await kms.createKey({})).KeyMetadata?.Arn ?? ''
    const attributes = { KmsMasterKeyId: KeyId, KmsDataKeyReusePeriodSeconds: '60', VisibilityTimeout: '0' }
    const url = await makeQueue(sqs, 'keyed', attributes)
    return { sqs, kms, KeyId, url }
  }

  it('are received as they were sent, one by one and in batches, also as dead letters', async () => {
    const { sqs, url } = await keyed()
    const dead = await makeQueue(sqs, 'dead')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(sqs, dead), maxReceiveCount: 1 })
    await sqs.sendMessage({ QueueUrl: url, MessageBody: 'hushed' })
    await sqs.sendMessageBatch({ QueueUrl: url, Entries: [{ Id: '1', MessageBody: 'ä' }] })
    assert.deepEqual(bodies(await receive(sqs, url)).sort(), ['hushed', 'ä'])
    await sqs.setQueueAttributes({ QueueUrl: url, Attributes: { RedrivePolicy } })
    assert.deepEqual(await receive(sqs, url), [])
    assert.deepEqual(bodies(await receive(sqs, dead)).sort(), ['hushed', 'ä'])
  })

  it('are refused once a data key is over and the key is disabled', async () => {
    const { sqs, kms, KeyId, url } = await keyed()
    const QueueUrl = url
    await sqs.sendMessage({ QueueUrl, MessageBody: 'one' })
    assert.equal((await receive(sqs, QueueUrl)).length, 1)
    await kms.disableKey({ KeyId })
    // The data key is used again for a minute.
    await sqs.sendMessage({ QueueUrl, MessageBody: 'two' })
    await clock.advance(61_000)
    await refused(sqs.sendMessage({ QueueUrl, MessageBody: 'three' }), 'KMS.DisabledException')
    await refused(receive(sqs, QueueUrl), 'KMS.DisabledException')
    await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    await refused(sqs.sendMessage({ QueueUrl, MessageBody: 'three' }), 'KMS.InvalidStateException')
    await kms.cancelKeyDeletion({ KeyId })
    await kms.enableKey({ KeyId })
    assert.equal((await receive(sqs, QueueUrl)).length, 2)
  })

  it('need a key that is there', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'lost', { KmsMasterKeyId: 'alias/none' })
    await refused(sqs.sendMessage({ QueueUrl, MessageBody: 'x' }), 'KMS.NotFoundException')
    const own = await makeQueue(sqs, 'own', { KmsMasterKeyId: 'alias/aws/sqs' })
    await sqs.sendMessage({ QueueUrl: own, MessageBody: 'x' })
    assert.deepEqual(bodies(await receive(sqs, own)), ['x'])
  })
})
