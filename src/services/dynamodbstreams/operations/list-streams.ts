import type * as Api from '@aws-sdk/client-dynamodb-streams'
import { parseArn } from '../../../aws/arn.ts'
import { tableStreams } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { streamPageCount } from '../limits.ts'

/** Answers the streams of the caller's tables, those that were turned off lately included. */
export async function listStreams(
  input: Api.ListStreamsInput,
  context: OperationContext,
): Promise<Api.ListStreamsOutput> {
  const { store, accountId, region } = context
  const { TableName: table, ExclusiveStartStreamArn: start } = input
  const [, startTable = '', , startLabel = ''] = parseArn(start ?? '')?.resource.split('/') ?? []
  const page = await tableStreams.list(store, {
    prefix: [accountId, region, ...(table === undefined ? [] : [table])],
    limit: Math.min(input.Limit ?? streamPageCount, streamPageCount),
    ...(start === undefined ? {} : { after: [accountId, region, startTable, startLabel] }),
  })
  const last = page.items.at(-1)?.value.arn
  return {
    Streams: page.items.map(({ value }) => ({
      StreamArn: value.arn,
      TableName: value.tableName,
      StreamLabel: value.label,
    })),
    ...(page.next === undefined || last === undefined ? {} : { LastEvaluatedStreamArn: last }),
  }
}
