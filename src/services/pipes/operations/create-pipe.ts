import type * as Api from '@aws-sdk/client-pipes'
import { AwsError } from '../../../aws/aws-error.ts'
import { randomHex } from '../../../base/random.ts'
import { beginStream } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Change } from '../../../store/index.ts'
import { change } from '../changing.ts'
import type { Pipe } from '../domain/pipe.ts'
import { logSettings, readSource, sourceSettings } from '../domain/pipe-rules.ts'
import {
  checkBatchSize,
  checkEnrichment,
  checkRegion,
  checkTarget,
  checkTemplate,
} from '../domain/target-rules.ts'
import { conflict, quotaExceeded } from '../errors.ts'
import { pipesPerRegion } from '../limits.ts'
import { checkRole } from '../pipes.ts'
import { pipes, progressKey } from '../records.ts'
import { required } from '../required.ts'
import { startingPosition, streamOf } from '../sources.ts'
import { addChanges, addTransition } from '../transitions.ts'
import { pipeAnswer, plain } from '../views.ts'

/** The pipe begins where its stream stands when this answers. */
export async function createPipe(
  input: Api.CreatePipeRequest,
  context: OperationContext,
): Promise<Api.CreatePipeResponse> {
  const pipe = readPipe(input, context)
  await checkRole(context, pipe.name, pipe.roleArn)
  const { store, accountId, region } = context
  const pipeOf = () => pipes.get(store, [accountId, region, pipe.name])
  if (await pipeOf()) throw conflict(`Pipe ${pipe.name} already exists.`)
  const beginning = await begin(context, pipe)
  return change(context, async (commit) => {
    if (await pipeOf()) throw conflict(`Pipe ${pipe.name} already exists.`)
    const { items } = await pipes.list(store, { prefix: [accountId, region], limit: pipesPerRegion })
    if (items.length >= pipesPerRegion) throw quotaExceeded()
    pipes.put(commit, pipe, undefined)
    addChanges(commit, beginning)
    addTransition(commit, pipe)
    return pipeAnswer(pipe)
  })
}

function readPipe(input: Api.CreatePipeRequest, { accountId, region, random, now }: OperationContext): Pipe {
  const source = required(input.Source, 'Source')
  const target = required(input.Target, 'Target')
  const sourceKind = readSource(source)
  const sourceParameters = plain(input.SourceParameters ?? {})
  sourceSettings(sourceKind, sourceParameters)
  checkEnrichment(input.Enrichment)
  checkTemplate(input.EnrichmentParameters?.InputTemplate)
  checkTarget(target, input.TargetParameters)
  for (const arn of [source, target]) checkRegion(arn, region)
  checkBatchSize(target, sourceParameters)
  const logs = logSettings(input.LogConfiguration)
  return {
    accountId,
    region,
    name: required(input.Name, 'Name'),
    id: randomHex(random, 8),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    desiredState: input.DesiredState ?? 'RUNNING',
    state: 'CREATING',
    source,
    sourceKind,
    sourceParameters,
    ...(input.Enrichment ? { enrichment: input.Enrichment } : {}),
    ...(input.EnrichmentParameters && { enrichmentParameters: plain(input.EnrichmentParameters) }),
    target,
    ...(input.TargetParameters && { targetParameters: plain(input.TargetParameters) }),
    roleArn: required(input.RoleArn, 'RoleArn'),
    ...(logs && { logs }),
    ...(input.LogConfiguration && { logConfiguration: plain(input.LogConfiguration) }),
    ...(input.KmsKeyIdentifier ? { kmsKeyIdentifier: input.KmsKeyIdentifier } : {}),
    tags: input.Tags ?? {},
    createdAt: now,
    modifiedAt: now,
  }
}

/** A source that cannot be read yet makes the pipe fail by and by. */
async function begin(context: OperationContext, pipe: Pipe): Promise<readonly Change[]> {
  if (pipe.sourceKind === 'sqs') return []
  const position = startingPosition(sourceSettings(pipe.sourceKind, pipe.sourceParameters))
  try {
    return await beginStream(streamOf(pipe, context), progressKey(pipe.id), position, context.now)
  } catch (error) {
    if (error instanceof AwsError) return []
    throw error
  }
}
