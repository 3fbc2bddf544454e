/** The AWS CLI deploys a template. Its own waiting looks every 30 seconds, so the change set is carried out by hand here. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { Lambda } from '@aws-sdk/client-lambda'
import { beginApplication, starters } from '../../../src/devloop/index.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { majorVersion } from '../aws-cli/aws.ts'
import { toolRunner } from './tools.ts'

const version = await majorVersion()
const skip = version === undefined && 'SKIPPED: there is no AWS CLI; `npm test` installs one where it can'

describe('aws cloudformation package and deploy', { skip }, () => {
  const server = testServer()
  const folder = mkdtempSync(join(tmpdir(), 'lambent-aws-cli-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('bring an application up', async () => {
    const starter = starters().find(({ name }) => name === 'queue')
    assert.ok(starter)
    const application = join(folder, 'orders')
    beginApplication(application, starter, 'python')
    const run = toolRunner(server, application)
    const cli = async (...args: string[]) => {
      const { code, output } = await run('aws', ['--endpoint-url', server.endpoint, ...args])
      assert.equal(code, 0, `aws ${args.join(' ')}: ${output}`)
      return output
    }
    await cli('s3', 'mb', 's3://artifacts')
    const packaged = ['--template-file', 'template.yaml', '--s3-bucket', 'artifacts']
    await cli('cloudformation', 'package', ...packaged, '--output-template-file', 'packaged.yaml')
    const said = await cli(
      'cloudformation',
      'deploy',
      '--template-file',
      'packaged.yaml',
      '--stack-name',
      'orders',
      '--capabilities',
      'CAPABILITY_IAM',
      '--no-execute-changeset',
    )
    const [changeSet = ''] = /arn:aws:cloudformation:\S+changeSet\S+/.exec(said) ?? []
    await cli('cloudformation', 'execute-change-set', '--change-set-name', changeSet)
    const cloudFormation = new CloudFormation(server.config())
    const stack = async () => (await cloudFormation.describeStacks({ StackName: 'orders' })).Stacks?.[0]
    await until(async () => !(await stack())?.StackStatus?.endsWith('_IN_PROGRESS'), 'the stack stands')
    const status = await stack()
    assert.equal(status?.StackStatus, 'CREATE_COMPLETE')
    assert.deepEqual(status?.Outputs?.map(({ OutputKey }) => OutputKey).sort(), [
      'FailedQueueUrl',
      'QueueUrl',
    ])
    const lambda = new Lambda(server.config())
    const [worker] = (await lambda.listFunctions({})).Functions ?? []
    const answer = await lambda.invoke({ FunctionName: worker?.FunctionName, Payload: '{"Records":[]}' })
    assert.equal(Buffer.from(answer.Payload ?? []).toString(), '{"batchItemFailures": []}')
    cloudFormation.destroy()
    lambda.destroy()
  })
})
