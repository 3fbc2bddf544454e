/** Deployments: an API as it was. Source: API Reference, CreateDeployment; the words are AWS's, as its answers show them. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import type { Atomic } from '../../store/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { type DeployedApi, instant, liveApi, readDeployed, writeSnapshot } from './deployed.ts'
import { patched } from './domain/patch.ts'
import { deploymentPatches } from './domain/patch-tables.ts'
import { badRequest } from './errors.ts'
import { findPart, listEntries, listParts, newEntry, requireApi, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { type Entry, entries, snapshotHolder } from './records.ts'
import { checkStageName, newStageBody, withCache } from './stage-bodies.ts'

/** The id of a deployment. Unit: characters. */
export const deploymentIdLength = 6

function answer({ body, createdAt }: Entry): Api.Deployment {
  return { ...(body as Api.Deployment), createdDate: instant(createdAt) }
}

/** Makes a deployment of the API as it is; a stage that is named shows it, or its canary does. */
export async function createDeployment(
  input: Api.CreateDeploymentRequest,
  context: OperationContext,
): Promise<Api.Deployment> {
  const { restApiId = '', description } = input
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    const all = (await listEntries(context, context, restApiId)).map(({ value }) => value)
    const deployed = liveApi(all)
    if (deployed) checkDeployable(deployed)
    const id = newId(context.random, deploymentIdLength)
    const body = { id, ...(description === undefined ? {} : { description }) }
    const { hash } = await context.store.putBlob(writeSnapshot(deployed ?? liveOf(api)))
    const entry: Entry = { ...newEntry(context, api, 'deployment', id, body), snapshot: hash }
    entries.put(commit, entry, undefined)
    commit.hold(hash, snapshotHolder(entry))
    await showIn(commit, context, api, id, input)
    return answer(entry)
  })
}

function liveOf(api: Entry): DeployedApi {
  return {
    restApi: shapeOf<Api.RestApi>(api),
    resources: [],
    models: [],
    requestValidators: [],
    authorizers: [],
    gatewayResponses: [],
  }
}

function checkDeployable({ resources }: DeployedApi): void {
  const methods = resources.flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods))
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods")
  if (methods.some(({ methodIntegration }) => !methodIntegration))
    throw badRequest('No integration defined for method')
}

async function showIn(
  commit: Atomic,
  context: OperationContext,
  api: Entry,
  deploymentId: string,
  input: Api.CreateDeploymentRequest,
): Promise<void> {
  const { stageName, stageDescription, canarySettings, variables, tracingEnabled } = input
  const { cacheClusterEnabled, cacheClusterSize } = input
  if (canarySettings && !stageName)
    throw badRequest(
      `Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ${stageName ?? 'null'}`,
    )
  if (!stageName) return
  const stored = await findPart(context, api.apiId, 'stage', stageName)
  if (canarySettings && !stored)
    throw badRequest(
      `Invalid deployment content specified.Stage ${stageName} must already be created before making a canary release deployment`,
    )
  checkStageName(stageName)
  const given = { variables, tracingEnabled, cacheClusterEnabled, cacheClusterSize }
  if (!stored) {
    const body = newStageBody({ ...given, stageName, deploymentId, description: stageDescription })
    entries.put(commit, newEntry(context, api, 'stage', stageName, body), undefined)
    return
  }
  const before = shapeOf<Api.Stage>(stored.value)
  const next: Api.Stage = canarySettings
    ? {
        ...before,
        canarySettings: {
          percentTraffic: canarySettings.percentTraffic ?? 0,
          useStageCache: canarySettings.useStageCache ?? false,
          ...(canarySettings.stageVariableOverrides === undefined
            ? {}
            : { stageVariableOverrides: canarySettings.stageVariableOverrides }),
          deploymentId,
        },
      }
    : withCache({
        ...before,
        ...bodyOf(given),
        ...(stageDescription === undefined ? {} : { description: stageDescription }),
        deploymentId,
      })
  entries.put(commit, { ...stored.value, body: bodyOf(next), modifiedAt: context.now }, stored)
}

/** A deployment; with `embed` of `apisummary` also what methods it has. */
export async function getDeployment(
  { restApiId, deploymentId, embed }: Api.GetDeploymentRequest,
  context: OperationContext,
): Promise<Api.Deployment> {
  const { value } = await requirePart(context, restApiId, 'deployment', deploymentId)
  if (!embed?.includes('apisummary')) return answer(value)
  const deployed = await readDeployed(context.store, value, value.id)
  const methods = (deployed?.resources ?? []).flatMap(({ path = '', resourceMethods = {} }) =>
    Object.keys(resourceMethods).length === 0 ? [] : [[path, summaryOf(resourceMethods)] as const],
  )
  return { ...answer(value), apiSummary: Object.fromEntries(methods) }
}

function summaryOf(methods: Readonly<Record<string, Api.Method>>): Record<string, Api.MethodSnapshot> {
  return Object.fromEntries(
    Object.entries(methods).map(([name, { authorizationType, apiKeyRequired }]) => [
      name,
      { authorizationType, apiKeyRequired },
    ]),
  )
}

/** The deployments of an API, the newest first. UNVERIFIED: the order. */
export async function getDeployments(
  input: Api.GetDeploymentsRequest,
  context: OperationContext,
): Promise<Api.Deployments> {
  const found = await listParts(context, input.restApiId, 'deployment')
  const sorted = found.map(({ value }) => value).toSorted((a, b) => b.createdAt - a.createdAt)
  const page = pageOf(sorted, input, `apigateway deployments ${input.restApiId}`)
  return { ...page, items: page.items.map(answer) }
}

/** Changes a deployment's description: what it holds never changes. */
export async function updateDeployment(
  { restApiId, deploymentId, patchOperations }: Api.UpdateDeploymentRequest,
  context: OperationContext,
): Promise<Api.Deployment> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'deployment', deploymentId)
    const body = patched(deploymentPatches, stored.value.body, patchOperations)
    const entry = { ...stored.value, body, modifiedAt: context.now }
    entries.put(commit, entry, stored)
    return answer(entry)
  })
}

/** Deletes a deployment that no stage shows. */
export async function deleteDeployment(
  { restApiId = '', deploymentId }: Api.DeleteDeploymentRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'deployment', deploymentId)
    const stages = await listEntries(context, context, restApiId, 'stage')
    const shown = stages.some(({ value }) => {
      const stage = shapeOf<Api.Stage>(value)
      return stage.deploymentId === deploymentId || stage.canarySettings?.deploymentId === deploymentId
    })
    if (shown) throw badRequest('Active stages pointing to this deployment must be moved or deleted')
    entries.remove(commit, stored)
    if (stored.value.snapshot !== undefined) commit.drop(stored.value.snapshot, snapshotHolder(stored.value))
  })
  return {}
}
