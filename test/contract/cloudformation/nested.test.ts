import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { CloudFormation } from '@aws-sdk/client-cloudformation'
import { S3 } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { created, deleted, history, newAccount, settled, template, updated } from './support.ts'

const server = testServer()
let cfn: CloudFormation
let sqs: SQS

const child = (queue: object, extra: object = {}) =>
  template(
    { Queue: { Type: 'AWS::SQS::Queue', ...queue }, ...extra },
    {
      Parameters: { Name: { Type: 'String' }, Delay: { Type: 'Number', Default: 0 } },
      Outputs: { QueueName: { Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } } },
    },
  )
const plain = child({ Properties: { QueueName: { Ref: 'Name' }, DelaySeconds: { Ref: 'Delay' } } })

const parent = (name: string, delay = 0, extra: object = {}, more: object = {}) =>
  template(
    {
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: `${server.endpoint}/templates/child.json`,
          Parameters: { Name: name, Delay: delay },
        },
        ...more,
      },
      ...extra,
    },
    { Outputs: { Inner: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.QueueName'] } } } },
  )

async function queueNames(): Promise<string[]> {
  return ((await sqs.listQueues({})).QueueUrls ?? []).map((url) => url.split('/').at(-1) ?? '').sort()
}

describe('nested stacks', () => {
  before(async () => {
    const account = newAccount(server)
    cfn = account.cfn
    sqs = new SQS(account.config)
    const s3 = new S3({ ...account.config, forcePathStyle: true })
    await s3.createBucket({ Bucket: 'templates' })
    await s3.putObject({ Bucket: 'templates', Key: 'child.json', Body: plain })
  })

  it('are made, changed and deleted with the stack around them', async () => {
    const stack = await created(server, cfn, 'outer', parent('a'), { Tags: [{ Key: 'k', Value: 'v' }] })
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', (await history(cfn, 'outer')).join('\n'))
    assert.equal(stack.Outputs?.[0]?.OutputValue, 'a')
    const { StackResources = [] } = await cfn.describeStackResources({ StackName: 'outer' })
    const innerId = StackResources[0]?.PhysicalResourceId ?? ''
    const inner = (await cfn.describeStacks({ StackName: innerId })).Stacks?.[0]
    assert.equal(inner?.ParentId, stack.StackId)
    assert.equal(inner?.RootId, stack.StackId)
    assert.deepEqual(inner?.Tags, [{ Key: 'k', Value: 'v' }])
    assert.match(inner?.StackName ?? '', /^outer-Inner-[0-9A-Z]{12}$/)
    assert.deepEqual(
      (await history(cfn, 'outer')).filter((line) => line.startsWith('Inner')),
      [
        'Inner CREATE_IN_PROGRESS',
        'Inner CREATE_IN_PROGRESS Resource creation Initiated',
        'Inner CREATE_COMPLETE',
      ],
    )
    const after = await updated(server, cfn, 'outer', parent('b'))
    assert.equal(after.StackStatus, 'UPDATE_COMPLETE', (await history(cfn, 'outer')).join('\n'))
    assert.equal(after.Outputs?.[0]?.OutputValue, 'b')
    assert.deepEqual(await queueNames(), ['b'])
    const told = await history(cfn, innerId)
    assert.equal(told.at(-1), `${inner?.StackName} UPDATE_COMPLETE`)
    const gone = await deleted(server, cfn, stack)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE')
    assert.deepEqual(await queueNames(), [])
    assert.equal(
      (await cfn.describeStacks({ StackName: innerId })).Stacks?.[0]?.StackStatus,
      'DELETE_COMPLETE',
    )
  })

  it('go back when the stack around them does', async () => {
    await sqs.createQueue({ QueueName: 'taken', Attributes: { DelaySeconds: '7' } })
    const bad = {
      Bad: {
        Type: 'AWS::SQS::Queue',
        DependsOn: 'Inner',
        Properties: { QueueName: 'taken', DelaySeconds: 1 },
      },
    }
    await created(server, cfn, 'back', parent('c'))
    const stack = await updated(server, cfn, 'back', parent('d', 1, bad))
    assert.equal(stack.StackStatus, 'UPDATE_ROLLBACK_COMPLETE', (await history(cfn, 'back')).join('\n'))
    assert.equal(stack.Outputs?.[0]?.OutputValue, 'c')
    assert.deepEqual(await queueNames(), ['c', 'taken'])
    await deleted(server, cfn, stack)
    const failing = await created(server, cfn, 'never', parent('e', 0, bad))
    assert.equal(failing.StackStatus, 'ROLLBACK_COMPLETE')
    assert.deepEqual(await queueNames(), ['taken'])
  })

  it('tell why they failed', async () => {
    const told = async (name: string, body: string) => {
      const stack = await created(server, cfn, name, body)
      assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
      return (await history(cfn, name)).find((line) => line.startsWith('Inner CREATE_FAILED')) ?? ''
    }
    assert.match(
      await told('fails', parent('taken', 1)),
      /^Inner CREATE_FAILED Embedded stack arn:aws:cloudformation:us-east-1:\d+:stack\/fails-Inner-[0-9A-Z]{12}\/[0-9a-f-]{36} was not successfully created: The following resource\(s\) failed to create: \[Queue\]. $/,
    )
    assert.match(
      await told('missing', parent('x').replace('child.json', 'none.json')),
      /S3 error: The specified key does not exist/,
    )
  })

  it('are rolled back with the stack around them, without resources that are named behind their names', async () => {
    const waits = { Type: 'AWS::CloudFormation::WaitCondition', DependsOn: 'Inner', Properties: {} }
    const handle = { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } }
    const wait = { ...waits, Properties: { Handle: { Ref: 'Handle' }, Timeout: '3600' } }
    const before = await created(server, cfn, 'stuck', parent('stuck-a', 1))
    await cfn.updateStack({
      StackName: 'stuck',
      TemplateBody: parent('stuck-a', 2, { ...handle, Wait: wait }),
    })
    await server.lambent.idle()
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'stuck-a' })
    await sqs.deleteQueue({ QueueUrl })
    await cfn.cancelUpdateStack({ StackName: 'stuck' })
    assert.equal((await settled(server, cfn, 'stuck')).StackStatus, 'UPDATE_ROLLBACK_FAILED')
    const { StackResources: [inner] = [] } = await cfn.describeStackResources({
      StackName: 'stuck',
      LogicalResourceId: 'Inner',
    })
    const StackName = inner?.PhysicalResourceId ?? ''
    const name = StackName.split('/')[1] ?? ''
    assert.equal((await settled(server, cfn, StackName)).StackStatus, 'UPDATE_ROLLBACK_FAILED')
    for (const bad of ['Queue', `${name}.None`, `none.Queue`, 'outer.Inner'])
      await assert.rejects(cfn.continueUpdateRollback({ StackName: 'stuck', ResourcesToSkip: [bad] }), {
        name: 'ValidationError',
      })
    await cfn.continueUpdateRollback({ StackName: 'stuck' })
    assert.equal((await settled(server, cfn, 'stuck')).StackStatus, 'UPDATE_ROLLBACK_FAILED')
    await cfn.continueUpdateRollback({ StackName: 'stuck', ResourcesToSkip: [`${name}.Queue`] })
    assert.equal((await settled(server, cfn, 'stuck')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.equal((await settled(server, cfn, StackName)).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.equal((await deleted(server, cfn, before)).StackStatus, 'DELETE_COMPLETE')
  })
})
