import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { simulate, simulatedPolicies } from '../../simulating.ts'

/** What policies would let somebody do, of whom nothing is known but them. */
export async function simulateCustomPolicy(
  input: Api.SimulateCustomPolicyRequest,
  context: OperationContext,
): Promise<Api.SimulatePolicyResponse> {
  return simulate(input, { identity: simulatedPolicies('PolicyInputList', input.PolicyInputList) }, context)
}
