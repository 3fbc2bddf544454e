import type * as Api from '@aws-sdk/client-pipes'
import { isObject, type JsonObject } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Pipe } from '../domain/pipe.ts'
import { logSettings, sourceSettings } from '../domain/pipe-rules.ts'
import {
  checkBatchSize,
  checkEnrichment,
  checkRegion,
  checkTarget,
  checkTemplate,
} from '../domain/target-rules.ts'
import { beginTransition, checkRole } from '../pipes.ts'
import { required } from '../required.ts'
import { pipeAnswer, plain } from '../views.ts'

/** What is left out stays as it is. The source does, in any case, and where reading it began. */
export async function updatePipe(
  input: Api.UpdatePipeRequest,
  context: OperationContext,
): Promise<Api.UpdatePipeResponse> {
  const roleArn = required(input.RoleArn, 'RoleArn')
  const name = required(input.Name, 'Name')
  await checkRole(context, name, roleArn)
  const pipe = await beginTransition(context, name, (before) => {
    const next = nextPipe(input, before, roleArn)
    sourceSettings(next.sourceKind, next.sourceParameters)
    checkEnrichment(next.enrichment)
    checkTemplate(input.EnrichmentParameters?.InputTemplate)
    checkRegion(next.target, next.region)
    checkBatchSize(next.target, next.sourceParameters)
    checkTarget(next.target, next.targetParameters as Api.PipeTargetParameters | undefined)
    return next
  })
  return pipeAnswer(pipe)
}

function nextPipe(input: Api.UpdatePipeRequest, before: Pipe, roleArn: string): Pipe {
  const { enrichment, ...rest } = before
  const chosen = input.Enrichment === undefined ? enrichment : input.Enrichment || undefined
  const logs = logSettings(input.LogConfiguration)
  return {
    ...rest,
    roleArn,
    state: 'UPDATING',
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.DesiredState === undefined ? {} : { desiredState: input.DesiredState }),
    ...(input.SourceParameters && {
      sourceParameters: mergedSource(before.sourceParameters, plain(input.SourceParameters)),
    }),
    ...(chosen === undefined ? {} : { enrichment: chosen }),
    ...(input.EnrichmentParameters && { enrichmentParameters: plain(input.EnrichmentParameters) }),
    ...(input.Target === undefined ? {} : { target: input.Target }),
    ...(input.TargetParameters && { targetParameters: plain(input.TargetParameters) }),
    ...(logs && { logs }),
    ...(input.LogConfiguration && { logConfiguration: plain(input.LogConfiguration) }),
    ...(input.KmsKeyIdentifier === undefined ? {} : { kmsKeyIdentifier: input.KmsKeyIdentifier }),
  }
}

/** Parameters of a kind of source over those that were there: where reading begins cannot be said again. */
function mergedSource(before: JsonObject, changed: JsonObject): JsonObject {
  const merged = Object.entries(changed).map(([name, value]) => {
    const old = before[name]
    return [
      name,
      isObject(old) && isObject(value) && name !== 'FilterCriteria' ? { ...old, ...value } : value,
    ]
  })
  return { ...before, ...Object.fromEntries(merged) }
}
