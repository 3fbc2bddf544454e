import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { withoutTags } from '../domain/tags.ts'
import { validation } from '../errors.ts'
import { changeTableByArn } from '../tables/changing-by-arn.ts'

/** Takes tags from a table. */
export async function untagResource(
  input: Api.UntagResourceInput,
  context: OperationContext,
): Promise<object> {
  const keys = input.TagKeys ?? []
  if (keys.length === 0) throw validation('Atleast one Tag Key needs to be provided as Input.')
  await changeTableByArn(context, input.ResourceArn, 'dynamodb:UntagResource', (table) => ({
    ...table,
    tags: withoutTags(table.tags, keys),
  }))
  return {}
}
