import type * as Api from '@aws-sdk/client-cloudformation'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { noSuchStack, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { pageSize } from '../limits.ts'
import { drifts, resources } from '../records.ts'
import { resourceView, resourceWithDrift } from '../views.ts'

/** ListStackResources. */
export async function listStackResources(
  input: Api.ListStackResourcesInput,
  context: OperationContext,
): Promise<Api.ListStackResourcesOutput> {
  const { store } = context
  const { value: stack } = await stackNamed(store, context, input.StackName, noSuchStack)
  const { accountId, region, uuid } = stack
  const purpose = `cloudformation:ListStackResources ${stack.id}`
  const after = input.NextToken === undefined ? undefined : readPageToken(purpose, input.NextToken)
  if (input.NextToken !== undefined && after === undefined) throw validationError('Invalid NextToken')
  const prefix = [accountId, region, uuid]
  const page = await resources.list(store, {
    prefix,
    limit: pageSize,
    ...(after === undefined ? {} : { after: after as Key }),
  })
  const found = await drifts.getMany(
    store,
    page.items.map(({ value }) => [...prefix, value.logicalId]),
  )
  return {
    StackResourceSummaries: page.items.map(({ value }, index) => {
      const {
        Timestamp,
        StackId: _id,
        StackName: _name,
        ...view
      } = resourceWithDrift(resourceView(stack, value), found[index]?.value)
      return { ...view, LastUpdatedTimestamp: Timestamp }
    }),
    ...(page.next ? { NextToken: writePageToken(purpose, page.next as readonly (string | number)[]) } : {}),
  }
}
