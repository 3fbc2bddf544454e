import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId } from '../../aws/identifiers.ts'
import type { Store } from '../../store/index.ts'
import { passwordProblem } from './domain/passwords.ts'
import { passwordPolicies } from './records.ts'

/** Fails with PasswordPolicyViolation when a password does not meet the account's rules. */
export async function checkPassword(store: Store, accountId: AccountId, password: string): Promise<void> {
  const own = await passwordPolicies.get(store, [accountId])
  const problem = passwordProblem(password, own?.value.policy)
  if (problem !== undefined) throw new AwsError('PasswordPolicyViolationException', problem)
}
