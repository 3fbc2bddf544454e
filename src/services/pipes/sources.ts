/** The source of a pipe as pollers see it, read as the pipe's role. */
import {
  dynamodbStreamSource,
  kinesisSource,
  roleCaller,
  type StartingPosition,
  type StreamSource,
} from '../../delivery/index.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { Pipe } from './domain/pipe.ts'
import type { SourceSettings } from './domain/pipe-rules.ts'

type SourceOf = Pick<Pipe, 'accountId' | 'region' | 'name' | 'source' | 'sourceKind' | 'roleArn'>

export function sourceSurroundings(pipe: SourceOf, { call, store }: Pick<Surroundings, 'call' | 'store'>) {
  return { call, store, caller: roleCaller(pipe, pipe.roleArn, pipe.name) }
}

/** Of Kinesis and DynamoDB. */
export function streamOf(pipe: SourceOf, surroundings: Pick<Surroundings, 'call' | 'store'>): StreamSource {
  const parts = sourceSurroundings(pipe, surroundings)
  return pipe.sourceKind === 'kinesis'
    ? kinesisSource(parts, pipe.source, pipe.roleArn)
    : dynamodbStreamSource(parts, pipe.source)
}

export function startingPosition({ startingPosition, startingAt }: SourceSettings): StartingPosition {
  if (startingPosition === 'AT_TIMESTAMP') return { type: 'AT_TIMESTAMP', at: startingAt ?? 0 }
  return { type: startingPosition === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON' }
}
