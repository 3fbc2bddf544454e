import type { Principal } from '../../aws/principal.ts'
import type { Requester } from './principals.ts'

/** Who asks, in all the forms in which a policy may name it. Nobody has no account. */
export function requesterOf(principal: Principal, partition: string): Requester {
  const { type, accountId, arn, userId, roleArn } = principal
  if (type === 'service') return { accountId, partition, names: [], service: arn }
  if (type === 'anonymous') return { accountId: '', partition, names: [] }
  if (type === 'user') return { accountId, partition, names: [arn, userId] }
  if (type !== 'assumed-role') return { accountId, partition, names: [arn] }
  const roleNames = [userId.slice(0, userId.indexOf(':')), ...(roleArn === undefined ? [] : [roleArn])]
  return { accountId, partition, names: [arn, ...roleNames], roleNames }
}

const principalTypes = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
  service: 'Service',
  anonymous: 'Anonymous',
} as const

/**
 * What policies may know about a caller. Absent facts have no entry. `tags`: of the user, or of the role behind a session. Unit of
 * `now`: milliseconds since the epoch. Source: IAM User Guide, "AWS global condition context keys".
 */
export function callerFacts(
  principal: Principal,
  now: number,
  tags: ReadonlyMap<string, string> = new Map(),
): Map<string, readonly string[]> {
  const { type, arn, roleArn, accountId, userId, sourceIdentity, sessionTags, multiFactorAt } = principal
  const facts = new Map<string, readonly string[]>([
    ['aws:principaltype', [principalTypes[type]]],
    ['aws:principalisawsservice', [String(type === 'service')]],
  ])
  if (type === 'service') facts.set('aws:principalservicename', [arn])
  if (type !== 'anonymous') facts.set('aws:userid', [userId])
  if (type !== 'anonymous' && type !== 'service') {
    facts.set('aws:principalarn', [roleArn ?? arn])
    facts.set('aws:principalaccount', [accountId])
  }
  if (type === 'user') facts.set('aws:username', [arn.slice(arn.lastIndexOf('/') + 1)])
  if (sourceIdentity !== undefined) facts.set('aws:sourceidentity', [sourceIdentity])
  // Tags of the session take the place of those of its role.
  for (const [key, value] of [...tags, ...Object.entries(sessionTags ?? {})])
    facts.set(`aws:principaltag/${key.toLowerCase()}`, [value])
  // Long-term credentials do not know the key at all.
  if (principal.expiresAt !== undefined)
    facts.set('aws:multifactorauthpresent', [String(multiFactorAt !== undefined)])
  if (multiFactorAt !== undefined) {
    facts.set('aws:multifactorauthpresent', ['true'])
    facts.set('aws:multifactorauthage', [String(Math.floor((now - multiFactorAt) / 1000))])
  }
  return facts
}
