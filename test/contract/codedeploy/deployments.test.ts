/** Deployments of Lambda functions: shifting, stopping, failing, going back. Source: CodeDeploy User Guide and API Reference. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { putStillAlarm } from '../../support/alarms.ts'
import { testServer } from '../../support/server.ts'
import {
  type Account,
  aliasOf,
  appSpec,
  begin,
  deployment,
  eventsOf,
  newAccount,
  prepare,
  refused,
} from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 2, 6, 12))
const server = testServer({ clock })
const minute = 60_000
const idle = () => server.lambent.idle()
const advance = (ms: number) => clock.advance(ms, idle)

const everyEvent = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST']
const goingBack = { autoRollbackConfiguration: { enabled: true, events: everyEvent } }

async function prepared(group: object = {}): Promise<Account> {
  const account = newAccount(server)
  await prepare(account, group)
  return account
}

describe('a deployment', () => {
  it('moves all at once, where nothing else is said', async () => {
    const account = await prepared()
    const id = await begin(account, { description: 'the second' })
    assert.match(id, /^d-[A-Z0-9]{9}$/)
    await idle()
    assert.deepEqual(await aliasOf(account), ['2', {}])
    const info = await deployment(account, id)
    assert.equal(info.status, 'Succeeded')
    assert.equal(info.deploymentConfigName, 'CodeDeployDefault.LambdaAllAtOnce')
    assert.equal(info.computePlatform, 'Lambda')
    assert.equal(info.creator, 'user')
    assert.equal(info.description, 'the second')
    assert.deepEqual(info.deploymentOverview, {
      Pending: 0,
      InProgress: 0,
      Succeeded: 1,
      Failed: 0,
      Skipped: 0,
      Ready: 0,
    })
    assert.deepEqual(await eventsOf(account, id), ['Succeeded', 'Succeeded', 'Succeeded'])
    const { deploymentGroupInfo: group } = await account.deploy.getDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: 'g',
    })
    assert.equal(group?.lastSuccessfulDeployment?.deploymentId, id)
    assert.equal(group?.lastAttemptedDeployment?.status, 'Succeeded')
    assert.equal(group?.targetRevision?.revisionType, 'AppSpecContent')
  })

  it('moves a tenth every ten minutes', async () => {
    const account = await prepared({
      deploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes',
    })
    const id = await begin(account)
    await idle()
    const seen: unknown[] = []
    for (let step = 0; step < 10; step++) {
      seen.push(await aliasOf(account))
      if (step < 9) await advance(10 * minute)
    }
    assert.deepEqual(seen, [
      ...Array.from({ length: 9 }, (_, step) => ['1', { 2: (step + 1) / 10 }]),
      ['2', {}],
    ])
    const info = await deployment(account, id)
    assert.equal(info.status, 'Succeeded')
    assert.equal(Number(info.completeTime) - Number(info.startTime), 90 * minute)
  })

  it('moves by a configuration of one’s own', async () => {
    const account = await prepared()
    const { deploy } = account
    const timeBasedCanary = { canaryPercentage: 25, canaryInterval: 7 }
    await deploy.createDeploymentConfig({
      deploymentConfigName: 'mine',
      computePlatform: 'Lambda',
      trafficRoutingConfig: { type: 'TimeBasedCanary', timeBasedCanary },
    })
    const id = await begin(account, { deploymentConfigName: 'mine' })
    await advance(7 * minute - 1)
    assert.deepEqual(await aliasOf(account), ['1', { 2: 0.25 }])
    const { deploymentTarget } = await deploy.getDeploymentTarget({ deploymentId: id, targetId: 'f:live' })
    const { lambdaFunctionInfo, status, targetArn } = deploymentTarget?.lambdaTarget ?? {}
    assert.deepEqual(lambdaFunctionInfo, {
      functionName: 'f',
      functionAlias: 'live',
      currentVersion: '1',
      targetVersion: '2',
      targetVersionWeight: 0.25,
    })
    assert.equal(status, 'InProgress')
    assert.equal(targetArn, account.arn('f', 'live'))
    assert.deepEqual(await eventsOf(account, id), ['Succeeded', 'InProgress', 'Pending'])
    await advance(1)
    assert.deepEqual(await aliasOf(account), ['2', {}])
  })

  it('keeps others of its group out while it goes on, and lists with them', async () => {
    const account = await prepared({
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    })
    const { deploy } = account
    const first = await begin(account)
    await refused(
      begin(account),
      'DeploymentLimitExceededException',
      `The Deployment Group 'g' already has an active Deployment '${first}'`,
    )
    await advance(5 * minute)
    const second = await begin(account, { revision: appSpec({ current: '2', target: '1' }) })
    await idle()
    assert.deepEqual(await aliasOf(account), ['2', { 1: 0.1 }])
    const all = { applicationName: 'app', deploymentGroupName: 'g' }
    assert.deepEqual((await deploy.listDeployments(all)).deployments, [second, first])
    assert.deepEqual((await deploy.listDeployments({ applicationName: 'app' })).deployments, [second, first])
    const running = await deploy.listDeployments({ ...all, includeOnlyStatuses: ['InProgress'] })
    assert.deepEqual(running.deployments, [second])
    const { deploymentsInfo = [] } = await deploy.batchGetDeployments({ deploymentIds: [first, second] })
    assert.deepEqual(
      deploymentsInfo.map(({ status }) => status),
      ['Succeeded', 'InProgress'],
    )
    assert.equal(deploymentsInfo[1]?.previousRevision?.revisionType, 'AppSpecContent')
    assert.deepEqual((await deploy.listDeploymentTargets({ deploymentId: second })).targetIds, ['f:live'])
  })

  it('fails where the alias is elsewhere, and goes back nowhere', async () => {
    const account = await prepared(goingBack)
    const id = await begin(account, { revision: appSpec({ current: '2', target: '1' }) })
    await idle()
    const info = await deployment(account, id)
    assert.equal(info.status, 'Failed')
    assert.deepEqual(info.errorInformation, {
      code: 'INVALID_LAMBDA_CONFIGURATION',
      message:
        'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. The Lambda function alias version does not match the current version in AppSpec file.',
    })
    assert.deepEqual(await aliasOf(account), ['1', {}])
  })

  it('fails by what is no AppSpec, and by versions that are not there', async () => {
    const account = await prepared()
    const failure = async (revision: object) => {
      const id = await begin(account, { revision })
      await idle()
      return (await deployment(account, id)).errorInformation?.code
    }
    const text = (content: string) => ({ revisionType: 'String', string: { content } })
    assert.equal(await failure(text('- a list')), 'INVALID_LAMBDA_CONFIGURATION')
    assert.equal(await failure(text('{"version": 0.0, "Resources": []}')), 'INVALID_LAMBDA_CONFIGURATION')
    assert.equal(await failure(appSpec({ target: '7' })), 'INVALID_LAMBDA_FUNCTION')
    const s3Location = { bucket: 'nowhere', key: 'appspec.yaml', bundleType: 'YAML' }
    assert.equal(await failure({ revisionType: 'S3', s3Location }), 'REVISION_MISSING')
    await refused(begin(account, { revision: { revisionType: 'GitHub' } }), 'InvalidRevisionException')
  })

  it('stops where it is, or goes back', async () => {
    const account = await prepared({
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    })
    const { deploy } = account
    const first = await begin(account)
    await idle()
    assert.equal((await deploy.stopDeployment({ deploymentId: first })).status, 'Pending')
    await idle()
    const stopped = await deployment(account, first)
    assert.deepEqual([stopped.status, stopped.errorInformation?.code], ['Stopped', 'MANUAL_STOP'])
    assert.equal(stopped.rollbackInfo, undefined)
    assert.deepEqual(await eventsOf(account, first), ['Succeeded', 'Failed', 'Skipped'])
    assert.deepEqual(await aliasOf(account), ['1', { 2: 0.1 }])
    await refused(deploy.stopDeployment({ deploymentId: first }), 'DeploymentAlreadyCompletedException')
    const second = await begin(account)
    await idle()
    await deploy.stopDeployment({ deploymentId: second, autoRollbackEnabled: true })
    await idle()
    assert.deepEqual(await aliasOf(account), ['1', {}])
    const { rollbackInfo } = await deployment(account, second)
    const back = await deployment(account, rollbackInfo?.rollbackDeploymentId ?? '')
    assert.deepEqual([back.status, back.creator], ['Succeeded', 'codeDeployRollback'])
    await advance(10 * minute)
    assert.deepEqual(await aliasOf(account), ['1', {}])
  })

  it('cannot be continued: it does not wait', async () => {
    const account = await prepared({
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    })
    const deploymentId = await begin(account)
    await refused(account.deploy.continueDeployment({ deploymentId }), 'DeploymentIsNotInReadyStateException')
    await advance(5 * minute)
    await refused(account.deploy.continueDeployment({ deploymentId }), 'DeploymentAlreadyCompletedException')
  })
})

describe('alarms', () => {
  // What AWS answered is in the messages: recorded by users of SAM in August 2026.
  it('stop a deployment that shifts, which then goes back', async () => {
    const account = await prepared({
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }, { name: 'latency' }] },
      ...goingBack,
    })
    await putStillAlarm(account.cloudwatch, 'errors')
    await putStillAlarm(account.cloudwatch, 'latency')
    const id = await begin(account)
    await advance(minute)
    assert.deepEqual(await aliasOf(account), ['1', { 2: 0.1 }])
    await account.cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'test' })
    await advance(15_000)
    const stopped = await deployment(account, id)
    assert.equal(stopped.status, 'Stopped')
    assert.deepEqual(stopped.errorInformation, {
      code: 'ALARM_ACTIVE',
      message:
        'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <errors>',
    })
    assert.deepEqual(await eventsOf(account, id), ['Succeeded', 'Failed', 'Skipped'])
    const backId = stopped.rollbackInfo?.rollbackDeploymentId ?? ''
    assert.equal(
      stopped.rollbackInfo?.rollbackMessage,
      `Deployment ${id} terminated. Automatic rollback is triggered with a DeploymentId ${backId}.`,
    )
    const back = await deployment(account, backId)
    assert.deepEqual(back.rollbackInfo, {
      rollbackTriggeringDeploymentId: id,
      rollbackMessage: `Deployment ${backId} is triggered to roll back deployment ${id}.`,
    })
    assert.equal(back.status, 'Succeeded')
    assert.deepEqual(await aliasOf(account), ['1', {}])
    // While one is active nothing begins.
    const next = await begin(account)
    await idle()
    assert.equal((await deployment(account, next)).errorInformation?.code, 'ALARM_ACTIVE')
  })

  it('of the deployment alone count before those of its group, and stay out where they are off', async () => {
    const account = await prepared({
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
    })
    await putStillAlarm(account.cloudwatch, 'errors')
    await account.cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'test' })
    const id = await begin(account, { overrideAlarmConfiguration: { enabled: false, alarms: [] } })
    await advance(5 * minute)
    const info = await deployment(account, id)
    assert.equal(info.status, 'Succeeded')
    assert.deepEqual(info.overrideAlarmConfiguration, {
      enabled: false,
      ignorePollAlarmFailure: false,
      alarms: [],
    })
  })
})

describe('what is told of deployments', () => {
  it('goes to the event bus and to the topics of triggers', async () => {
    const account = await prepared()
    const config = server.config({ account: account.id })
    const [sns, sqs, events] = [new SNS(config), new SQS(config), new EventBridge(config)]
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' })
    const queueArn = `arn:aws:sqs:us-east-1:${account.id}:q`
    await events.putRule({ Name: 'r', EventPattern: JSON.stringify({ source: ['aws.codedeploy'] }) })
    await events.putTargets({ Rule: 'r', Targets: [{ Id: 't', Arn: queueArn }] })
    await sqs.setQueueAttributes({
      QueueUrl,
      Attributes: {
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: queueArn }],
        }),
      },
    })
    const { TopicArn = '' } = await sns.createTopic({ Name: 'told' })
    await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queueArn })
    await account.deploy.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'g',
      triggerConfigurations: [
        {
          triggerName: 'news',
          triggerTargetArn: TopicArn,
          triggerEvents: ['DeploymentStart', 'DeploymentSuccess'],
        },
      ],
    })
    const id = await begin(account)
    await idle()
    const bodies: Array<Record<string, unknown>> = []
    for (;;) {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
      if (Messages.length === 0) break
      for (const { Body = '' } of Messages) bodies.push(JSON.parse(Body))
    }
    const ofBus = bodies.filter((body) => body.source === 'aws.codedeploy')
    assert.deepEqual(
      ofBus.map(({ detail }) => (detail as { state: string }).state),
      ['START', 'SUCCESS'],
    )
    const { deploymentGroupInfo } = await account.deploy.getDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: 'g',
    })
    assert.equal(ofBus[0]?.['detail-type'], 'CodeDeploy Deployment State-change Notification')
    assert.deepEqual(ofBus[0]?.resources, [
      `arn:aws:codedeploy:us-east-1:${account.id}:application:app`,
      `arn:aws:codedeploy:us-east-1:${account.id}:deploymentgroup:app/g`,
    ])
    assert.deepEqual(ofBus[0]?.detail, {
      region: 'us-east-1',
      deploymentId: id,
      instanceGroupId: deploymentGroupInfo?.deploymentGroupId,
      deploymentGroup: 'g',
      state: 'START',
      application: 'app',
    })
    const ofTopic = bodies.filter(({ Type }) => Type === 'Notification')
    assert.deepEqual(
      ofTopic.map(({ Subject }) => Subject),
      [
        `CREATED: AWS CodeDeploy ${id} in us-east-1 to app`,
        `SUCCEEDED: AWS CodeDeploy ${id} in us-east-1 to app`,
      ],
    )
    const last = JSON.parse(String(ofTopic[1]?.Message)) as Record<string, unknown>
    assert.equal(last.eventTriggerName, 'news')
    assert.equal(last.status, 'SUCCEEDED')
    assert.match(String(last.createTime), /^Fri Mar 06 1\d:\d\d:\d\d UTC 2026$/)
  })
})
