import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudControl } from '@aws-sdk/client-cloudcontrol'
import { CodeDeploy } from '@aws-sdk/client-codedeploy'
import { testServer } from '../../../support/server.ts'
import { created, deleted, history, newAccount, template, updated } from '../support.ts'
import { outputs, outputsOf, ref } from './support.ts'

const server = testServer()

const group = (more: object = {}) => ({
  Type: 'AWS::CodeDeploy::DeploymentGroup',
  Properties: {
    ApplicationName: ref('App'),
    ServiceRoleArn: 'arn:aws:iam::123456789012:role/deployer',
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    DeploymentConfigName: ref('Config'),
    ...more,
  },
})
const config = (CanaryInterval: number) => ({
  Type: 'AWS::CodeDeploy::DeploymentConfig',
  Properties: {
    ComputePlatform: 'Lambda',
    TrafficRoutingConfig: {
      Type: 'TimeBasedCanary',
      TimeBasedCanary: { CanaryPercentage: '20', CanaryInterval },
    },
  },
})
const application = { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } }

describe('resource types of CodeDeploy', () => {
  it('are made, changed in place, replaced and removed in stacks', async () => {
    const { cfn, config: clientConfig } = newAccount(server)
    const deploy = new CodeDeploy(clientConfig)
    const stack = await created(
      server,
      cfn,
      'pipeline',
      template(
        {
          App: application,
          Config: config(5),
          Group: group({
            AlarmConfiguration: { Enabled: 'true', Alarms: [{ Name: 'a' }] },
            AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
            Tags: [{ Key: 'team', Value: 'x' }],
          }),
        },
        outputs('App', 'Config', 'Group'),
      ),
    )
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const { App: applicationName = '', Config = '', Group: deploymentGroupName = '' } = outputsOf(stack)
    assert.match(applicationName, /^pipeline-App-/)
    const one = { applicationName, deploymentGroupName }
    const { deploymentGroupInfo: made } = await deploy.getDeploymentGroup(one)
    assert.equal(made?.deploymentConfigName, Config)
    assert.deepEqual(made?.alarmConfiguration?.alarms, [{ name: 'a' }])
    const { deploymentConfigInfo } = await deploy.getDeploymentConfig({ deploymentConfigName: Config })
    assert.deepEqual(deploymentConfigInfo?.trafficRoutingConfig, {
      type: 'TimeBasedCanary',
      timeBasedCanary: { canaryPercentage: 20, canaryInterval: 5 },
    })

    const next = await updated(
      server,
      cfn,
      'pipeline',
      template(
        {
          App: application,
          Config: config(6),
          Group: group({ Tags: [{ Key: 'team', Value: 'y' }] }),
        },
        outputs('App', 'Config', 'Group'),
      ),
    )
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const { Config: replaced = '', ...kept } = outputsOf(next)
    assert.notEqual(replaced, Config)
    assert.deepEqual(kept, { App: applicationName, Group: deploymentGroupName })
    const { deploymentGroupInfo: changed } = await deploy.getDeploymentGroup(one)
    assert.equal(changed?.deploymentGroupId, made?.deploymentGroupId)
    assert.equal(changed?.deploymentConfigName, replaced)
    assert.deepEqual(changed?.alarmConfiguration?.alarms, [])
    assert.equal(changed?.autoRollbackConfiguration?.enabled, false)

    await deleted(server, cfn, next)
    assert.deepEqual((await deploy.listApplications({})).applications, [])
  })

  it('of other platforms are made, and say what does not act', async () => {
    const { cfn } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'servers',
      template({
        App: { Type: 'AWS::CodeDeploy::Application' },
        Group: {
          Type: 'AWS::CodeDeploy::DeploymentGroup',
          Properties: {
            ApplicationName: ref('App'),
            ServiceRoleArn: 'arn:aws:iam::123456789012:role/deployer',
            Ec2TagSet: {
              Ec2TagSetList: [{ Ec2TagGroup: [{ Key: 'a', Value: 'b', Type: 'KEY_AND_VALUE' }] }],
            },
          },
        },
      }),
    )
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const lines = await history(cfn, 'servers')
    assert.ok(
      lines.some((line) => /^Group CREATE_IN_PROGRESS Warning: .*Ec2TagSet/.test(line)),
      lines.join('\n'),
    )
  })

  it('are read and listed by Cloud Control', async () => {
    const { cfn, config: clientConfig } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'pipeline',
      template({ App: application, Config: config(5), Group: group() }, outputs('App', 'Config', 'Group')),
    )
    const { App = '', Config = '', Group = '' } = outputsOf(stack)
    const control = new CloudControl(clientConfig)
    const read = async (TypeName: string, Identifier: string) => {
      const { ResourceDescription } = await control.getResource({ TypeName, Identifier })
      return JSON.parse(ResourceDescription?.Properties ?? '') as Record<string, unknown>
    }
    const found = await read('AWS::CodeDeploy::DeploymentGroup', `${App}|${Group}`)
    assert.equal(found.DeploymentConfigName, Config)
    assert.equal((await read('AWS::CodeDeploy::Application', App)).ComputePlatform, 'Lambda')
    assert.deepEqual((await read('AWS::CodeDeploy::DeploymentConfig', Config)).TrafficRoutingConfig, {
      Type: 'TimeBasedCanary',
      TimeBasedCanary: { CanaryPercentage: 20, CanaryInterval: 5 },
    })
    const { ResourceDescriptions = [] } = await control.listResources({
      TypeName: 'AWS::CodeDeploy::DeploymentGroup',
      ResourceModel: JSON.stringify({ ApplicationName: App }),
    })
    assert.deepEqual(
      ResourceDescriptions.map(({ Identifier }) => Identifier),
      [`${App}|${Group}`],
    )
    await deleted(server, cfn, stack)
  })
})
