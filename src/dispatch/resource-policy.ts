import type { AccountId } from '../aws/identifiers.ts'
import { evaluatePolicy, type PolicyDocument, type Requester, readDocument } from '../engines/policy/index.ts'
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
  context: OperationContext,
  question: ResourceQuestion,
): 'allow' | 'deny' | 'silent' {
  const document = readPolicy(question.policy)
  if (!document) return 'silent'
  const { action, resource } = question
  const asked = { action, resource, requester: requesterOf(context), context: factsOf(context, question) }
  return evaluatePolicy(document, asked)
}

/** Policies that were read, by their texts. Ours. */
const readMax = 500
const known = new Map<string, PolicyDocument | undefined>()

function readPolicy(text: string | undefined): PolicyDocument | undefined {
  if (text === undefined) return undefined
  if (known.has(text)) return known.get(text)
  const read = readDocument(text)
  const document = read.ok ? read.document : undefined
  if (known.size >= readMax) known.clear()
  known.set(text, document)
  return document
}

function requesterOf({ principal, accountId, partition }: OperationContext): Requester {
  if (principal.type === 'service') return { accountId, partition, names: [], service: principal.arn }
  if (principal.type === 'anonymous') return { accountId: '', partition, names: [] }
  const names = principal.roleArn === undefined ? [principal.arn] : [principal.arn, principal.roleArn]
  return { accountId, partition, names }
}

/** Source: IAM User Guide, "AWS global condition context keys". */
function factsOf(context: OperationContext, { facts }: ResourceQuestion): Map<string, readonly string[]> {
  const { principal, source, sourceIp, userAgent, now, region } = context
  const known = new Map<string, readonly string[]>(facts ?? [])
  const tell = (key: string, value: string | undefined) => {
    if (value !== undefined) known.set(key, [value])
  }
  tell('aws:currenttime', new Date(now).toISOString())
  tell('aws:epochtime', String(Math.floor(now / 1000)))
  tell('aws:requestedregion', region)
  tell('aws:sourceip', sourceIp)
  tell('aws:useragent', userAgent)
  tell('aws:sourcearn', source?.arn)
  tell('aws:sourceaccount', source?.accountId)
  tell('aws:principalisawsservice', String(principal.type === 'service'))
  if (principal.type === 'service') tell('aws:principalservicename', principal.arn)
  else if (principal.type !== 'anonymous') {
    tell('aws:principalaccount', context.accountId)
    tell('aws:principalarn', principal.roleArn ?? principal.arn)
    tell('aws:userid', principal.userId)
  }
  // The port speaks plain HTTP, and what encrypts stands before it: templates that insist on TLS must not lock users out.
  tell('aws:securetransport', 'true')
  return known
}
