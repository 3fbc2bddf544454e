import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { accessDenied, policyNotFound } from '../errors.ts'
import type { Policy } from '../records.ts'
import { findManagedPolicy } from './find-managed-policy.ts'

/** A policy of the account's own, by its ARN. Fails with NoSuchEntity, and with AccessDenied for AWS's policies. */
export async function findOwnPolicy(
  { store, accountId, principal }: OperationContext,
  policyArn: string,
  absent: (policyArn: string) => Error = policyNotFound,
): Promise<Stored<Policy>> {
  const policy = await findManagedPolicy(store, accountId, policyArn)
  if (!policy) throw absent(policyArn)
  if (policy.kind === 'own') return policy.stored
  // Nobody but AWS may change AWS's policies. UNVERIFIED: the words.
  throw accessDenied(
    `User: ${principal.arn} is not authorized to perform this operation on resource: policy ${policyArn}`,
  )
}
