/** Records as Pipes shows them. */
import type * as Api from '@aws-sdk/client-pipes'
import type { JsonObject } from '../../base/json.ts'
import { type Pipe, pipeArn } from './domain/pipe.ts'

/** What changing a pipe answers. */
export function pipeAnswer(pipe: Pipe) {
  return {
    Arn: pipeArn(pipe, pipe.name),
    Name: pipe.name,
    DesiredState: pipe.desiredState,
    CurrentState: pipe.state,
    CreationTime: new Date(pipe.createdAt),
    LastModifiedTime: new Date(pipe.modifiedAt),
  } satisfies Api.CreatePipeResponse
}

export function pipeSummary(pipe: Pipe): Api.Pipe {
  const { stateReason, enrichment } = pipe
  return {
    ...pipeAnswer(pipe),
    ...(stateReason === undefined ? {} : { StateReason: stateReason }),
    Source: pipe.source,
    Target: pipe.target,
    ...(enrichment === undefined ? {} : { Enrichment: enrichment }),
  }
}

export function pipeView(pipe: Pipe): Api.DescribePipeResponse {
  const { description, enrichmentParameters, targetParameters, logConfiguration, kmsKeyIdentifier } = pipe
  return {
    ...pipeSummary(pipe),
    ...(description === undefined ? {} : { Description: description }),
    SourceParameters: withInstants(pipe.sourceParameters),
    ...(enrichmentParameters === undefined
      ? {}
      : { EnrichmentParameters: enrichmentParameters as Api.PipeEnrichmentParameters }),
    ...(targetParameters === undefined
      ? {}
      : { TargetParameters: targetParameters as Api.PipeTargetParameters }),
    RoleArn: pipe.roleArn,
    ...(logConfiguration === undefined
      ? {}
      : { LogConfiguration: logConfiguration as Api.PipeLogConfiguration }),
    ...(kmsKeyIdentifier === undefined ? {} : { KmsKeyIdentifier: kmsKeyIdentifier }),
    Tags: pipe.tags,
  }
}

/** The one instant among the parameters is kept as a text. */
function withInstants(parameters: JsonObject): Api.PipeSourceParameters {
  const read = parameters as Api.PipeSourceParameters
  const at = read.KinesisStreamParameters?.StartingPositionTimestamp
  if (!read.KinesisStreamParameters || at === undefined) return read
  return {
    ...read,
    KinesisStreamParameters: { ...read.KinesisStreamParameters, StartingPositionTimestamp: new Date(at) },
  }
}

/** A structure of the SDK as plain JSON: what is undefined is left out, instants are texts. */
export function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
