/** What the operations on resource policies share. */
import type { OperationContext } from '../../dispatch/index.ts'
import { groupArn, groupNameOfArn } from './domain/identifiers.ts'
import { groupNotFound, invalidParameter } from './errors.ts'
import { loadGroup } from './groups.ts'

/** The ARN under which a group's policy is kept; '' for policies of the account. Fails with ResourceNotFoundException. */
export async function readPolicyResource(
  context: OperationContext,
  resourceArn: string | undefined,
): Promise<string> {
  if (resourceArn === undefined) return ''
  const name = groupNameOfArn(context, resourceArn)
  if (name === undefined) throw groupNotFound()
  await loadGroup(context, name)
  return groupArn(context, name)
}

/** UNVERIFIED: the words. */
export function requirePolicyName(name: string | undefined): string {
  if (name === undefined || name === '') throw invalidParameter('policyName is required.')
  return name
}

/** Somebody else changed the policy since the caller read it. UNVERIFIED: the words and the code. */
export function checkRevision(expected: string | undefined, actual: string | undefined): void {
  if (expected !== actual)
    throw invalidParameter('The expectedRevisionId does not match the revision of the policy.')
}
