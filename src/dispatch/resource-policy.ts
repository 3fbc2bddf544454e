import type { AccountId } from '../aws/identifiers.ts'
import {
  callerFacts,
  evaluatePolicy,
  type PolicyDocument,
  readDocument,
  requesterOf,
} from '../engines/policy/index.ts'
import type { OperationContext } from './operation.ts'

/** What a resource's policy is asked before an operation touches the resource. */
export interface ResourceQuestion {
  /** `sqs:SendMessage`. */
  readonly action: string
  /** The ARN that the action is about. */
  readonly resource: string
  /** The account that the resource belongs to. */
  readonly owner: AccountId
  /** The policy's text; undefined when there is none. A text that cannot be read allows nothing. */
  readonly policy: string | undefined
  /** Further condition keys of the service, in lower case, with their values. */
  readonly facts?: ReadonlyMap<string, readonly string[]>
}

/**
 * Why the caller may not do this with a resource, in AWS's words; undefined when it may. A service or another account needs
 * the policy's consent; a caller of the owner's own account is stopped by an explicit deny alone. Source: IAM User Guide,
 * "Policy evaluation logic", "Cross-account policy evaluation logic".
 */
export function resourceRefusal(context: OperationContext, question: ResourceQuestion): string | undefined {
  const { action, resource } = question
  const { principal } = context
  const needsConsent = needsResourceConsent(context, question)
  if (!needsConsent && question.policy === undefined) return undefined
  const answer = askResourcePolicy(context, question)
  if (answer === 'allow' || (answer === 'silent' && !needsConsent)) return undefined
  const who = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`
  return answer === 'deny'
    ? `${who} with an explicit deny in a resource-based policy`
    : `${who} because no resource-based policy allows the ${action} action`
}

/** Whether the policy must allow it: a caller of the owner's own account needs no more than not to be denied. */
export function needsResourceConsent(
  { principal, accountId }: OperationContext,
  { owner }: Pick<ResourceQuestion, 'owner'>,
): boolean {
  return principal.type === 'service' || principal.type === 'anonymous' || accountId !== owner
}

/** What the policy alone says, for services where something else may allow too (S3's access control lists). */
export function askResourcePolicy(
  context: PolicyContext,
  question: ResourceQuestion,
): 'allow' | 'deny' | 'silent' {
  const document = readPolicy(question.policy)
  if (!document) return 'silent'
  if (context.principal.type === 'service' && question.facts === undefined) {
    const { areLasting, byQuestion } = answersOf(document)
    if (areLasting) return rememberedAnswer(byQuestion, document, context, question)
  }
  return askDocument(document, context, question)
}

type Answered = 'allow' | 'deny' | 'silent'

function askDocument(document: PolicyDocument, context: PolicyContext, question: ResourceQuestion): Answered {
  const { action, resource } = question
  const { principal, partition } = context
  return evaluatePolicy(document, {
    action,
    resource,
    requester: requesterOf(principal, partition),
    context: factsOf(context, question),
  })
}

interface Answers {
  /** Nothing but which service asks, and for what, decides: no time, no address. */
  readonly areLasting: boolean
  readonly byQuestion: Map<string, Answered>
}

/** What services were answered, as long as a policy is remembered: each request to an API asks the policy of its function. */
const answers = new WeakMap<PolicyDocument, Answers>()

/** Answers that are remembered of a policy. Ours. */
const answersMax = 1_000

const keysOfSource = new Set(['aws:sourcearn', 'aws:sourceaccount'])

function answersOf(document: PolicyDocument): Answers {
  let found = answers.get(document)
  if (!found) {
    const areLasting = document.statements.every(
      ({ conditions, resource }) =>
        conditions.every(
          ({ key, values }) => keysOfSource.has(key.toLowerCase()) && !values.some(hasVariable),
        ) && !resource?.patterns.some(hasVariable),
    )
    found = { areLasting, byQuestion: new Map() }
    answers.set(document, found)
  }
  return found
}

function hasVariable(pattern: string): boolean {
  return pattern.includes('${')
}

function rememberedAnswer(
  byQuestion: Map<string, Answered>,
  document: PolicyDocument,
  context: PolicyContext,
  question: ResourceQuestion,
): Answered {
  const { principal, partition, source } = context
  const key = `${principal.arn}\0${principal.accountId}\0${partition}\0${source?.arn}\0${source?.accountId}\0${question.action}\0${question.resource}`
  let answer = byQuestion.get(key)
  if (answer === undefined) {
    answer = askDocument(document, context, question)
    if (byQuestion.size >= answersMax) byQuestion.clear()
    byQuestion.set(key, answer)
  }
  return answer
}

/** Policies that were read, by their texts. Ours. */
const readMax = 500
const known = new Map<string, PolicyDocument | undefined>()

/** Reads a policy, or remembers it. Undefined: there is none, or it cannot be read. */
export function readPolicy(text: string | undefined): PolicyDocument | undefined {
  if (text === undefined) return undefined
  if (known.has(text)) return known.get(text)
  const read = readDocument(text)
  const document = read.ok ? read.document : undefined
  if (known.size >= readMax) known.clear()
  known.set(text, document)
  return document
}

/**
 * What policies may know about a request. `tags`: of who asks. Source: IAM User Guide, "AWS global condition context keys".
 */
export function factsOf(
  context: FactContext,
  { facts, owner }: Pick<ResourceQuestion, 'facts' | 'owner'>,
  tags?: ReadonlyMap<string, string>,
): Map<string, readonly string[]> {
  const { principal, source, sourceIp, userAgent, now, region } = context
  const known = new Map<string, readonly string[]>([...callerFacts(principal, now, tags), ...(facts ?? [])])
  const tell = (key: string, value: string | undefined) => {
    if (value !== undefined) known.set(key, [value])
  }
  tell('aws:currenttime', new Date(now).toISOString())
  tell('aws:epochtime', String(Math.floor(now / 1000)))
  tell('aws:requestedregion', region)
  tell('aws:resourceaccount', owner)
  tell('aws:sourceip', sourceIp)
  tell('aws:useragent', userAgent)
  tell('aws:sourcearn', source?.arn)
  tell('aws:sourceaccount', source?.accountId)
  // The port speaks plain HTTP, and what encrypts stands before it: templates that insist on TLS must not lock users out.
  tell('aws:securetransport', 'true')
  return known
}

type PolicyContext = FactContext & Pick<OperationContext, 'partition'>

type FactContext = Pick<OperationContext, 'principal' | 'now' | 'region'> &
  Partial<Pick<OperationContext, 'source' | 'sourceIp' | 'userAgent'>>
