/**
 * Aliases of functions that CodeDeploy moves when their stack is updated. Sources: CloudFormation Template Reference, "UpdatePolicy
 * attribute"; SAM Developer Guide, "Deploying serverless applications gradually with AWS SAM"; events of stacks that users of AWS have
 * published (August 2026).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudFormation } from '@aws-sdk/client-cloudformation'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CodeDeploy } from '@aws-sdk/client-codedeploy'
import { Lambda } from '@aws-sdk/client-lambda'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/index.ts'
import { putStillAlarm } from '../../support/alarms.ts'
import { clientOf, killableServer, passTime } from '../../support/killable-server.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { deleted, deployed, history, newAccount, passingTime, samCapabilities, settled } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })
const minute = 60_000

const pass = passingTime(server, clock)

/** An application of one function, whose code says its version. */
function application(version: number, preference: string, more = '', resources = ''): string {
  return `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: python3.13, Handler: index.handler, Timeout: 60 }
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: shop
      AutoPublishAlias: live
      InlineCode: |
        def handler(event, context):
            return ${version}
      DeploymentPreference:
        Type: ${preference}
${more.replace(/^/gm, '        ')}
${resources}
`
}

/** A queue that cannot be made, since there is one of its name: after the alias. */
const taken = `
  Taken:
    Type: AWS::SQS::Queue
    DependsOn: ShopAliaslive
    Properties: { QueueName: taken, DelaySeconds: 9 }
`

function clients() {
  const { cfn, config, account } = newAccount(server)
  return {
    cfn,
    account,
    lambda: new Lambda(config),
    deploy: new CodeDeploy(config),
    cloudwatch: new CloudWatch(config),
    sqs: new SQS(config),
  }
}

const update = (cfn: CloudFormation, TemplateBody: string) =>
  cfn.updateStack({ StackName: 'shop', TemplateBody, ...samCapabilities })

async function aliasOf(lambda: Lambda): Promise<[string, Record<string, number>]> {
  const { FunctionVersion = '', RoutingConfig } = await lambda.getAlias({
    FunctionName: 'shop',
    Name: 'live',
  })
  return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}]
}

async function deploymentsOf(deploy: CodeDeploy) {
  const { deployments: deploymentIds = [] } = await deploy.listDeployments({})
  if (deploymentIds.length === 0) return []
  const { deploymentsInfo = [] } = await deploy.batchGetDeployments({ deploymentIds })
  return deploymentsInfo
}

const lines = async (cfn: CloudFormation, logicalId: string) =>
  (await history(cfn, 'shop'))
    .filter((line) => line.startsWith(`${logicalId} `))
    .map((line) =>
      line.replace(/d-[A-Z0-9]{9}/g, 'd-X').replace(/RequestToken: [0-9a-f-]+/, 'RequestToken: …'),
    )

