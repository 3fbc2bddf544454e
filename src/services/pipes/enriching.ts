/** Enrichments: a function, an express state machine, an API destination or a method of an API, that makes other events of those of a batch. */
import type * as Api from '@aws-sdk/client-pipes'
import { AwsError } from '../../aws/aws-error.ts'
import type { Json } from '../../base/json.ts'
import { inRegion, invokeFunction } from '../../delivery/index.ts'
import type { BackgroundSurroundings, Caller } from '../../dispatch/index.ts'
import { callHttp } from './api-destinations.ts'
import { enrichedEvents, parsedEvent } from './domain/events.ts'
import { jsonArray } from './domain/inputs.ts'
import { type Pipe, pipeArn } from './domain/pipe.ts'
import { isHttp } from './domain/target-rules.ts'

/** Answers the events for the target. Fails with an AwsError. */
export async function enrich(
  surroundings: BackgroundSurroundings,
  pipe: Pipe,
  events: readonly Json[],
  inputs: readonly string[],
  caller: Caller,
): Promise<Json[]> {
  const { enrichment = '', enrichmentParameters, sourceKind } = pipe
  if (isHttp(enrichment)) {
    const { HttpParameters } = (enrichmentParameters ?? {}) as Api.PipeEnrichmentParameters
    const place = { arn: enrichment, pipeArn: pipeArn(pipe, pipe.name) }
    const made: Json[] = []
    for (const [index, input] of inputs.entries()) {
      const event = parsedEvent(sourceKind, events[index] ?? null)
      const body = await callHttp(surroundings, place, input, HttpParameters, event, caller)
      made.push(...enrichedEvents(body))
    }
    return made
  }
  const payload = jsonArray(inputs)
  if (enrichment.includes(':states:')) {
    const answer = await surroundings.call<{
      status?: string
      output?: string
      error?: string
      cause?: string
    }>(
      'states:StartSyncExecution',
      { stateMachineArn: enrichment, input: payload },
      inRegion(caller, enrichment.split(':')[3] ?? ''),
    )
    if (answer.status !== 'SUCCEEDED')
      throw new AwsError('EnrichmentFailed', `${answer.error ?? answer.status}: ${answer.cause ?? ''}`)
    return enrichedEvents(answer.output ?? '')
  }
  const answer = await invokeFunction(surroundings, enrichment, payload, caller)
  if (!answer.ok) throw new AwsError('EnrichmentFailed', answer.message)
  return enrichedEvents(answer.payload)
}
