import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { history, newAccount, settled, template } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })

interface Request {
  readonly RequestType: string
  readonly ResponseURL: string
  readonly RequestId: string
  readonly StackId: string
  readonly LogicalResourceId: string
  readonly PhysicalResourceId?: string
  readonly ResourceProperties: Record<string, unknown>
  readonly OldResourceProperties?: Record<string, unknown>
}

/** A topic that custom resources are asked at, and a queue that hears it. */
async function provider() {
  const { cfn, config } = newAccount(server)
  const sns = new SNS(config)
  const sqs = new SQS(config)
  const { TopicArn = '' } = await sns.createTopic({ Name: 'provider' })
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'requests' })
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] })
  const policy = {
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
  }
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } })
  await sns.subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: Attributes?.QueueArn,
    Attributes: { RawMessageDelivery: 'true' },
  })
  const next = async (): Promise<Request> => {
    await server.lambent.idle()
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl })
    const [message] = Messages
    assert.ok(message, 'no request came')
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle })
    return JSON.parse(message.Body ?? '') as Request
  }
  const answer = async (request: Request, body: object) => {
    const { StackId, RequestId, LogicalResourceId } = request
    const response = await fetch(request.ResponseURL, {
      method: 'PUT',
      body: JSON.stringify({ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, ...body }),
    })
    assert.equal(response.status, 200)
    await server.lambent.idle()
  }
  return { cfn, TopicArn, next, answer }
}

const thing = (ServiceToken: string, properties: object) => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken, ...properties },
})

