/** Applications, their groups, configurations and revisions. Source: CodeDeploy API Reference. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { type Account, appSpec, newAccount, refused } from './support.ts'

const server = testServer()
const style = { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' } as const

async function withApplication(): Promise<Account> {
  const account = newAccount(server)
  await account.deploy.createApplication({ applicationName: 'app', computePlatform: 'Lambda' })
  return account
}

const groupOf = ({ roleArn: serviceRoleArn }: Account, deploymentGroupName = 'g') => ({
  applicationName: 'app',
  deploymentGroupName,
  serviceRoleArn,
  deploymentStyle: style,
})

describe('applications', () => {
  it('are made, described, listed, renamed and deleted', async () => {
    const { deploy } = await withApplication()
    await refused(
      deploy.createApplication({ applicationName: 'app' }),
      'ApplicationAlreadyExistsException',
      'Application already exists: app',
    )
    await deploy.createApplication({ applicationName: 'b', computePlatform: 'Lambda' })
    const { application } = await deploy.getApplication({ applicationName: 'app' })
    assert.equal(application?.computePlatform, 'Lambda')
    assert.equal(application?.linkedToGitHub, false)
    assert.match(application?.applicationId ?? '', /^[0-9a-f-]{36}$/)
    await deploy.updateApplication({ applicationName: 'app', newApplicationName: 'c' })
    assert.deepEqual((await deploy.listApplications({})).applications, ['b', 'c'])
    const { applicationsInfo } = await deploy.batchGetApplications({ applicationNames: ['c', 'b'] })
    assert.deepEqual(
      applicationsInfo?.map(({ applicationName }) => applicationName),
      ['c', 'b'],
    )
    assert.equal(applicationsInfo?.[0]?.applicationId, application?.applicationId)
    const absent = 'No application found for name: app'
    await refused(
      deploy.getApplication({ applicationName: 'app' }),
      'ApplicationDoesNotExistException',
      absent,
    )
    await deploy.deleteApplication({ applicationName: 'c' })
    await deploy.deleteApplication({ applicationName: 'c' })
    assert.deepEqual((await deploy.listApplications({})).applications, ['b'])
    await refused(deploy.createApplication({ applicationName: 'no spaces' }), 'ValidationException')
    await refused(
      deploy.getApplication({} as { applicationName: string }),
      'ApplicationNameRequiredException',
    )
  })

  it('are listed a page at a time', async () => {
    const { deploy } = newAccount(server)
    const names = Array.from({ length: 101 }, (_, index) => `a${String(index).padStart(3, '0')}`)
    await Promise.all(names.map((applicationName) => deploy.createApplication({ applicationName })))
    const first = await deploy.listApplications({})
    assert.deepEqual(first.applications, names.slice(0, 100))
    const { nextToken } = first
    const second = await deploy.listApplications(nextToken === undefined ? {} : { nextToken })
    assert.deepEqual(second.applications, names.slice(100))
    assert.equal(second.nextToken, undefined)
    await refused(deploy.listApplications({ nextToken: 'x' }), 'InvalidNextTokenException')
  })

  it('and groups have tags', async () => {
    const account = await withApplication()
    const { deploy, id } = account
    await deploy.createDeploymentGroup({ ...groupOf(account), tags: [{ Key: 'a', Value: '1' }] })
    const arn = `arn:aws:codedeploy:us-east-1:${id}:deploymentgroup:app/g`
    await deploy.tagResource({ ResourceArn: arn, Tags: [{ Key: 'b', Value: '2' }] })
    await deploy.untagResource({ ResourceArn: arn, TagKeys: ['a'] })
    const { Tags } = await deploy.listTagsForResource({ ResourceArn: arn })
    assert.deepEqual(Tags, [{ Key: 'b', Value: '2' }])
    const application = `arn:aws:codedeploy:us-east-1:${id}:application:app`
    await deploy.tagResource({ ResourceArn: application, Tags: [{ Key: 'c', Value: '' }] })
    assert.deepEqual((await deploy.listTagsForResource({ ResourceArn: application })).Tags, [
      { Key: 'c', Value: '' },
    ])
    const config = `arn:aws:codedeploy:us-east-1:${id}:deploymentconfig:c`
    await refused(deploy.listTagsForResource({ ResourceArn: config }), 'ArnNotSupportedException')
    await refused(deploy.listTagsForResource({ ResourceArn: 'x' }), 'InvalidArnException')
    const reserved = [{ Key: 'aws:x', Value: '' }]
    await refused(deploy.tagResource({ ResourceArn: arn, Tags: reserved }), 'InvalidTagsToAddException')
  })
})

describe('deployment groups', () => {
  it('are made, described, changed, listed and deleted', async () => {
    const account = await withApplication()
    const { deploy, id } = account
    const TopicArn = `arn:aws:sns:us-east-1:${id}:t`
    const settings = {
      alarmConfiguration: { enabled: true, ignorePollAlarmFailure: false, alarms: [{ name: 'x' }] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE' as const] },
      triggerConfigurations: [
        { triggerName: 't', triggerTargetArn: TopicArn, triggerEvents: ['DeploymentStart' as const] },
      ],
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent30Minutes',
    }
    const made = await deploy.createDeploymentGroup({ ...groupOf(account), ...settings })
    await deploy.createDeploymentGroup(groupOf(account, 'h'))
    const one = { applicationName: 'app', deploymentGroupName: 'g' }
    assert.deepEqual((await deploy.getDeploymentGroup(one)).deploymentGroupInfo, {
      ...one,
      ...settings,
      deploymentGroupId: made.deploymentGroupId,
      autoScalingGroups: [],
      serviceRoleArn: account.roleArn,
      deploymentStyle: style,
      computePlatform: 'Lambda',
    })
    await deploy.updateDeploymentGroup({
      applicationName: 'app',
      currentDeploymentGroupName: 'g',
      newDeploymentGroupName: 'i',
      alarmConfiguration: { enabled: false, alarms: [] },
    })
    const groups = await deploy.listDeploymentGroups({ applicationName: 'app' })
    assert.deepEqual(groups.deploymentGroups, ['h', 'i'])
    const batch = await deploy.batchGetDeploymentGroups({
      applicationName: 'app',
      deploymentGroupNames: ['i', 'g'],
    })
    assert.equal(batch.errorMessage, 'No Deployment Group found for name: g')
    const [changed] = batch.deploymentGroupsInfo ?? []
    assert.equal(changed?.deploymentGroupId, made.deploymentGroupId)
    assert.equal(changed?.alarmConfiguration?.enabled, false)
    assert.deepEqual(changed?.triggerConfigurations, settings.triggerConfigurations)
    await deploy.deleteDeploymentGroup({ applicationName: 'app', deploymentGroupName: 'i' })
    await deploy.deleteDeploymentGroup({ applicationName: 'app', deploymentGroupName: 'i' })
    await refused(
      deploy.getDeploymentGroup({ applicationName: 'app', deploymentGroupName: 'i' }),
      'DeploymentGroupDoesNotExistException',
      'No Deployment Group found for name: i',
    )
  })

  it('are refused with what cannot be', async () => {
    const account = await withApplication()
    const { deploy, id } = account
    const make = (more: object) => deploy.createDeploymentGroup({ ...groupOf(account), ...more })
    await refused(
      make({ deploymentConfigName: 'none' }),
      'DeploymentConfigDoesNotExistException',
      'No Deployment Configuration found for name: none',
    )
    await refused(
      make({ deploymentConfigName: 'CodeDeployDefault.OneAtATime' }),
      'InvalidDeploymentConfigNameException',
    )
    await refused(
      make({ deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' } }),
      'InvalidDeploymentStyleException',
    )
    await refused(make({ alarmConfiguration: { enabled: true } }), 'InvalidAlarmConfigException')
    await refused(
      make({ autoRollbackConfiguration: { enabled: true } }),
      'InvalidAutoRollbackConfigException',
    )
    await refused(
      make({ triggerConfigurations: [{ triggerName: 't', triggerEvents: ['DeploymentStart'] }] }),
      'InvalidTriggerConfigException',
    )
    await refused(make({ serviceRoleArn: 'x' }), 'InvalidRoleException')
    await refused(make({ applicationName: 'none' }), 'ApplicationDoesNotExistException')
    const iam = new IAM(server.config({ account: id }))
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await iam.createRole({ RoleName: 'deployer', AssumeRolePolicyDocument })
    await refused(
      make({}),
      'InvalidRoleException',
      `AWS CodeDeploy does not have the permissions required to assume the role ${account.roleArn}.`,
    )
    assert.deepEqual((await deploy.listDeploymentGroups({ applicationName: 'app' })).deploymentGroups, [])
  })

  it('of other platforms are kept, and nothing is deployed to them', async () => {
    const account = newAccount(server)
    const { deploy } = account
    await deploy.createApplication({ applicationName: 'app' })
    const ec2TagFilters = [{ Key: 'a', Value: 'b', Type: 'KEY_AND_VALUE' as const }]
    const one = { applicationName: 'app', deploymentGroupName: 'g' }
    await deploy.createDeploymentGroup({
      ...one,
      serviceRoleArn: account.roleArn,
      ec2TagFilters,
      autoScalingGroups: ['s'],
    })
    const { deploymentGroupInfo: group } = await deploy.getDeploymentGroup(one)
    assert.deepEqual(group?.ec2TagFilters, ec2TagFilters)
    assert.deepEqual(group?.autoScalingGroups, [{ name: 's' }])
    assert.equal(group?.deploymentConfigName, 'CodeDeployDefault.OneAtATime')
    await refused(deploy.createDeployment({ ...one, revision: appSpec() }), 'NotImplemented', /Server/)
  })
})

describe('deployment configurations', () => {
  it('are AWS’s own and those that were made', async () => {
    const account = await withApplication()
    const { deploy } = account
    const { deploymentConfigsList = [] } = await deploy.listDeploymentConfigs({})
    assert.equal(deploymentConfigsList.filter((name) => name.includes('.Lambda')).length, 9)
    const predefined = await deploy.getDeploymentConfig({
      deploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
    })
    assert.deepEqual(predefined.deploymentConfigInfo?.trafficRoutingConfig, {
      type: 'TimeBasedLinear',
      timeBasedLinear: { linearPercentage: 10, linearInterval: 1 },
    })
    const make = (deploymentConfigName: string, timeBasedLinear: object, more = {}) =>
      deploy.createDeploymentConfig({
        deploymentConfigName,
        computePlatform: 'Lambda',
        trafficRoutingConfig: { type: 'TimeBasedLinear', timeBasedLinear },
        ...more,
      })
    const linear = { linearPercentage: 30, linearInterval: 960 }
    await make('mine', linear)
    const { deploymentConfigInfo: mine } = await deploy.getDeploymentConfig({ deploymentConfigName: 'mine' })
    assert.deepEqual(mine?.trafficRoutingConfig, { type: 'TimeBasedLinear', timeBasedLinear: linear })
    await refused(make('mine', linear), 'DeploymentConfigAlreadyExistsException')
    const invalid = 'InvalidTrafficRoutingConfigurationException'
    await refused(make('long', { linearPercentage: 30, linearInterval: 961 }), invalid)
    await refused(make('all', { linearPercentage: 100, linearInterval: 1 }), invalid)
    await refused(make('none', {}), invalid)
    await refused(make('CodeDeployDefault.Mine', linear), 'InvalidDeploymentConfigNameException')
    await deploy.createDeploymentGroup({ ...groupOf(account), deploymentConfigName: 'mine' })
    await refused(
      deploy.deleteDeploymentConfig({ deploymentConfigName: 'mine' }),
      'DeploymentConfigInUseException',
    )
    await deploy.deleteApplication({ applicationName: 'app' })
    await deploy.deleteDeploymentConfig({ deploymentConfigName: 'mine' })
    await refused(
      deploy.getDeploymentConfig({ deploymentConfigName: 'mine' }),
      'DeploymentConfigDoesNotExistException',
    )
  })
})

describe('revisions', () => {
  it('are registered, and found by what they are', async () => {
    const { deploy } = await withApplication()
    const s3 = {
      revisionType: 'S3' as const,
      s3Location: { bucket: 'b', key: 'k/x', bundleType: 'YAML' as const },
    }
    const text = appSpec()
    await deploy.registerApplicationRevision({ applicationName: 'app', revision: s3, description: 'd' })
    await deploy.registerApplicationRevision({ applicationName: 'app', revision: text })
    const found = await deploy.getApplicationRevision({ applicationName: 'app', revision: s3 })
    assert.equal(found.revisionInfo?.description, 'd')
    assert.deepEqual(found.revisionInfo?.deploymentGroups, [])
    const listed = await deploy.listApplicationRevisions({
      applicationName: 'app',
      s3Bucket: 'b',
      s3KeyPrefix: 'k/',
    })
    assert.deepEqual(listed.revisions, [s3])
    const batch = await deploy.batchGetApplicationRevisions({ applicationName: 'app', revisions: [text, s3] })
    assert.equal(batch.revisions?.length, 2)
    await refused(
      deploy.getApplicationRevision({ applicationName: 'app', revision: appSpec({ target: '3' }) }),
      'RevisionDoesNotExistException',
    )
    const wrong = { revisionType: 'String' as const, string: { content: 'x', sha256: 'y' } }
    await refused(
      deploy.registerApplicationRevision({ applicationName: 'app', revision: wrong }),
      'InvalidRevisionException',
    )
  })
})

describe('what is not there', () => {
  it('is said of deployments, and of what belongs to servers', async () => {
    const { deploy } = await withApplication()
    await refused(
      deploy.getDeployment({ deploymentId: 'd-ABCDEF123' }),
      'DeploymentDoesNotExistException',
      'The deployment d-ABCDEF123 could not be found',
    )
    await refused(deploy.getDeployment({ deploymentId: 'x' }), 'InvalidDeploymentIdException')
    await refused(
      deploy.createDeployment({ applicationName: 'app', revision: appSpec() }),
      'DeploymentGroupNameRequiredException',
    )
    await refused(deploy.listOnPremisesInstances({}), 'NotImplemented')
  })
})
