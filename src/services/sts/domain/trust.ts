import {
  evaluatePolicy,
  type PolicyDocument,
  type RequestContext,
  type Requester,
  type Statement,
} from '../../../engines/policy/index.ts'

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
