/** Deployment configurations. Source: API Reference, the operations of these names. */
import type * as Api from '@aws-sdk/client-codedeploy'
import type { JsonObject } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { isPredefinedName, readRouting, requireConfig } from '../configs.ts'
import { otherPredefined, predefinedRoutings } from '../domain/traffic.ts'
import { refusal, required } from '../errors.ts'
import { configsPerRegion } from '../limits.ts'
import { pageOf } from '../listing.ts'
import { type Config, configs, groups } from '../records.ts'
import { configView } from '../views.ts'

/** Makes a configuration. Those of other platforms than Lambda are made too: they can be described, and not deployed with. */
export async function createDeploymentConfig(
  input: Api.CreateDeploymentConfigInput,
  context: OperationContext,
): Promise<Api.CreateDeploymentConfigOutput> {
  const { store, accountId, region, now, random } = context
  const name = required(input.deploymentConfigName, 'deploymentConfigName')
  const { computePlatform: platform = 'Server', minimumHealthyHosts, zonalConfig } = input
  // UNVERIFIED: the words.
  if (isPredefinedName(name))
    throw refusal('InvalidDeploymentConfigNameException', `The name ${name} begins as AWS's own names do.`)
  if (platform === 'Server' && minimumHealthyHosts === undefined)
    throw refusal(
      'InvalidMinimumHealthyHostValueException',
      'The minimum number of healthy hosts is required for the Server compute platform.',
    )
  const config: Config = {
    accountId,
    region,
    id: randomUuid(random),
    name,
    platform,
    routing: platform === 'Server' ? { type: 'AllAtOnce' } : readRouting(input.trafficRoutingConfig),
    settings: JSON.parse(JSON.stringify({ minimumHealthyHosts, zonalConfig })) as JsonObject,
    createdAt: now,
  }
  return change(context, async (commit) => {
    if (await configs.get(store, [accountId, region, name]))
      throw refusal(
        'DeploymentConfigAlreadyExistsException',
        `Deployment Configuration already exists: ${name}`,
      )
    const { items } = await configs.list(store, { prefix: [accountId, region] })
    if (items.length >= configsPerRegion)
      throw refusal(
        'DeploymentConfigLimitExceededException',
        `An account may have ${configsPerRegion} deployment configurations at most.`,
      )
    configs.put(commit, config, undefined)
    return { deploymentConfigId: config.id }
  })
}

export async function getDeploymentConfig(
  input: Api.GetDeploymentConfigInput,
  context: OperationContext,
): Promise<Api.GetDeploymentConfigOutput> {
  const { store, accountId, region } = context
  const name = required(input.deploymentConfigName, 'deploymentConfigName')
  const { platform, routing } = await requireConfig(context, name)
  const stored = await configs.get(store, [accountId, region, name])
  const view = configView(name, routing, stored?.value)
  return { deploymentConfigInfo: { ...view, computePlatform: platform } }
}

/** AWS's own first. */
export async function listDeploymentConfigs(
  input: Api.ListDeploymentConfigsInput,
  { store, accountId, region }: OperationContext,
): Promise<Api.ListDeploymentConfigsOutput> {
  const { items, nextToken } = await pageOf({
    read: (selector) => configs.list(store, selector),
    prefix: [accountId, region],
    keyOf: ({ name }) => [name],
    token: input.nextToken,
    purpose: ['ListDeploymentConfigs'],
  })
  const predefined =
    input.nextToken === undefined ? [...otherPredefined.keys(), ...predefinedRoutings.keys()].sort() : []
  return {
    deploymentConfigsList: [...predefined, ...items.map(({ name }) => name)],
    ...(nextToken && { nextToken }),
  }
}

/** Deletes one that no group names; one that is not there is deleted already. UNVERIFIED: the words. */
export async function deleteDeploymentConfig(
  input: Api.DeleteDeploymentConfigInput,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  const name = required(input.deploymentConfigName, 'deploymentConfigName')
  if (isPredefinedName(name))
    throw refusal('InvalidOperationException', `The deployment configuration ${name} cannot be deleted.`)
  return change(context, async (commit) => {
    const stored = await configs.get(store, [accountId, region, name])
    if (!stored) return {}
    let after: Parameters<typeof groups.list>[1] = { prefix: [accountId, region] }
    for (;;) {
      const page = await groups.list(store, after)
      if (page.items.some(({ value }) => value.configName === name))
        throw refusal('DeploymentConfigInUseException', `The deployment configuration ${name} is in use.`)
      if (page.next === undefined) break
      after = { prefix: [accountId, region], after: page.next }
    }
    configs.remove(commit, stored)
    return {}
  })
}
