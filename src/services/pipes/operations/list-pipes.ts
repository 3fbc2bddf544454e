import type * as Api from '@aws-sdk/client-pipes'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Pipe } from '../domain/pipe.ts'
import { validation } from '../errors.ts'
import { pageSize } from '../limits.ts'
import { pipes } from '../records.ts'
import { pipeSummary } from '../views.ts'

export async function listPipes(
  input: Api.ListPipesRequest,
  context: OperationContext,
): Promise<Api.ListPipesResponse> {
  const { store, accountId, region } = context
  const { Limit = pageSize, NextToken, ...filters } = input
  const purpose = `pipes ListPipes ${accountId} ${region} ${JSON.stringify(filters)}`
  let after = NextToken === undefined ? undefined : readPageToken(purpose, NextToken)
  if (NextToken !== undefined && typeof after !== 'string') throw validation('The NextToken is not valid.')
  const found: Pipe[] = []
  for (;;) {
    const page = await pipes.list(store, {
      prefix: [accountId, region],
      ...(typeof after === 'string' ? { after: [accountId, region, after] } : {}),
      limit: 200,
    })
    for (const { value } of page.items) {
      if (isWanted(filters, value)) {
        if (found.length === Limit)
          return { Pipes: found.map(pipeSummary), NextToken: writePageToken(purpose, after ?? '') }
        found.push(value)
      }
      after = value.name
    }
    if (page.next === undefined) return { Pipes: found.map(pipeSummary) }
  }
}

function isWanted(filters: Omit<Api.ListPipesRequest, 'Limit' | 'NextToken'>, pipe: Pipe): boolean {
  const { NamePrefix = '', SourcePrefix = '', TargetPrefix = '', DesiredState, CurrentState } = filters
  return (
    pipe.name.startsWith(NamePrefix) &&
    pipe.source.startsWith(SourcePrefix) &&
    pipe.target.startsWith(TargetPrefix) &&
    (DesiredState === undefined || pipe.desiredState === DesiredState) &&
    (CurrentState === undefined || pipe.state === CurrentState)
  )
}
