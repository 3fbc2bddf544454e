import type { Principal } from '../../../aws/principal.ts'
import {
  evaluatePolicy,
  type PolicyDocument,
  type RequestContext,
  type Requester,
  type Statement,
} from '../../../engines/policy/index.ts'

/** The caller in all the forms in which a trust policy may name it. */
export function requesterOf(principal: Principal, partition: string): Requester {
  const { type, accountId, arn, userId, roleArn } = principal
  if (type === 'service') return { accountId, partition, names: [], service: arn }
  const names = [arn]
  if (type === 'user') names.push(userId)
  if (type === 'assumed-role') names.push(userId.slice(0, userId.indexOf(':')), ...(roleArn ? [roleArn] : []))
  return { accountId, partition, names }
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
 * What policies may know about a caller. Absent facts have no entry.
 * Source: IAM User Guide, "AWS global condition context keys".
 */
export function callerFacts(
  principal: Principal,
  now: number,
  tags: ReadonlyMap<string, string> = new Map(),
): Map<string, readonly string[]> {
  const { type, arn, roleArn, accountId, userId, sourceIdentity, sessionTags, multiFactorAt } = principal
  const facts = new Map<string, readonly string[]>([
    ['aws:principaltype', [principalTypes[type]]],
    ['aws:userid', [userId]],
    ['aws:principalisawsservice', [String(type === 'service')]],
  ])
  if (type === 'service') facts.set('aws:principalservicename', [arn])
  else {
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

/** Whether a trust policy looks at tags of the caller, in a condition's key or in a variable. */
export function asksForCallerTags({ statements }: PolicyDocument): boolean {
  const names = (text: string) => text.toLowerCase().includes('aws:principaltag/')
  return statements.some(({ conditions }) =>
    conditions.some(({ key, values }) => names(key) || values.some(names)),
  )
}

/** Condition keys that tell who asks and from where, in lower case. */
const callerKey =
  /^aws:(?:principal|userid|username|multifactorauth|source|federatedprovider|vpc|viaawsservice)/

/**
 * A trust policy for a caller who could be anybody: a key that nobody issued, in local mode. What depends on the caller
 * counts as met where it allows, and is left out where it denies; what depends on the request stays (an external
 * id, a session name, tags).
 */
export function forgetCaller(document: PolicyDocument): PolicyDocument {
  return { ...document, statements: document.statements.flatMap(forgetIn) }
}

function forgetIn(statement: Statement): Statement[] {
  const { principal, conditions, ...rest } = statement
  const remaining = conditions.filter(({ key }) => !callerKey.test(key.toLowerCase()))
  if (statement.effect === 'Allow') return [{ ...rest, conditions: remaining }]
  const namesEveryone = principal?.entries.some(({ value }) => value === '*') && !principal.negated
  return namesEveryone && remaining.length === conditions.length ? [{ ...rest, conditions }] : []
}

/** The first of the actions that the trust policy does not allow; undefined when it allows all. */
export function firstRefused(
  document: PolicyDocument,
  actions: readonly string[],
  requester: Requester,
  context: RequestContext,
): string | undefined {
  return actions.find((action) => evaluatePolicy(document, { action, requester, context }) !== 'allow')
}
