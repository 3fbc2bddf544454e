import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { withTags } from '../domain/tags.ts'
import { validation } from '../errors.ts'
import { changeTableByArn } from '../tables/changing-by-arn.ts'

/** Adds tags to a table, or gives those that are there new values. */
export async function tagResource(input: Api.TagResourceInput, context: OperationContext): Promise<object> {
  const tags = input.Tags ?? []
  if (tags.length === 0) throw validation('Atleast one Tag needs to be provided as Input.')
  await changeTableByArn(context, input.ResourceArn, 'dynamodb:TagResource', (table) => ({
    ...table,
    tags: withTags(table.tags, tags),
  }))
  return {}
}
