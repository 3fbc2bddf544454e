import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Lambda } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { makeActive, newAccount as newLambdaAccount } from '../lambda/support.ts'
import { newAccount } from './support.ts'

describe('publishing to functions', () => {
  const server = testServer()

  // Source: aws-lambda-go, events/sns.go, and tests of other projects recorded against AWS (6 October 2025): the names, their order,
  // Subject null and MessageAttributes empty where there are none.
  it('brings the event as AWS writes it', async () => {
    const account = newAccount(server)
    const { sns, topic, queue, id } = account
    const lambda = new Lambda(server.config({ account: id }))
    const functions = { ...newLambdaAccount(server), id, lambda }
    await makeActive(functions, 'f')
    const FunctionArn = `arn:aws:lambda:us-east-1:${id}:function:f`
    const TopicArn = await topic('t')
    const results = await queue('results')
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      DestinationConfig: { OnSuccess: { Destination: results.arn } },
    })
    const { SubscriptionArn } = await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: FunctionArn })
    const lost = await queue('lost')
    await sns.setSubscriptionAttributes({
      SubscriptionArn,
      AttributeName: 'RedrivePolicy',
      AttributeValue: JSON.stringify({ deadLetterTargetArn: lost.arn }),
    })
    await sns.publish({ TopicArn, Message: 'not allowed yet' })
    assert.equal((await lost.notifications())[0]?.Message, 'not allowed yet')
    await lambda.addPermission({
      FunctionName: 'f',
      StatementId: 'sns',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: TopicArn,
    })
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'x' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2) },
    }
    const { MessageId } = await sns.publish({
      TopicArn,
      Subject: 'About',
      Message: 'hello',
      MessageAttributes,
    })
    const [record] = await results.received()
    const event = JSON.parse(record?.Body ?? '{}').requestPayload
    const { Sns, ...rest } = event.Records[0]
    assert.equal(event.Records.length, 1)
    assert.deepEqual(rest, {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: SubscriptionArn,
    })
    assert.deepEqual(Object.entries(Sns), [
      ['Type', 'Notification'],
      ['MessageId', MessageId],
      ['TopicArn', TopicArn],
      ['Subject', 'About'],
      ['Message', 'hello'],
      ['Timestamp', Sns.Timestamp],
      ['SignatureVersion', '1'],
      ['Signature', Sns.Signature],
      ['SigningCertUrl', Sns.SigningCertUrl],
      ['UnsubscribeUrl', Sns.UnsubscribeUrl],
      [
        'MessageAttributes',
        { text: { Type: 'String', Value: 'x' }, bytes: { Type: 'Binary', Value: 'AQI=' } },
      ],
    ])
    assert.match(Sns.Timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    await sns.publish({ TopicArn, Message: 'bare' })
    const [bare] = await results.received()
    const { Subject, MessageAttributes: none } = JSON.parse(bare?.Body ?? '{}').requestPayload.Records[0].Sns
    assert.equal(Subject, null)
    assert.deepEqual(none, {})
  })
})
