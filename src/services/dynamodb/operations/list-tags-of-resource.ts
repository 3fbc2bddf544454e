import type * as Api from '@aws-sdk/client-dynamodb'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { tagPageCount } from '../limits.ts'
import { requireTableByArn } from '../tables/named-table.ts'

/** Answers a table's tags, ten at a time. */
export async function listTagsOfResource(
  input: Api.ListTagsOfResourceInput,
  context: OperationContext,
): Promise<Api.ListTagsOfResourceOutput> {
  const { table, arn } = await requireTableByArn(context, input.ResourceArn, 'dynamodb:ListTagsOfResource')
  const purpose = `dynamodb tags ${arn}`
  const after = input.NextToken === undefined ? '' : readPageToken(purpose, input.NextToken)
  // UNVERIFIED: the words.
  if (typeof after !== 'string') throw validation('Invalid NextToken')
  const tags = Object.entries(table.tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((left, right) => (left.Key < right.Key ? -1 : 1))
    .filter(({ Key }) => after === '' || Key > after)
  const shown = tags.slice(0, tagPageCount)
  const last = shown.at(-1)
  return {
    Tags: shown,
    ...(tags.length > shown.length && last !== undefined
      ? { NextToken: writePageToken(purpose, last.Key) }
      : {}),
  }
}
