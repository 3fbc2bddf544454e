/** AWS CDK: bootstrap, deploy with assets, hotswap, destroy. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Lambda } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { npmTools, toolRunner, toolsSkipped } from './tools.ts'

const source = `
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib'
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import * as sqs from 'aws-cdk-lib/aws-sqs'

const stack = new Stack(new App(), 'Web')
const table = new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY,
})
const one = new lambda.Function(stack, 'One', {
  runtime: new lambda.Runtime('nodejs24.x', lambda.RuntimeFamily.NODEJS),
  handler: 'index.handler',
  code: lambda.Code.fromAsset('one'),
  environment: { TABLE: table.tableName },
})
table.grantReadWriteData(one)
one.addEventSource(new SqsEventSource(new sqs.Queue(stack, 'Queue')))
one.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })
new CfnOutput(stack, 'Name', { value: one.functionName })
`

describe('the CDK', { skip: toolsSkipped }, () => {
  const server = testServer()
  let folder = ''
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('bootstraps, deploys, swaps code and destroys', async () => {
    const packages = npmTools('cdk', ['aws-cdk@2', 'aws-cdk-lib@2', 'constructs@10'])
    folder = mkdtempSync(join(packages, 'app-'))
    const write = (path: string, text: string) => writeFileSync(join(folder, path), text)
    mkdirSync(join(folder, 'one'))
    write('cdk.json', '{"app":"node app.mjs"}')
    write('app.mjs', source)
    write('one/index.js', 'exports.handler = async () => 1')
    const run = toolRunner(server, folder, { CDK_DISABLE_VERSION_CHECK: '1', CI: 'true' })
    const cdk = async (...args: string[]) => {
      const { code, output } = await run(join(packages, 'node_modules/.bin/cdk'), args)
      assert.equal(code, 0, `cdk ${args.join(' ')}: ${output}`)
      return output
    }
    assert.match(await cdk('bootstrap', 'aws://000000000000/us-east-1'), /bootstrapped/)
    const [, name = ''] = /Web\.Name = (\S+)/.exec(await cdk('deploy', '--require-approval', 'never')) ?? []
    const lambda = new Lambda(server.config())
    const ask = async () =>
      Buffer.from((await lambda.invoke({ FunctionName: name })).Payload ?? []).toString()
    assert.equal(await ask(), '1')
    write('one/index.js', 'exports.handler = async () => 2')
    await cdk('deploy', '--hotswap', '--require-approval', 'never')
    assert.equal(await ask(), '2')
    write('one/index.js', 'exports.handler = async () => 3')
    await cdk('deploy', '--require-approval', 'never')
    assert.equal(await ask(), '3')
    assert.match(await cdk('destroy', '--force'), /destroyed/)
    await assert.rejects(lambda.getFunction({ FunctionName: name }), { name: 'ResourceNotFoundException' })
    lambda.destroy()
  })
})
