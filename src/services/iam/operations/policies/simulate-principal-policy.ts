import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { required } from '../../required.ts'
import { simulatedSource } from '../../simulated-source.ts'
import { simulate, simulatedPolicies } from '../../simulating.ts'

/** What a user, group or role may do by its policies, and by others that are given. */
export async function simulatePrincipalPolicy(
  input: Api.SimulatePrincipalPolicyRequest,
  context: OperationContext,
): Promise<Api.SimulatePolicyResponse> {
  const arn = required(input.PolicySourceArn, 'PolicySourceArn')
  const source = await simulatedSource(arn, context, input.PolicyExclusionList)
  const more = simulatedPolicies('PolicyInputList', input.PolicyInputList)
  return simulate(input, { ...source, identity: [...source.identity, ...more] }, context)
}
