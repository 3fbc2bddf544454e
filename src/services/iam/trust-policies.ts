import type { OperationContext } from '../../dispatch/index.ts'
import { invalidPrincipal, type PrincipalEntry, validateTrustPolicy } from '../../engines/policy/index.ts'
import { countedCharacters } from './domain/policy-text.ts'
import { malformedPolicy, quotaExceeded } from './errors.ts'
import { limits } from './limits.ts'
import { roles, users } from './records.ts'

/**
 * Holds a trust policy against its rules and its quota, and makes sure that the users and roles of this account that
 * it names exist, as AWS does. Those of other accounts are taken on trust: they may live elsewhere.
 */
export async function checkTrustPolicy(text: string, context: OperationContext): Promise<void> {
  const validated = validateTrustPolicy(text)
  if (!validated.ok) throw malformedPolicy(validated.message)
  if (countedCharacters(text) > limits.trustPolicyCharacters)
    throw quotaExceeded('ACLSizePerRole', limits.trustPolicyCharacters)
  for (const { principal } of validated.document.statements) {
    for (const entry of principal?.entries ?? []) {
      if (!(await mayExist(entry, context))) throw malformedPolicy(invalidPrincipal(entry))
    }
  }
}

async function mayExist(
  { type, value }: PrincipalEntry,
  { store, accountId }: OperationContext,
): Promise<boolean> {
  const [, account, kind, path, name] =
    /^arn:[^:]+:iam::(\d{12}):(user|role)(\/(?:.*\/)?)([^/]+)$/.exec(value) ?? []
  if (type !== 'AWS' || account !== accountId || name === undefined) return true
  const collection = kind === 'user' ? users : roles
  const found = await collection.get(store, [accountId, name.toLowerCase()])
  return found?.value.name === name && found.value.path === path
}
