import { validateIdentityPolicy } from '../../../engines/policy/index.ts'
import { countedCharacters } from '../domain/policy-text.ts'
import { malformedPolicy, quotaExceeded } from '../errors.ts'
import { limits } from '../limits.ts'

/** Holds the document of a managed policy against its rules and its quota. */
export function checkManagedDocument(document: string, partition: string): void {
  const validated = validateIdentityPolicy(document, partition)
  if (!validated.ok) throw malformedPolicy(validated.message)
  if (countedCharacters(document) > limits.managedPolicyCharacters)
    throw quotaExceeded('PolicySize', limits.managedPolicyCharacters)
}