describe('custom resources', () => {
  it('are asked, answer, are replaced and removed', async () => {
    const { cfn, TopicArn, next, answer } = await provider()
    const body = (Size: number) =>
      template(
        { Thing: thing(TopicArn, { Size, Flags: [true, 1], Deep: { On: false } }) },
        {
          Outputs: { Word: { Value: { 'Fn::GetAtt': ['Thing', 'Word'] } }, Ref: { Value: { Ref: 'Thing' } } },
        },
      )
    const { StackId = '' } = await cfn.createStack({ StackName: 'custom', TemplateBody: body(1) })
    const request = await next()
    assert.equal(request.RequestType, 'Create')
    assert.equal(request.StackId, StackId)
    assert.deepEqual(request.ResourceProperties, {
      ServiceToken: TopicArn,
      Size: '1',
      Flags: ['true', '1'],
      Deep: { On: 'false' },
    })
    assert.equal((await settled(server, cfn, StackId)).StackStatus, 'CREATE_IN_PROGRESS')
    await answer(request, { PhysicalResourceId: 'first', Data: { Word: 'hello' } })
    const stack = await settled(server, cfn, StackId)
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE')
    assert.deepEqual(
      stack.Outputs?.map(({ OutputValue }) => OutputValue),
      ['hello', 'first'],
    )
    // A second answer changes nothing.
    await answer(request, { PhysicalResourceId: 'other' })

    await cfn.updateStack({ StackName: 'custom', TemplateBody: body(2) })
    const update = await next()
    assert.equal(update.RequestType, 'Update')
    assert.equal(update.PhysicalResourceId, 'first')
    assert.equal(update.OldResourceProperties?.Size, '1')
    await answer(update, { PhysicalResourceId: 'second', Data: { Word: 'again' } })
    const removal = await next()
    assert.deepEqual([removal.RequestType, removal.PhysicalResourceId], ['Delete', 'first'])
    assert.equal((await settled(server, cfn, StackId)).StackStatus, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
    await answer(removal, { PhysicalResourceId: 'first' })
    const updated = await settled(server, cfn, StackId)
    assert.equal(updated.StackStatus, 'UPDATE_COMPLETE')
    assert.equal(updated.Outputs?.[1]?.OutputValue, 'second')

    await cfn.deleteStack({ StackName: 'custom' })
    const last = await next()
    assert.deepEqual([last.RequestType, last.PhysicalResourceId], ['Delete', 'second'])
    await answer(last, { Status: 'FAILED', Reason: 'no way', PhysicalResourceId: 'second' })
    const failed = await settled(server, cfn, StackId)
    assert.equal(failed.StackStatus, 'DELETE_FAILED')
    assert.equal(failed.StackStatusReason, 'The following resource(s) failed to delete: [Thing]. ')
    await cfn.deleteStack({ StackName: 'custom', RetainResources: ['Thing'] })
    assert.equal((await settled(server, cfn, StackId)).StackStatus, 'DELETE_COMPLETE')
  })

  it('that fail, say too much or never answer fail their stack', async () => {
    const { cfn, TopicArn, next, answer } = await provider()
    const failure = async (name: string, act: (request: Request) => Promise<unknown>) => {
      const { StackId = '' } = await cfn.createStack({
        StackName: name,
        TemplateBody: template({ Thing: thing(TopicArn, { ServiceTimeout: 60 }) }),
      })
      const request = await next()
      await act(request)
      await server.lambent.idle()
      const told = await history(cfn, StackId)
      return { request, reason: told.find((line) => line.startsWith('Thing CREATE_FAILED')) ?? '', StackId }
    }
    const first = await failure('fails', (request) => answer(request, { Status: 'FAILED', Reason: 'broken' }))
    assert.equal(
      first.reason,
      `Thing CREATE_FAILED Received response status [FAILED] from custom resource. Message returned: broken (RequestId: ${first.request.RequestId})`,
    )
    const large = await failure('large', (request) =>
      answer(request, { PhysicalResourceId: 'x', Data: { Text: 'x'.repeat(5000) } }),
    )
    assert.equal(large.reason, 'Thing CREATE_FAILED Response object is too long.')
    const late = await failure('late', () => clock.advance(60_000, () => server.lambent.idle()))
    assert.match(
      late.reason,
      /^Thing CREATE_FAILED CloudFormation did not receive a response from your Custom Resource\. Please check your logs for requestId \[[0-9a-f-]{36}\]/,
    )
    assert.equal((await settled(server, cfn, late.StackId)).StackStatus, 'ROLLBACK_COMPLETE')
    const unknown = await fetch(late.request.ResponseURL.replace(/token=.*/, 'token=none'), {
      method: 'PUT',
      body: '{}',
    })
    assert.equal(unknown.status, 403)
  })
})

describe('wait conditions', () => {
  const body = (count: number) =>
    template(
      {
        Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
        Condition: {
          Type: 'AWS::CloudFormation::WaitCondition',
          Properties: { Handle: { Ref: 'Handle' }, Timeout: '30', Count: count },
        },
      },
      {
        Outputs: {
          Data: { Value: { 'Fn::GetAtt': ['Condition', 'Data'] } },
          Url: { Value: { Ref: 'Handle' } },
        },
      },
    )

  async function handleUrl(cfn: ReturnType<typeof newAccount>['cfn'], StackName: string): Promise<string> {
    await server.lambent.idle()
    const { StackResourceDetail } = await cfn.describeStackResource({
      StackName,
      LogicalResourceId: 'Handle',
    })
    return StackResourceDetail?.PhysicalResourceId ?? ''
  }

  it('wait for signals at their handle', async () => {
    const { cfn } = newAccount(server)
    await cfn.createStack({ StackName: 'waits', TemplateBody: body(2) })
    const url = await handleUrl(cfn, 'waits')
    const signal = (UniqueId: string, Data: string) =>
      fetch(url, { method: 'PUT', body: JSON.stringify({ Status: 'SUCCESS', UniqueId, Reason: 'ok', Data }) })
    await signal('a', 'one')
    await signal('a', 'ignored')
    assert.equal((await settled(server, cfn, 'waits')).StackStatus, 'CREATE_IN_PROGRESS')
    await signal('b', 'two')
    const stack = await settled(server, cfn, 'waits')
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE')
    assert.equal(stack.Outputs?.[0]?.OutputValue, '{"a":"one","b":"two"}')
  })

  it('fail by a signal, or when time is over', async () => {
    const { cfn } = newAccount(server)
    const reason = async (name: string) =>
      (await history(cfn, name)).find((line) => line.startsWith('Condition CREATE_FAILED'))
    await cfn.createStack({ StackName: 'bad', TemplateBody: body(1) })
    await fetch(await handleUrl(cfn, 'bad'), {
      method: 'PUT',
      body: JSON.stringify({ Status: 'FAILURE', UniqueId: 'x', Reason: 'it broke' }),
    })
    assert.equal((await settled(server, cfn, 'bad')).StackStatus, 'ROLLBACK_COMPLETE')
    assert.equal(
      await reason('bad'),
      "Condition CREATE_FAILED WaitCondition received failed message: 'it broke' for uniqueId: x",
    )
    await cfn.createStack({ StackName: 'slow', TemplateBody: body(3) })
    await server.lambent.idle()
    await clock.advance(30_000, () => server.lambent.idle())
    assert.equal(
      await reason('slow'),
      'Condition CREATE_FAILED WaitCondition timed out. Received 0 conditions when expecting 3',
    )
  })

  it('hear SignalResource where they have a creation policy', async () => {
    const { cfn } = newAccount(server)
    await cfn.createStack({
      StackName: 'policy',
      TemplateBody: template({
        Condition: {
          Type: 'AWS::CloudFormation::WaitCondition',
          CreationPolicy: { ResourceSignal: { Count: 1, Timeout: 'PT1M' } },
        },
      }),
    })
    await server.lambent.idle()
    await cfn.signalResource({
      StackName: 'policy',
      LogicalResourceId: 'Condition',
      UniqueId: 'one',
      Status: 'SUCCESS',
    })
    assert.equal((await settled(server, cfn, 'policy')).StackStatus, 'CREATE_COMPLETE')
  })
})