describe('an alias that CodeDeploy moves', { timeout: 180_000 }, () => {
  it('moves step by step, between hooks in Node.js and Python, while its stack waits', async () => {
    const { cfn, lambda, deploy, sqs, account } = clients()
    const hooks = `
Alarms: [!Ref Faults]
Hooks: { PreTraffic: !Ref Before, PostTraffic: !Ref After }
TriggerConfigurations:
  - { TriggerName: news, TriggerTargetArn: !Ref News, TriggerEvents: [DeploymentStart, DeploymentSuccess] }`
    const role = (version: string) => `
      DeploymentPreference: { Enabled: false, Role: '' }
      Policies:
        - Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: !Sub arn:aws:codedeploy:\${AWS::Region}:\${AWS::AccountId}:deploymentgroup:\${ServerlessDeploymentApplication}/*
      Environment: { Variables: { VERSION: '${version}' } }`
    const resources = `
  Before:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_before
      Runtime: nodejs24.x
      InlineCode: |
        const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy')
        exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
          await new CodeDeployClient({}).send(new PutLifecycleEventHookExecutionStatusCommand({
            deploymentId: DeploymentId,
            lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
            status: 'Succeeded',
          }))
        }
${role('1')}
  After:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_after
      MemorySize: 512
      InlineCode: |
        import boto3
        def handler(event, context):
            boto3.client('codedeploy').put_lifecycle_event_hook_execution_status(
                deploymentId=event['DeploymentId'],
                lifecycleEventHookExecutionId=event['LifecycleEventHookExecutionId'],
                status='Succeeded')
${role('1')}
  Faults:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: faults
      Namespace: Shop
      MetricName: Faults
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold
  News: { Type: AWS::SNS::Topic }
  Inbox: { Type: AWS::SQS::Queue, Properties: { QueueName: inbox } }
  Delivery:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Inbox.Arn, RawMessageDelivery: true }
  Permit:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Inbox]
      PolicyDocument:
        Statement: [{ Effect: Allow, Principal: '*', Action: sqs:SendMessage, Resource: !GetAtt Inbox.Arn }]
`
    const templateOf = (version: number) => application(version, 'Canary10Percent5Minutes', hooks, resources)
    const stack = await deployed(server, cfn, 'shop', templateOf(1))
    assert.deepEqual(await deploymentsOf(deploy), [])
    await update(cfn, templateOf(2))
    await pass(minute)
    assert.equal((await settled(server, cfn, 'shop')).StackStatus, 'UPDATE_IN_PROGRESS')
    assert.deepEqual(await aliasOf(lambda), ['1', { 2: 0.1 }])
    await pass(6 * minute)
    const { StackStatus, StackStatusReason } = await settled(server, cfn, 'shop')
    assert.equal(StackStatus, 'UPDATE_COMPLETE', StackStatusReason)
    assert.deepEqual(await aliasOf(lambda), ['2', {}])
    const [deployment] = await deploymentsOf(deploy)
    assert.equal(deployment?.status, 'Succeeded')
    assert.equal(deployment?.creator, 'user')
    assert.deepEqual(await lines(cfn, 'ShopAliaslive'), [
      'ShopAliaslive CREATE_IN_PROGRESS',
      'ShopAliaslive CREATE_IN_PROGRESS Resource creation Initiated',
      'ShopAliaslive CREATE_COMPLETE',
      'ShopAliaslive UPDATE_IN_PROGRESS',
      'ShopAliaslive UPDATE_IN_PROGRESS CodeDeploy deployment started: d-X',
      'ShopAliaslive UPDATE_COMPLETE',
    ])
    const QueueUrl = `${server.endpoint}/${account}/inbox`
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
    const told = Messages.map(({ Body = '' }) => JSON.parse(Body) as { status: string })
    assert.deepEqual(
      told.map(({ status }) => status),
      ['CREATED', 'SUCCEEDED'],
    )
    await deleted(server, cfn, stack)
    assert.deepEqual((await deploy.listApplications({})).applications, [])
  })

  it('goes back when an alarm goes off, and takes its stack back', async () => {
    const { cfn, lambda, deploy, cloudwatch } = clients()
    const AlarmName = 'faults'
    await putStillAlarm(cloudwatch, AlarmName)
    const templateOf = (version: number) =>
      application(version, 'Linear10PercentEvery10Minutes', 'Alarms: [faults]')
    await deployed(server, cfn, 'shop', templateOf(1))
    await update(cfn, templateOf(2))
    await pass(15 * minute)
    assert.deepEqual(await aliasOf(lambda), ['1', { 2: 0.2 }])
    await cloudwatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'a test says so' })
    await pass(minute)
    assert.equal((await settled(server, cfn, 'shop')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual(await aliasOf(lambda), ['1', {}])
    assert.deepEqual((await lines(cfn, 'ShopAliaslive')).slice(3), [
      'ShopAliaslive UPDATE_IN_PROGRESS',
      'ShopAliaslive UPDATE_IN_PROGRESS CodeDeploy deployment started: d-X',
      'ShopAliaslive UPDATE_IN_PROGRESS CodeDeploy rollback deployment started: d-X',
      'ShopAliaslive UPDATE_FAILED Resource handler returned message: "d-X failed. One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <faults>" (RequestToken: …, HandlerErrorCode: InternalFailure)',
      'ShopAliaslive UPDATE_IN_PROGRESS',
      'ShopAliaslive UPDATE_COMPLETE',
    ])
    assert.deepEqual(
      (await deploymentsOf(deploy)).map(({ status, creator }) => `${creator} ${status}`).sort(),
      ['codeDeployRollback Succeeded', 'user Stopped'],
    )
    // Once all is well again the same update goes through.
    await cloudwatch.setAlarmState({ AlarmName, StateValue: 'OK', StateReason: 'a test says so' })
    await update(cfn, templateOf(3))
    await pass(91 * minute)
    assert.equal((await settled(server, cfn, 'shop')).StackStatus, 'UPDATE_COMPLETE')
    assert.deepEqual((await aliasOf(lambda))[1], {})
  })

  it('is stopped and goes back when the update is cancelled', async () => {
    const { cfn, lambda, deploy } = clients()
    const templateOf = (version: number) => application(version, 'Linear10PercentEvery1Minute')
    await deployed(server, cfn, 'shop', templateOf(1))
    await update(cfn, templateOf(2))
    await pass(3 * minute)
    await cfn.cancelUpdateStack({ StackName: 'shop' })
    await pass(minute)
    assert.equal((await settled(server, cfn, 'shop')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual(await aliasOf(lambda), ['1', {}])
    assert.deepEqual(
      (await deploymentsOf(deploy)).map(({ status, creator }) => `${creator} ${status}`).sort(),
      ['codeDeployRollback Succeeded', 'user Stopped'],
    )
  })

  it('is stopped when the update that gave it its policy is cancelled', async () => {
    const { cfn, lambda, deploy } = clients()
    const gradual = application(2, 'Linear10PercentEvery1Minute')
    const plain = application(1, '').replace(/ *DeploymentPreference:\n *Type: \n/, '')
    await deployed(server, cfn, 'shop', plain)
    await update(cfn, gradual)
    await pass(3 * minute)
    assert.deepEqual(await aliasOf(lambda), ['1', { 2: 0.4 }])
    await cfn.cancelUpdateStack({ StackName: 'shop' })
    await pass(minute)
    assert.equal((await settled(server, cfn, 'shop')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    await pass(10 * minute)
    assert.deepEqual(await aliasOf(lambda), ['1', {}])
    assert.deepEqual((await deploy.listApplications({})).applications, [])
  })

  it('is deployed back when something else fails afterwards', async () => {
    const { cfn, lambda, deploy, sqs } = clients()
    await sqs.createQueue({ QueueName: 'taken' })
    const preference = 'Canary10Percent5Minutes'
    await deployed(server, cfn, 'shop', application(1, preference))
    await update(cfn, application(2, preference, '', taken))
    await pass(5 * minute)
    assert.deepEqual(await aliasOf(lambda), ['2', {}])
    await pass(7 * minute)
    assert.equal((await settled(server, cfn, 'shop')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual(await aliasOf(lambda), ['1', {}])
    assert.deepEqual(
      (await deploymentsOf(deploy)).map(({ status, creator }) => `${creator} ${status}`),
      ['user Succeeded', 'user Succeeded'],
    )
  })

  it('says what CodeDeploy says where it cannot begin', async () => {
    const { cfn, deploy } = clients()
    const templateOf = (version: number) => application(version, 'AllAtOnce')
    await deployed(server, cfn, 'shop', templateOf(1))
    const [applicationName = ''] = (await deploy.listApplications({})).applications ?? []
    await deploy.deleteApplication({ applicationName })
    await update(cfn, templateOf(2))
    await pass(minute)
    assert.equal((await settled(server, cfn, 'shop')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    const [failure = ''] = (await lines(cfn, 'ShopAliaslive')).filter((line) => line.includes('_FAILED'))
    assert.match(failure, /No application found for name: .* \(Service: CodeDeploy, Status Code: 400/)
  })
})

describe('a server that is killed while CodeDeploy moves an alias', () => {
  const killable = killableServer('gradual')

  it('goes on with the deployment and the stack', { timeout: 120_000 }, async () => {
    const start = async () => {
      const endpoint = await killable.start(['--clock', 'virtual'])
      const { CloudFormation: Client } = await import('@aws-sdk/client-cloudformation')
      const config = clientOf(endpoint)
      return { endpoint, cfn: new Client(config), lambda: new Lambda(config) }
    }
    const templateOf = (version: number) => application(version, 'Linear10PercentEvery1Minute')
    let { endpoint, cfn, lambda } = await start()
    const statusOf = async () => (await cfn.describeStacks({ StackName: 'shop' })).Stacks?.[0]?.StackStatus
    await cfn.createStack({ StackName: 'shop', TemplateBody: templateOf(1), ...samCapabilities })
    await until(async () => (await statusOf()) === 'CREATE_COMPLETE', 'the stack stands')
    await update(cfn, templateOf(2))
    await until(async () => (await aliasOf(lambda))[1][2] === 0.1, 'the deployment began')
    await passTime(endpoint, 2 * minute)
    assert.deepEqual(await aliasOf(lambda), ['1', { 2: 0.3 }])
    await killable.kill()
    ;({ endpoint, cfn, lambda } = await start())
    await passTime(endpoint, 1_000)
    assert.equal(await statusOf(), 'UPDATE_IN_PROGRESS')
    await passTime(endpoint, 12 * minute)
    assert.equal(await statusOf(), 'UPDATE_COMPLETE')
    assert.deepEqual(await aliasOf(lambda), ['2', {}])
  })
})
