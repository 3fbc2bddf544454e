import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { streamNotFound } from '../errors.ts'
import { consumersPage } from '../limits.ts'
import { readToken, writeToken } from '../listing.ts'
import { consumers } from '../records.ts'
import { loadStream } from '../streams.ts'
import { consumerView, wholeSeconds } from '../views.ts'

/** The consumers registered with a stream. */
export async function listStreamConsumers(
  input: Api.ListStreamConsumersInput,
  context: OperationContext,
): Promise<Api.ListStreamConsumersOutput> {
  const { value: stream } = await loadStream(context, 'ListStreamConsumers', input)
  const created = input.StreamCreationTimestamp
  if (
    created !== undefined &&
    wholeSeconds(created.getTime()).getTime() !== wholeSeconds(stream.createdAt).getTime()
  )
    throw streamNotFound(stream.name, stream.accountId)
  const purpose = `ListStreamConsumers ${stream.id}`
  const after =
    input.NextToken === undefined ? undefined : String(readToken(context, purpose, input.NextToken))
  const { items, next } = await consumers.list(context.store, {
    prefix: [stream.id],
    limit: Math.min(input.MaxResults ?? consumersPage, consumersPage),
    ...(after === undefined ? {} : { after: [stream.id, after] }),
  })
  const last = items.at(-1)?.value.name
  return {
    Consumers: items.map(({ value }) => consumerView(context, value)),
    ...(next === undefined || last === undefined ? {} : { NextToken: writeToken(context, purpose, last) }),
  }
}
