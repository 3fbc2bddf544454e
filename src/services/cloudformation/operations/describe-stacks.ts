import type * as Api from '@aws-sdk/client-cloudformation'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import type { Stack } from '../domain/stack.ts'
import { readDocument } from '../driver/load-work.ts'
import { validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { pageSize } from '../limits.ts'
import { stacks } from '../records.ts'
import { hiddenParameters, stackView } from '../views.ts'

/** DescribeStacks. By id deleted stacks are found too. */
export async function describeStacks(
  input: Api.DescribeStacksInput,
  context: OperationContext,
): Promise<Api.DescribeStacksOutput> {
  const { store, accountId, region } = context
  if (input.StackName !== undefined) {
    const { value } = await stackNamed(store, context, input.StackName)
    return { Stacks: [await describe(value, context)] }
  }
  const purpose = `cloudformation:DescribeStacks ${accountId} ${region}`
  const after = input.NextToken === undefined ? undefined : readPageToken(purpose, input.NextToken)
  if (input.NextToken !== undefined && after === undefined) throw validationError('Invalid NextToken')
  const page = await stacks.listBy(store, 'created', {
    prefix: [accountId, region],
    reverse: true,
    limit: pageSize,
    ...(after === undefined ? {} : { after: after as Key }),
  })
  const there = page.items.map(({ value }) => value).filter(({ status }) => status !== 'DELETE_COMPLETE')
  return {
    Stacks: await Promise.all(there.map((stack) => describe(stack, context))),
    ...(page.next ? { NextToken: writePageToken(purpose, page.next as readonly (string | number)[]) } : {}),
  }
}

async function describe(stack: Stack, { store }: OperationContext): Promise<Api.Stack> {
  // Only templates with parameters can hide any.
  const hides = (stack.deployment?.parameters.length ?? 0) > 0
  return stackView(stack, hiddenParameters(hides ? (await readDocument(store, stack))?.document : undefined))
}
