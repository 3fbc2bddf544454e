import type { AccountId } from '../../../aws/identifiers.ts'
import type { Store, Stored } from '../../../store/index.ts'
import { iamArn, readPolicyArn } from '../domain/arns.ts'
import { validation } from '../errors.ts'
import { type Policy, policies } from '../records.ts'
import { type AwsManagedPolicy, awsManagedPolicies } from './aws-managed-policies.ts'

/** What a policy's ARN leads to: a policy of the account's own, or one of AWS's. */
export type ManagedPolicy =
  | { readonly kind: 'own'; readonly stored: Stored<Policy> }
  | { readonly kind: 'aws'; readonly policy: AwsManagedPolicy }

/**
 * Finds the managed policy behind an ARN; undefined when there is none, policies of other accounts included. Fails with
 * ValidationError for text that is no policy's ARN, unless the caller has another error for that.
 */
export async function findManagedPolicy(
  store: Store,
  accountId: AccountId,
  policyArn: string,
  malformed: (message: string) => Error = validation,
): Promise<ManagedPolicy | undefined> {
  const address = readPolicyArn(policyArn)
  if (!address) throw malformed(`ARN ${policyArn} is not valid.`)
  if (address.accountId === 'aws') {
    const policy = (await awsManagedPolicies()).get(address.path + address.name)
    return policy && { kind: 'aws', policy }
  }
  if (address.accountId !== accountId) return undefined
  const stored = await policies.get(store, [accountId, address.name.toLowerCase()])
  if (!stored || stored.value.path !== address.path || stored.value.name !== address.name) return undefined
  return { kind: 'own', stored }
}

/** The ARN of one of AWS's policies. */
export function awsPolicyArn(partition: string, { path, name }: AwsManagedPolicy): string {
  return iamArn(partition, 'aws', 'policy', path, name)
}
