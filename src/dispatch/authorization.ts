/** Whether a principal may do something with a resource, by all policies that there are. */
import type { Principal } from '../aws/principal.ts'
import {
  type DecidingPolicy,
  type Decision,
  decide,
  type PrincipalPolicies,
  refusalWords,
  requesterOf,
} from '../engines/policy/index.ts'
import type { IdentityPolicies } from './identity-policies.ts'
import type { OperationContext } from './operation.ts'
import { factsOf, type ResourceQuestion, readPolicy } from './resource-policy.ts'

/** What is known of who asks, and from where. */
export type Asking = Pick<
  OperationContext,
  'principal' | 'accountId' | 'region' | 'partition' | 'now' | 'settings' | 'identityPolicies'
> &
  Partial<Pick<OperationContext, 'source' | 'sourceIp' | 'userAgent'>>

/** Why somebody may not do something. */
export interface AccessRefusal {
  readonly isExplicit: boolean
  readonly by: DecidingPolicy
  /** `because no identity-based policy allows the execute-api:Invoke action`. */
  readonly why: string
  /** `User: ARN is not authorized to perform: ACTION on resource: ARN because ...`. */
  readonly words: string
}

/**
 * Why who asks may not do this; undefined where it may. Identity policies, permissions boundaries and session policies count as well as the
 * resource's policy ({@link decide}). Where identities are not verified, a role that IAM does not have is taken for granted, with all it needs.
 */
export async function accessRefusal(
  asking: Asking,
  question: ResourceQuestion,
): Promise<AccessRefusal | undefined> {
  const { principal, partition } = asking
  const { action, resource, owner } = question
  const { tags, ...policies } = await policiesOf(asking)
  const requester = requesterOf(principal, partition)
  const context = factsOf(asking, question, tags)
  const decision = decide(
    { action, resource, owner, requester, context },
    policies,
    readPolicy(question.policy),
  )
  return decision.allowed ? undefined : refusalOf(decision, principal, question)
}

function refusalOf(
  decision: Extract<Decision, { readonly allowed: false }>,
  principal: Principal,
  { action, resource }: ResourceQuestion,
): AccessRefusal {
  const why = refusalWords(decision, action)
  const { isExplicit, by } = decision
  const words = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`
  return { isExplicit, by, why, words }
}

/** What a principal has by IAM, with what narrows its session. */
async function policiesOf({
  principal,
  settings,
  identityPolicies,
}: Asking): Promise<PrincipalPolicies & Pick<IdentityPolicies, 'tags'>> {
  const found = await identityPolicies.find(principal)
  // A session that STS has opened had its role; it is gone since.
  const hasNoKey = principal.accessKeyId === undefined
  const isTakenForGranted = principal.type === 'assumed-role' && hasNoKey && settings.identity === 'local'
  const granted = found ?? { identity: isTakenForGranted ? 'everything' : [], tags: new Map() }
  const { inline, managed = [] } = principal.sessionPolicies ?? {}
  const texts = inline === undefined ? [] : [readPolicy(inline)]
  const others = await Promise.all(managed.map((arn) => identityPolicies.findManaged(principal, arn)))
  const session = [...texts, ...others].filter((document) => document !== undefined)
  // A federated user may do nothing that its session policies do not say.
  const isNarrowed = principal.sessionPolicies !== undefined || principal.type === 'federated-user'
  return isNarrowed ? { ...granted, session } : granted
}
