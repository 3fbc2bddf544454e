import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { contextKeysOf } from '../../../../engines/policy/index.ts'
import type { SimulatedPolicy } from '../../domain/simulation.ts'
import { required } from '../../required.ts'
import { simulatedSource } from '../../simulated-source.ts'
import { simulatedPolicies } from '../../simulating.ts'

/** The condition keys that policies ask for. */
export async function getContextKeysForCustomPolicy(
  input: Api.GetContextKeysForCustomPolicyRequest,
): Promise<Api.GetContextKeysForPolicyResponse> {
  return { ContextKeyNames: keysOf(simulatedPolicies('PolicyInputList', input.PolicyInputList)) }
}

/** The condition keys that the policies of a user, group or role ask for, and others that are given. */
export async function getContextKeysForPrincipalPolicy(
  input: Api.GetContextKeysForPrincipalPolicyRequest,
  context: OperationContext,
): Promise<Api.GetContextKeysForPolicyResponse> {
  const { identity } = await simulatedSource(required(input.PolicySourceArn, 'PolicySourceArn'), context)
  const more = simulatedPolicies('PolicyInputList', input.PolicyInputList)
  return { ContextKeyNames: keysOf([...identity, ...more]) }
}

function keysOf(policies: readonly SimulatedPolicy[]): string[] {
  return contextKeysOf({
    version: '2012-10-17',
    statements: policies.flatMap(({ document }) => document.statements),
  })
}
