import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../../support/server.ts'
import { Resources } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000001'
const policy = (Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource }],
})

describe('Resource types of SQS', () => {
  it('QueueInlinePolicy: puts, reads, changes and takes away the policy of a queue', async () => {
    const resources = new Resources(server.config({ account }))
    const queue = await resources.create('AWS::SQS::Queue', { QueueName: 'inline' })
    const type = 'AWS::SQS::QueueInlinePolicy'
    const id = await resources.create(type, { Queue: queue, PolicyDocument: policy('a') })
    assert.equal(id, queue)
    assert.deepEqual(await resources.read(type, id), { Queue: queue, PolicyDocument: policy('a') })
    await resources.update(type, id, { PolicyDocument: policy('b') })
    assert.deepEqual((await resources.read(type, id)).PolicyDocument, policy('b'))
    await resources.remove(type, id)
    const sqs = new SQS(server.config({ account }))
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: queue, AttributeNames: ['Policy'] })
    assert.equal(Attributes?.Policy, undefined)
  })
})
