/**
 * Stages and deployments. A stage that deploys by itself shows the API as it is: its deployment's id follows from what it shows, and
 * changes with it. Source: API Gateway Developer Guide, "Stages for HTTP APIs".
 */
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import { change } from './changing.ts'
import { deploymentKind, stageKind } from './domain/kinds.ts'
import { readRouteKey } from './domain/route-keys.ts'
import { badRequest, conflict, limitExceeded, noPart, notImplemented } from './errors.ts'
import { stagesPerApi } from './limits.ts'
import { findPart, listEntries, requireApi, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import type { PartRules } from './parts.ts'
import { type Entry, entries } from './records.ts'
import { automaticDeploymentId, snapshotJson, snapshotOf } from './snapshot.ts'
import { isSocketApi } from './socket-part-rules.ts'
import { instant, partView } from './views.ts'

/** Whether a stage shows the API as it is. */
export function deploysItself({ body }: Entry): boolean {
  return body.AutoDeploy === true
}

async function liveEntries(context: OperationContext, apiId: string): Promise<Entry[]> {
  return (await listEntries(context, context, apiId)).map(({ value }) => value)
}

/** What stages are held against. UNVERIFIED: most words. */
export const stageRules: PartRules = {
  async decide({ context, commit, api, others, before, body, given }) {
    if (!before && others.length >= stagesPerApi) throw limitExceeded('stages')
    const name = String(body.StageName)
    if (!/^(?:\$default|[A-Za-z0-9_-]{1,128})$/.test(name))
      throw badRequest('Stage name only allows a-zA-Z0-9_- or $default')
    const isSocket = isSocketApi(api)
    if (isSocket && name === '$default') throw badRequest('Stage name only allows a-zA-Z0-9_-')
    if (!before && (await findPart(context, 'stage', { apiId: api.apiId, id: name })))
      throw conflict('Stage already exists')
    if (body.ClientCertificateId !== undefined) throw notImplemented('client certificates of HTTP APIs')
    const auto = body.AutoDeploy === true
    if (auto && given.DeploymentId !== undefined)
      throw badRequest('Deployment ID cannot be set on a stage when auto-deploy is enabled')
    if (!auto && body.DeploymentId !== undefined) {
      const id = String(body.DeploymentId)
      if (!(await findPart(context, 'deployment', { apiId: api.apiId, id }))) throw noPart('Deployment')
    }
    for (const key of Object.keys((body.RouteSettings ?? {}) as JsonObject))
      if (!isSocket && !readRouteKey(key))
        throw badRequest(`Unable to find Route by key ${key} within the provided RouteSettings`)
    const { DeploymentId, ...others_ } = body
    const base = {
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      RouteSettings: {},
      StageVariables: {},
      ...others_,
    }
    if (auto) return base
    // A stage that does not deploy by itself any more stays at what it showed.
    if (before && deploysItself(before) && DeploymentId === undefined) {
      const snapshot = snapshotOf(await liveEntries(context, api.apiId))
      const id = automaticDeploymentId(snapshot)
      const known = await findPart(context, 'deployment', { apiId: api.apiId, id })
      if (!known)
        entries.put(
          commit,
          {
            accountId: api.accountId,
            region: api.region,
            apiId: api.apiId,
            kind: 'deployment',
            id,
            body: {
              AutoDeployed: true,
              Description: 'Automatic deployment triggered by changes to the Api configuration',
            },
            snapshot: snapshotJson(snapshot),
            createdAt: context.now,
            modifiedAt: context.now,
          },
          undefined,
        )
      return { ...base, DeploymentId: id }
    }
    return { ...base, ...(DeploymentId === undefined ? {} : { DeploymentId }) }
  },
  async view(entry, context) {
    const shown = partView(stageKind, entry)
    if (!deploysItself(entry)) return shown
    const id = automaticDeploymentId(snapshotOf(await liveEntries(context, entry.apiId)))
    return {
      ...shown,
      DeploymentId: id,
      LastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${id}'`,
    }
  },
}

/** What deployments are held against: one that a stage shows stays. UNVERIFIED: the words. */
export async function refuseUsedDeployment({ apiId, id }: Entry, context: OperationContext): Promise<void> {
  const stages = await listEntries(context, context, apiId, 'stage')
  if (stages.some(({ value }) => value.body.DeploymentId === id))
    throw badRequest('Active stages with deployments must be deleted before deleting the deployment')
}

/** Makes a deployment of the API as it is, and has a stage show it. */
export async function createDeployment(
  {
    ApiId: apiId = '',
    Description,
    StageName,
  }: { ApiId?: string | undefined; Description?: string | undefined; StageName?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const entry = await change(context, async (commit) => {
    const api = (await requireApi(context, apiId)).value
    const live = await liveEntries(context, apiId)
    if (!live.some(({ kind }) => kind === 'route'))
      throw badRequest('At least one route is required before deploying the Api.')
    const deployment: Entry = {
      accountId: api.accountId,
      region: api.region,
      apiId,
      kind: 'deployment',
      id: newId(context.random, deploymentKind.idLength),
      body: { AutoDeployed: false, ...(Description === undefined ? {} : { Description }) },
      snapshot: snapshotJson(snapshotOf(live)),
      createdAt: context.now,
      modifiedAt: context.now,
    }
    entries.put(commit, deployment, undefined)
    if (StageName !== undefined) {
      const stage = await requirePart(context, stageKind, { apiId, id: StageName })
      if (deploysItself(stage.value))
        throw badRequest('Deployment ID cannot be set on a stage when auto-deploy is enabled')
      const body = { ...stage.value.body, DeploymentId: deployment.id }
      entries.put(commit, { ...stage.value, body, modifiedAt: context.now }, stage)
    }
    return deployment
  })
  return partView(deploymentKind, entry)
}

/** The deployments of an API; the one of stages that deploy by themselves among them. */
export async function listDeployments(
  input: { ApiId?: string | undefined; MaxResults?: string | undefined; NextToken?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const { ApiId: apiId = '' } = input
  await requireApi(context, apiId)
  const live = await liveEntries(context, apiId)
  const kept = live.filter(({ kind }) => kind === 'deployment')
  const shown = kept.map((entry) => partView(deploymentKind, entry))
  const page = pageOf([...automaticOf(live, kept), ...shown], input, `apigatewayv2 deployments ${apiId}`)
  return page
}

/** A deployment, the automatic one too. */
export async function getDeployment(
  {
    ApiId: apiId = '',
    DeploymentId: id = '',
  }: { ApiId?: string | undefined; DeploymentId?: string | undefined },
  context: OperationContext,
): Promise<object> {
  await requireApi(context, apiId)
  const live = await liveEntries(context, apiId)
  const kept = live.find((entry) => entry.kind === 'deployment' && entry.id === id)
  if (kept) return partView(deploymentKind, kept)
  const automatic = automaticOf(live, []).find((one) => one.DeploymentId === id)
  if (!automatic) throw noPart('Deployment')
  return automatic
}

function automaticOf(live: readonly Entry[], kept: readonly Entry[]) {
  if (!live.some((entry) => entry.kind === 'stage' && deploysItself(entry))) return []
  const id = automaticDeploymentId(snapshotOf(live))
  if (kept.some((entry) => entry.id === id)) return []
  const shown = live.filter(({ kind }) => kind !== 'deployment' && kind !== 'stage')
  return [
    {
      AutoDeployed: true,
      CreatedDate: instant(Math.max(...shown.map(({ modifiedAt }) => modifiedAt))),
      DeploymentId: id,
      DeploymentStatus: 'DEPLOYED',
      Description: 'Automatic deployment triggered by changes to the Api configuration',
    },
  ]
}

/** Takes away how a stage's requests are logged. */
export async function deleteAccessLogSettings(
  { ApiId: apiId = '', StageName: id = '' }: { ApiId?: string | undefined; StageName?: string | undefined },
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stage = await requirePart(context, stageKind, { apiId, id })
    const { AccessLogSettings: _settings, ...body } = stage.value.body
    entries.put(commit, { ...stage.value, body: body as JsonObject, modifiedAt: context.now }, stage)
  })
  return {}
}

/** Takes away a stage's settings for one route. */
export async function deleteRouteSettings(
  input: { ApiId?: string | undefined; StageName?: string | undefined; RouteKey?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const { ApiId: apiId = '', StageName: id = '', RouteKey: key = '' } = input
  await change(context, async (commit) => {
    const stage = await requirePart(context, stageKind, { apiId, id })
    const { [key]: gone, ...rest } = (stage.value.body.RouteSettings ?? {}) as JsonObject
    if (gone === undefined) throw noPart('RouteSettings')
    const body = { ...stage.value.body, RouteSettings: rest as JsonObject }
    entries.put(commit, { ...stage.value, body, modifiedAt: context.now }, stage)
  })
  return {}
}
