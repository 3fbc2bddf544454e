/** Stages: names under which deployments answer. Source: API Reference, CreateStage, UpdateStage. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { bodyOf } from './bodies.ts'
import { change } from './changing.ts'
import { stageView } from './deployed.ts'
import { patchedStage } from './domain/stage-patches.ts'
import { badRequest, conflict, limitExceeded, noPart } from './errors.ts'
import { stagesPerApi } from './limits.ts'
import { findPart, listEntries, listParts, newEntry, requireApi, requirePart } from './lookups.ts'
import { leavePlans } from './plan-stages.ts'
import { certificates, entries } from './records.ts'
import { checkStageName, newStageBody, withCache } from './stage-bodies.ts'
import { checkedTags } from './tag-rules.ts'

/** What a stage names must be there. Fails with NotFoundException and BadRequestException. */
async function checkNamed(context: OperationContext, apiId: string, stage: Api.Stage): Promise<void> {
  const { deploymentId = '', canarySettings, documentationVersion, clientCertificateId } = stage
  for (const id of [deploymentId, canarySettings?.deploymentId])
    if (id !== undefined && !(await findPart(context, apiId, 'deployment', id))) throw noPart('Deployment')
  if (documentationVersion && !(await findPart(context, apiId, 'documentationVersion', documentationVersion)))
    throw noPart('Documentation version')
  const { store, accountId, region } = context
  if (clientCertificateId && !(await certificates.get(store, [accountId, region, clientCertificateId])))
    throw badRequest('Invalid Client Certificate identifier specified')
}

/** Makes a stage that shows a deployment. */
export async function createStage(
  { restApiId = '', tags, canarySettings, ...given }: Api.CreateStageRequest,
  context: OperationContext,
): Promise<Api.Stage> {
  const { stageName = '' } = given
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    checkStageName(stageName)
    const others = await listEntries(context, context, restApiId, 'stage')
    if (others.some(({ value }) => value.id === stageName)) throw conflict('Stage already exists')
    if (others.length >= stagesPerApi)
      throw limitExceeded('Maximum number of stages for this API has been reached')
    const body = newStageBody({
      ...given,
      ...(tags === undefined ? {} : { tags: checkedTags({}, tags) }),
      ...(canarySettings === undefined
        ? {}
        : {
            canarySettings: {
              deploymentId: given.deploymentId,
              percentTraffic: 0,
              useStageCache: false,
              ...bodyOf(canarySettings),
            },
          }),
    })
    await checkNamed(context, restApiId, body as Api.Stage)
    const entry = newEntry(context, api, 'stage', stageName, body)
    entries.put(commit, entry, undefined)
    return stageView(entry)
  })
}

/** A stage. */
export async function getStage(
  { restApiId, stageName }: Api.GetStageRequest,
  context: OperationContext,
): Promise<Api.Stage> {
  return stageView((await requirePart(context, restApiId, 'stage', stageName)).value)
}

/** The stages of an API, or those that show a deployment. */
export async function getStages(
  { restApiId, deploymentId }: Api.GetStagesRequest,
  context: OperationContext,
): Promise<Api.Stages> {
  const found = (await listParts(context, restApiId, 'stage')).map(({ value }) => stageView(value))
  return {
    item: found.filter((stage) => deploymentId === undefined || stage.deploymentId === deploymentId),
  }
}

/** Changes a stage. */
export async function updateStage(
  { restApiId = '', stageName, patchOperations }: Api.UpdateStageRequest,
  context: OperationContext,
): Promise<Api.Stage> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'stage', stageName)
    const next = withCache(patchedStage(stored.value.body, patchOperations) as Api.Stage)
    await checkNamed(context, restApiId, next)
    const entry = { ...stored.value, body: bodyOf(next), modifiedAt: context.now }
    entries.put(commit, entry, stored)
    return stageView(entry)
  })
}

/** Deletes a stage, also from the usage plans that name it. */
export async function deleteStage(
  { restApiId = '', stageName }: Api.DeleteStageRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'stage', stageName)
    entries.remove(commit, stored)
    await leavePlans(commit, context, restApiId, stageName)
  })
  return {}
}
