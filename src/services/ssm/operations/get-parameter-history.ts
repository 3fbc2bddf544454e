import type * as Api from '@aws-sdk/client-ssm'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readReference } from '../domain/names.ts'
import { invalidNextToken, validation } from '../errors.ts'
import { historyPageCount } from '../limits.ts'
import { checkOwner, loadParameter, loadVersion, rangeOf } from '../parameters.ts'
import { required } from '../required.ts'
import { historyView } from '../views.ts'

/** Answers the versions of a parameter, the oldest first. */
export async function getParameterHistory(
  input: Api.GetParameterHistoryRequest,
  context: OperationContext,
): Promise<Api.GetParameterHistoryResult> {
  const reference = readReference(required(input.Name, 'Name'))
  if (reference.selector !== undefined) {
    // UNVERIFIED: the words. The API Reference gives selectors to the Get operations of single values alone.
    throw validation('A version or label is not supported in the parameter name of this operation.')
  }
  checkOwner(context, reference)
  const { value: parameter } = await loadParameter(context, reference.path)
  const { first, current } = rangeOf(parameter)
  const purpose = `ssm ${context.accountId} ${context.region} GetParameterHistory ${parameter.path}`
  const start = Math.max(first, readPosition(purpose, input.NextToken) ?? first)
  const end = Math.min(current, start + (input.MaxResults ?? historyPageCount) - 1)
  const numbers = Array.from({ length: Math.max(0, end - start + 1) }, (_, index) => start + index)
  const versions = await Promise.all(
    numbers.map(async (number) => {
      const version = await loadVersion(context, parameter, number)
      return version && historyView(context, parameter, version, input.WithDecryption === true)
    }),
  )
  return {
    Parameters: versions.flatMap((version) => version ?? []),
    ...(end < current ? { NextToken: writePageToken(purpose, end + 1) } : {}),
  }
}

function readPosition(purpose: string, token: string | undefined): number | undefined {
  if (token === undefined || token === '') return undefined
  const position = readPageToken(purpose, token)
  if (typeof position !== 'number') throw invalidNextToken()
  return position
}
