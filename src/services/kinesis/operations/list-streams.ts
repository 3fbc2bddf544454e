import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { streamsPage } from '../limits.ts'
import { readToken, writeToken } from '../listing.ts'
import { streams } from '../records.ts'
import { streamArn } from '../streams.ts'
import { wholeSeconds } from '../views.ts'

/** The account's streams, by name. */
export async function listStreams(
  input: Api.ListStreamsInput,
  context: OperationContext,
): Promise<Api.ListStreamsOutput> {
  const { accountId, region, store } = context
  const after = input.NextToken
    ? String(readToken(context, `ListStreams ${accountId}`, input.NextToken))
    : input.ExclusiveStartStreamName
  const { items, next } = await streams.list(store, {
    prefix: [accountId, region],
    limit: Math.min(input.Limit ?? streamsPage, streamsPage),
    ...(after === undefined ? {} : { after: [accountId, region, after] }),
  })
  const last = items.at(-1)?.value.name
  return {
    StreamNames: items.map(({ value }) => value.name),
    HasMoreStreams: next !== undefined,
    StreamSummaries: items.map(({ value }) => ({
      StreamName: value.name,
      StreamARN: streamArn(context, value),
      StreamStatus: value.status,
      StreamModeDetails: { StreamMode: value.mode },
      StreamCreationTimestamp: wholeSeconds(value.createdAt),
    })),
    ...(next === undefined || last === undefined
      ? {}
      : { NextToken: writeToken(context, `ListStreams ${accountId}`, last) }),
  }
}
