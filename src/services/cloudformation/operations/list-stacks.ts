import type * as Api from '@aws-sdk/client-cloudformation'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import type { Stack } from '../domain/stack.ts'
import { validationError } from '../errors.ts'
import { pageSize } from '../limits.ts'
import { stacks } from '../records.ts'
import { stackSummary } from '../views.ts'

/** ListStacks: the newest first, deleted ones too, unless statuses are asked for. Pages are full or the last. */
export async function listStacks(
  input: Api.ListStacksInput,
  context: OperationContext,
): Promise<Api.ListStacksOutput> {
  const { store, accountId, region } = context
  const wanted = input.StackStatusFilter ?? []
  const purpose = `cloudformation:ListStacks ${accountId} ${region} ${wanted.join()}`
  const token = input.NextToken === undefined ? undefined : readPageToken(purpose, input.NextToken)
  if (input.NextToken !== undefined && token === undefined) throw validationError('Invalid NextToken')
  let after = token as Key | undefined
  const found: Stack[] = []
  do {
    const page = await stacks.listBy(store, 'created', {
      prefix: [accountId, region],
      reverse: true,
      limit: pageSize - found.length,
      ...(after === undefined ? {} : { after }),
    })
    const items = page.items.map(({ value }) => value)
    found.push(...items.filter(({ status }) => wanted.length === 0 || wanted.includes(status)))
    after = page.next
  } while (after !== undefined && found.length < pageSize)
  return {
    StackSummaries: found.map(stackSummary),
    ...(after === undefined
      ? {}
      : { NextToken: writePageToken(purpose, after as readonly (string | number)[]) }),
  }
}
