/**
 * Who may do what: the bucket's policy, its and its objects' access control lists, and what blocks public access. Source: Amazon
 * S3 User Guide, "How Amazon S3 authorizes a request", "Blocking public access to your Amazon S3 storage", "Controlling
 * ownership of objects and disabling ACLs".
 */
import {
  askResourcePolicy,
  needsResourceConsent,
  type OperationContext,
  type ResourceQuestion,
} from '../../dispatch/index.ts'
import { bucketArn } from './buckets.ts'
import {
  type AccessList,
  grants,
  grantsGroup,
  isPublicList,
  logDelivery,
  type Permission,
} from './domain/access-lists.ts'
import { isPublicPolicy } from './domain/public-policy.ts'
import { accessDenied } from './errors.ts'
import { callerId } from './owners.ts'
import type { Bucket } from './records.ts'

/** Who writes server access logs. */
export const logDeliverer = 'logging.s3.amazonaws.com'

/** What is asked for. */
export interface AccessQuestion {
  readonly action: `s3:${string}`
  /** The object; without it the question is about the bucket. */
  readonly key?: string | undefined
  /** The list that may allow it, and by which permission; none: the policy alone decides. */
  readonly list?: AccessList | undefined
  readonly permission?: Permission
  /** Condition keys in lower case. */
  readonly facts?: ReadonlyMap<string, readonly string[]> | undefined
}

/** Fails with AccessDenied when the caller may not do this. */
export function authorize(context: OperationContext, bucket: Bucket, question: AccessQuestion): void {
  // Most requests: the owner's account, and no policy.
  if (bucket.policy === undefined && isOwners(context, bucket)) return
  const answer = decide(context, bucket, question)
  if (answer === 'allow') return
  const { action, key } = question
  if (!isOwners(context, bucket)) throw accessDenied()
  const who = `User: ${context.principal.arn} is not authorized to perform: ${action} on resource: "${bucketArn(bucket, key)}"`
  throw accessDenied(`${who} with an explicit deny in a resource-based policy`)
}

/** Whether the caller may do this. */
export function isAllowed(context: OperationContext, bucket: Bucket, question: AccessQuestion): boolean {
  return decide(context, bucket, question) === 'allow'
}

function isOwners({ principal, accountId }: OperationContext, bucket: Bucket): boolean {
  return principal.type !== 'anonymous' && principal.type !== 'service' && accountId === bucket.accountId
}

function decide(context: OperationContext, bucket: Bucket, question: AccessQuestion): 'allow' | 'deny' {
  const asked: ResourceQuestion = {
    action: question.action,
    resource: bucketArn(bucket, question.key),
    owner: bucket.accountId,
    policy: effectivePolicy(context, bucket),
    ...(question.facts === undefined ? {} : { facts: question.facts }),
  }
  const answer = askResourcePolicy(context, asked)
  if (answer === 'deny') return 'deny'
  if (answer === 'allow' || !needsResourceConsent(context, asked)) return 'allow'
  return listAllows(context, bucket, question) ? 'allow' : 'deny'
}

/** A public policy of a restricted bucket counts for the owner's account and for services alone. */
function effectivePolicy(context: OperationContext, bucket: Bucket): string | undefined {
  const restricted =
    bucket.publicAccess?.RestrictPublicBuckets === true &&
    context.principal.type !== 'service' &&
    !isOwners(context, bucket) &&
    isPublicPolicy(bucket.policy)
  return restricted ? undefined : bucket.policy
}

function listAllows(
  context: OperationContext,
  bucket: Bucket,
  { list, permission }: AccessQuestion,
): boolean {
  if (list === undefined || permission === undefined || hasNoLists(bucket)) return false
  // Source: User Guide, "Enabling Amazon S3 server access logging": access control lists let the log delivery group in.
  if (context.principal.type === 'service')
    return context.principal.arn === logDeliverer && grantsGroup(list, permission, logDelivery)
  if (bucket.publicAccess?.IgnorePublicAcls && isPublicList(list)) {
    const kept = list.grants.filter(({ grantee }) => grantee.type === 'account')
    return grants({ ...list, grants: kept }, permission, callerId(context))
  }
  return grants(list, permission, callerId(context))
}

/** Whether the bucket's owner owns all that is in it, so that lists mean nothing. */
export function hasNoLists({ ownership }: Bucket): boolean {
  return ownership === 'BucketOwnerEnforced'
}

/** Facts from pairs; those without a value are left out. */
export function factsFrom(
  pairs: Readonly<Record<string, string | number | undefined>>,
): Map<string, readonly string[]> {
  const facts = new Map<string, readonly string[]>()
  for (const [key, value] of Object.entries(pairs)) if (value !== undefined) facts.set(key, [String(value)])
  return facts
}
