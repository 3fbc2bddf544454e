import type { ListResourceRequestsInput, ListResourceRequestsOutput } from '@aws-sdk/client-cloudcontrol'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { validation } from '../errors.ts'
import { pageSize } from '../limits.ts'
import { type Request, requests } from '../records.ts'
import { progressEvent } from '../views.ts'

/** The newest first, kept for seven days. */
export async function listResourceRequests(
  { MaxResults = pageSize, NextToken, ResourceRequestStatusFilter: filter }: ListResourceRequestsInput,
  { accountId, region, store }: OperationContext,
): Promise<ListResourceRequestsOutput> {
  const purpose = JSON.stringify(['ListResourceRequests', accountId, region, filter ?? {}])
  const position = NextToken === undefined ? undefined : readPageToken(purpose, NextToken)
  if (NextToken !== undefined && !isPosition(position)) throw validation('Invalid NextToken')
  const wanted = ({ operation, status }: Request) =>
    (filter?.Operations ?? [operation]).includes(operation) &&
    (filter?.OperationStatuses ?? [status]).includes(status)
  const found: Request[] = []
  let after: Key | undefined = isPosition(position)
    ? [accountId, region, position[0], accountId, region, position[1]]
    : undefined
  for (;;) {
    const page = await requests.listBy(store, 'time', {
      prefix: [accountId, region],
      reverse: true,
      limit: 200,
      ...(after === undefined ? {} : { after }),
    })
    for (const { value } of page.items) {
      if (!wanted(value)) continue
      if (found.length === MaxResults) return answer(found, purpose)
      found.push(value)
    }
    if (page.next === undefined) return answer(found)
    after = page.next
  }
}

function answer(found: readonly Request[], purpose?: string): ListResourceRequestsOutput {
  const last = found.at(-1)
  return {
    ResourceRequestStatusSummaries: found.map(progressEvent),
    ...(purpose === undefined || !last
      ? {}
      : { NextToken: writePageToken(purpose, [last.createdAt, last.token]) }),
  }
}

function isPosition(value: unknown): value is readonly [number, string] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string'
}
