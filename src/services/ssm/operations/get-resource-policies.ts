import type * as Api from '@aws-sdk/client-ssm'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { resourcePolicyInvalidParameter } from '../errors.ts'
import { loadPolicyResource } from '../policy-resource.ts'
import { resourcePolicies } from '../records.ts'

/** Answers the policies that are attached to a parameter. */
export async function getResourcePolicies(
  input: Api.GetResourcePoliciesRequest,
  context: OperationContext,
): Promise<Api.GetResourcePoliciesResponse> {
  const { accountId, region, path } = await loadPolicyResource(context, input.ResourceArn)
  const prefix = [accountId, region, path]
  const purpose = `ssm ${prefix.join(' ')} GetResourcePolicies`
  const after = readPosition(purpose, input.NextToken)
  const found = await resourcePolicies.list(context.store, {
    prefix,
    limit: input.MaxResults ?? 50,
    ...(after === undefined ? {} : { after: [...prefix, after] }),
  })
  const last = found.items.at(-1)
  return {
    Policies: found.items.map(({ value }) => ({
      PolicyId: value.policyId,
      PolicyHash: value.policyHash,
      Policy: value.policy,
    })),
    ...(found.next === undefined || last === undefined
      ? {}
      : { NextToken: writePageToken(purpose, last.value.policyId) }),
  }
}

function readPosition(purpose: string, token: string | undefined): string | undefined {
  if (token === undefined || token === '') return undefined
  const position = readPageToken(purpose, token)
  if (typeof position !== 'string') {
    throw resourcePolicyInvalidParameter(['NextToken'], "The specified token isn't valid.")
  }
  return position
}
