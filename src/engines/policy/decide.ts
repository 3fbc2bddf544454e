/**
 * How the answers of all policies about one request come together: an explicit deny of any of them wins; within an account what the
 * identity's policies or the resource's allow is allowed, as far as boundary and session policies let it; across accounts both sides must
 * allow. Source: IAM User Guide, "Policy evaluation logic", "Evaluating identity-based policies with permissions boundaries", "Session policies",
 * "Cross-account policy evaluation logic". Policies of organizations do not exist here.
 */
import type { PolicyDocument } from './document.ts'
import { evaluatePolicy, type PolicyQuestion } from './evaluate-policy.ts'
import type { Requester } from './principals.ts'

/** Which kind of policy decided. */
export type DecidingPolicy = 'identity' | 'boundary' | 'session' | 'resource'

/** The policies of who asks. */
export interface PrincipalPolicies {
  /** `everything`: the root user of an account, which no identity policy limits. */
  readonly identity: readonly PolicyDocument[] | 'everything'
  /** Absent: nothing bounds. */
  readonly boundary?: PolicyDocument
  /** What any of these allows is within the session. Absent: nothing narrows the session. */
  readonly session?: readonly PolicyDocument[]
}

/** One request, and what it is for. */
export interface AuthorizationQuestion {
  readonly action: string
  readonly resource: string
  readonly context: PolicyQuestion['context']
  readonly requester: Requester
  /** The account that the resource belongs to. */
  readonly owner: string
}

/** What came of it. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly isExplicit: boolean; readonly by: DecidingPolicy }

const allowed: Decision = { allowed: true }

/** Decides. A service or nobody (`requester` without account) lives by the resource's policy alone. */
export function decide(
  question: AuthorizationQuestion,
  policies: PrincipalPolicies,
  resourcePolicy?: PolicyDocument,
): Decision {
  const { requester, owner, ...asked } = question
  const own = (documents: readonly PolicyDocument[]) =>
    answerOf(documents.map((document) => evaluatePolicy(document, asked)))
  const { identity, boundary, session } = policies
  const answers = {
    identity: identity === 'everything' ? 'allow' : own(identity),
    boundary: boundary === undefined ? 'allow' : own([boundary]),
    session: session === undefined ? 'allow' : own(session),
    resource:
      resourcePolicy === undefined ? 'silent' : evaluatePolicy(resourcePolicy, { ...asked, requester }),
  } as const
  for (const by of ['identity', 'boundary', 'session', 'resource'] as const)
    if (answers[by] === 'deny') return { allowed: false, isExplicit: true, by }

  const implicit = (by: DecidingPolicy): Decision => ({ allowed: false, isExplicit: false, by })
  const hasIdentity = requester.service === undefined && requester.accountId !== ''
  if (!hasIdentity) return answers.resource === 'allow' ? allowed : implicit('resource')
  const isOwn = requester.accountId === owner
  const grant =
    isOwn && resourcePolicy && answers.resource === 'allow'
      ? grantOf(resourcePolicy, asked, requester)
      : undefined
  if (grant === 'itself') return allowed
  if (answers.identity !== 'allow' && grant !== 'role') return implicit('identity')
  if (answers.boundary !== 'allow') return implicit('boundary')
  if (answers.session !== 'allow') return implicit('session')
  return isOwn || answers.resource === 'allow' ? allowed : implicit('resource')
}

function answerOf(answers: ReadonlyArray<'deny' | 'allow' | 'silent'>): 'deny' | 'allow' | 'silent' {
  if (answers.includes('deny')) return 'deny'
  return answers.includes('allow') ? 'allow' : 'silent'
}

/**
 * Whom a resource's policy means when it allows a request of its own account. A user or a session that it names needs nothing else; a role
 * that it names (or everybody, who comes as a session) stays within its boundary and session policies; the account as a whole means that
 * the account's own policies decide. UNVERIFIED: that everybody counts as the role for sessions.
 */
function grantOf(
  policy: PolicyDocument,
  asked: Omit<PolicyQuestion, 'requester'>,
  { roleNames, ...requester }: Requester,
): 'itself' | 'role' | undefined {
  const allows = (names: readonly string[], accountId: string) =>
    evaluatePolicy(policy, { ...asked, requester: { ...requester, accountId, names } }) === 'allow'
  const nobody = 'nobody'
  if (roleNames === undefined) return allows(requester.names, nobody) ? 'itself' : undefined
  const roles = new Set(roleNames)
  const session = requester.names.filter((name) => !roles.has(name))
  const isForAll = allows([], nobody)
  if (!isForAll && allows(session, nobody)) return 'itself'
  return isForAll || allows(roleNames, nobody) ? 'role' : undefined
}

const policyNames: Readonly<Record<DecidingPolicy, string>> = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  resource: 'resource-based policy',
}

/**
 * Why a request is refused, as AWS words it behind `User: ... is not authorized to perform: ... on resource: ...`. Source: IAM User Guide,
 * "Troubleshoot access denied error messages".
 */
export function refusalWords(
  { isExplicit, by }: Extract<Decision, { readonly allowed: false }>,
  action: string,
): string {
  const name = policyNames[by]
  return isExplicit
    ? `with an explicit deny in ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`
    : `because no ${name} allows the ${action} action`
}
