import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { passes, readFilters, readOldFilters } from '../domain/filters.ts'
import { validation } from '../errors.ts'
import { filterable } from '../filterable.ts'
import { describePageCount } from '../limits.ts'
import { page, reachable } from '../listing.ts'
import { metadataView } from '../views.ts'

/** Answers what is known of parameters, without their values. */
export async function describeParameters(
  input: Api.DescribeParametersRequest,
  context: OperationContext,
): Promise<Api.DescribeParametersResult> {
  if (input.Filters !== undefined && input.ParameterFilters !== undefined) {
    throw validation('You can use either Filters or ParameterFilters in a single request.')
  }
  const filters = [
    ...readOldFilters(input.Filters ?? []),
    ...readFilters(input.ParameterFilters ?? [], 'DescribeParameters'),
  ]
  // Parameters of other accounts are shared through AWS RAM, which is not here.
  if (input.Shared === true) return { Parameters: [] }
  const found = await page(context, {
    scope: reachable(context, filters),
    show: (parameter) =>
      passes(filterable(parameter), filters) ? metadataView(context, parameter) : undefined,
    limit: input.MaxResults ?? describePageCount,
    token: input.NextToken,
    purpose: ['DescribeParameters', filters],
  })
  return {
    Parameters: found.items,
    ...(found.token === undefined ? {} : { NextToken: found.token }),
  }
}
