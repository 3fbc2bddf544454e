import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CodeDeploy, type DeploymentInfo, type LifecycleEvent } from '@aws-sdk/client-codedeploy'
import type { TestServer } from '../../support/server.ts'
import { makeFunction, newAccount as newLambdaAccount, untilActive, untilUpdated } from '../lambda/support.ts'

export { refused } from '../../support/refused.ts'

export type LambdaAccount = ReturnType<typeof newLambdaAccount>

/** An account with an application `app`, a function `f` of two versions, and its alias `live` at the first. */
export interface Account extends LambdaAccount {
  readonly deploy: CodeDeploy
  readonly cloudwatch: CloudWatch
  readonly roleArn: string
}

/** Every account is a world of its own, so that tests of one server do not meet. */
export function newAccount(server: TestServer): Account {
  const account = newLambdaAccount(server)
  const config = server.config({ account: account.id })
  return {
    ...account,
    deploy: new CodeDeploy(config),
    cloudwatch: new CloudWatch(config),
    roleArn: `arn:aws:iam::${account.id}:role/deployer`,
  }
}

/** Makes the function, its versions and its alias, and an application with a group `g`. */
export async function prepare(account: Account, group: object = {}): Promise<void> {
  const { lambda, deploy, roleArn: serviceRoleArn } = account
  await makeFunction(account, 'f', { Publish: true })
  await untilActive(account, 'f')
  await lambda.createAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
  await lambda.updateFunctionConfiguration({ FunctionName: 'f', Description: 'another' })
  await untilUpdated(account, 'f')
  await lambda.publishVersion({ FunctionName: 'f' })
  await deploy.createApplication({ applicationName: 'app', computePlatform: 'Lambda' })
  await deploy.createDeploymentGroup({
    applicationName: 'app',
    deploymentGroupName: 'g',
    serviceRoleArn,
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ...group,
  })
}

/** An AppSpec as people write it. */
export function appSpec(more: { before?: string; after?: string; current?: string; target?: string } = {}) {
  const { before, after, current = '1', target = '2' } = more
  const content = `version: 0.0
Resources:
  - f:
      Type: AWS::Lambda::Function
      Properties:
        Name: f
        Alias: live
        CurrentVersion: "${current}"
        TargetVersion: ${target}
${before || after ? 'Hooks:' : ''}
${before ? `  - BeforeAllowTraffic: ${before}` : ''}
${after ? `  - AfterAllowTraffic: ${after}` : ''}
`
  return { revisionType: 'AppSpecContent' as const, appSpecContent: { content } }
}

/** Begins a deployment from version 1 to version 2. */
export async function begin({ deploy }: Account, more: object = {}): Promise<string> {
  const { deploymentId = '' } = await deploy.createDeployment({
    applicationName: 'app',
    deploymentGroupName: 'g',
    revision: appSpec(),
    ...more,
  })
  return deploymentId
}

export async function deployment({ deploy }: Account, deploymentId: string): Promise<DeploymentInfo> {
  return (await deploy.getDeployment({ deploymentId })).deploymentInfo ?? {}
}

/** Where the alias is: its version, and the weights of others. */
export async function aliasOf({ lambda }: LambdaAccount): Promise<[string, Record<string, number>]> {
  const { FunctionVersion = '', RoutingConfig } = await lambda.getAlias({ FunctionName: 'f', Name: 'live' })
  return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}]
}

/** The statuses of the lifecycle events, in order. */
export async function eventsOf(account: Account, deploymentId: string): Promise<string[]> {
  return (await eventDetails(account, deploymentId)).map(({ status = '' }) => status)
}

export async function eventDetails({ deploy }: Account, deploymentId: string): Promise<LifecycleEvent[]> {
  const { deploymentTarget } = await deploy.getDeploymentTarget({ deploymentId, targetId: 'f:live' })
  return deploymentTarget?.lambdaTarget?.lifecycleEvents ?? []
}
