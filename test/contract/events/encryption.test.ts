/**
 * Buses with a customer's key. Source: EventBridge User Guide, "Encrypting EventBridge event buses with AWS KMS keys", "Configuring the
 * dead-letter queue of an encrypted event bus".
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { newAccount } from './support.ts'

describe('buses with a key', () => {
  const server = testServer()

  async function keyed() {
    const account = newAccount(server)
    const { events, id } = account
    const [kms, sqs] = [new KMS(server.config({ account: id })), new SQS(server.config({ account: id }))]
    const root = { Effect: 'Allow', Principal: { AWS: id }, Action: 'kms:*', Resource: '*' }
    const service = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': account.bus('keyed') } },
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [root, service] })
    const KeyId = (await kms.createKey({ Policy })).KeyMetadata?.Arn ?? ''
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'dead' })
    const dead = `arn:aws:sqs:us-east-1:${id}:dead`
    const allow = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: dead }
    const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }
    await sqs.setQueueAttributes({ QueueUrl, Attributes })
    await events.createEventBus({ Name: 'keyed', KmsKeyIdentifier: KeyId, DeadLetterConfig: { Arn: dead } })
    const Arn = await account.makeGroup('/aws/events/all')
    const EventBusName = 'keyed'
    await events.putRule({ Name: 'all', EventBusName, EventPattern: '{"source":["my.app"]}' })
    await events.putTargets({ Rule: 'all', EventBusName, Targets: [{ Id: 'logs', Arn }] })
    const put = (n: number) =>
      events.putEvents({
        Entries: [{ EventBusName, Source: 'my.app', DetailType: 'd', Detail: JSON.stringify({ n }) }],
      })
    const details = async () =>
      ((await account.received('/aws/events/all')) as Array<{ detail: { n: number } }>).map(
        ({ detail }) => detail.n,
      )
    return { ...account, kms, sqs, KeyId, QueueUrl, put, details }
  }

  it('bring events to targets, and from archives', async () => {
    const { events, put, details, bus } = await keyed()
    await events.createArchive({ ArchiveName: 'kept', EventSourceArn: bus('keyed') })
    await put(1)
    assert.deepEqual(await details(), [1])
    await server.lambent.idle()
    const { ReplayArn } = await events.startReplay({
      ReplayName: 'again',
      EventSourceArn: (await events.describeArchive({ ArchiveName: 'kept' })).ArchiveArn,
      EventStartTime: new Date(Date.now() - 3_600_000),
      EventEndTime: new Date(Date.now() + 3_600_000),
      Destination: { Arn: bus('keyed') },
    })
    assert.ok(ReplayArn)
    assert.deepEqual(await details(), [1, 1])
  })

  it('send events to their dead-letter queue when the key cannot be used', async () => {
    const { kms, KeyId, put, details, sqs, QueueUrl } = await keyed()
    await kms.disableKey({ KeyId })
    const { FailedEntryCount } = await put(2)
    assert.equal(FailedEntryCount, 0)
    assert.deepEqual(await details(), [])
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MessageAttributeNames: ['All'] })
    assert.equal(JSON.parse(Messages[0]?.Body ?? '{}').detail?.n, 2)
    assert.equal(Messages[0]?.MessageAttributes?.ERROR_CODE?.StringValue, 'DisabledException')
    await kms.enableKey({ KeyId })
    await put(3)
    assert.deepEqual(await details(), [3])
  })
})
