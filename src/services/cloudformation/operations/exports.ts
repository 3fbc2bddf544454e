import type * as Api from '@aws-sdk/client-cloudformation'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { validationError } from '../errors.ts'
import { pageSize } from '../limits.ts'
import { exportRecords, importRecords } from '../records.ts'

/** ListExports. */
export async function listExports(
  input: Api.ListExportsInput,
  { store, accountId, region }: OperationContext,
): Promise<Api.ListExportsOutput> {
  const purpose = `cloudformation:ListExports ${accountId} ${region}`
  const page = await exportRecords.list(store, {
    prefix: [accountId, region],
    limit: pageSize,
    ...readToken(purpose, input.NextToken),
  })
  return {
    Exports: page.items.map(({ value: { name, value, stackId } }) => ({
      ExportingStackId: stackId,
      Name: name,
      Value: value,
    })),
    ...(page.next ? { NextToken: writePageToken(purpose, page.next as readonly string[]) } : {}),
  }
}

/** ListImports: the names of the stacks that use an export. */
export async function listImports(
  input: Api.ListImportsInput,
  { store, accountId, region }: OperationContext,
): Promise<Api.ListImportsOutput> {
  const name = input.ExportName ?? ''
  const purpose = `cloudformation:ListImports ${accountId} ${region} ${name}`
  const page = await importRecords.list(store, {
    prefix: [accountId, region, name],
    limit: pageSize,
    ...readToken(purpose, input.NextToken),
  })
  // Source: observed on AWS.
  if (page.items.length === 0) {
    const known = await exportRecords.get(store, [accountId, region, name])
    throw validationError(
      known ? `Export '${name}' is not imported by any stack.` : `Export '${name}' does not exist.`,
    )
  }
  return {
    Imports: page.items.map(({ value }) => value.stackName),
    ...(page.next ? { NextToken: writePageToken(purpose, page.next as readonly string[]) } : {}),
  }
}

function readToken(purpose: string, token: string | undefined): { after?: Key } {
  if (token === undefined) return {}
  const after = readPageToken(purpose, token)
  if (after === undefined) throw validationError('Invalid NextToken')
  return { after: after as Key }
}
