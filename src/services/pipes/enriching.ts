/** Enrichments: a function, or an express state machine, that makes other events of those of a batch. */
import { AwsError } from '../../aws/aws-error.ts'
import type { Json } from '../../base/json.ts'
import { inRegion, invokeFunction } from '../../delivery/index.ts'
import type { BackgroundSurroundings, Caller } from '../../dispatch/index.ts'
import { enrichedEvents } from './domain/events.ts'
import { jsonArray } from './domain/inputs.ts'
import type { Pipe } from './domain/pipe.ts'

/** Answers the events for the target. Fails with an AwsError. */
export async function enrich(
  surroundings: BackgroundSurroundings,
  { enrichment = '' }: Pipe,
  inputs: readonly string[],
  caller: Caller,
): Promise<Json[]> {
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
