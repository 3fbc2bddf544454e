import type { AccountId } from '../../aws/identifiers.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { KnownTopic } from './directory.ts'
import { authorizationError } from './errors.ts'
import type { Subscription } from './records.ts'

/** Actions that a policy of a topic can give to others. Source: Developer Guide, "Amazon SNS API permissions". */
const sharedActions = new Set([
  'AddPermission',
  'DeleteTopic',
  'GetDataProtectionPolicy',
  'GetTopicAttributes',
  'ListSubscriptionsByTopic',
  'ListTagsForResource',
  'Publish',
  'PutDataProtectionPolicy',
  'RemovePermission',
  'SetTopicAttributes',
  'Subscribe',
])

/**
 * Services that say whom they act for by `AWS:SourceOwner`, which is what the default policy of a topic asks for. All others need a policy of their own.
 * UNVERIFIED: which ones these are at AWS; CloudWatch's alarms are known to need no policy of the topic's.
 */
const servicesOfOwner = new Set(['cloudwatch.amazonaws.com'])

/** Fails with AuthorizationError unless the caller may do this with a topic. */
export function authorize(
  context: OperationContext,
  { topic, arn, policy }: KnownTopic,
  action: string,
  facts: ReadonlyMap<string, readonly string[]> = new Map(),
): void {
  const { principal, source, accountId } = context
  const serviceFor = servicesOfOwner.has(principal.arn) ? source?.accountId : undefined
  const speaksFor = principal.type === 'service' ? serviceFor : accountId
  const shared = sharedActions.has(action)
  const refusal = resourceRefusal(context, {
    action: `sns:${action}`,
    resource: arn,
    owner: topic.accountId,
    policy: shared || accountId === topic.accountId ? policy : undefined,
    facts: new Map([
      ...facts,
      ...(speaksFor === undefined || principal.type === 'anonymous'
        ? []
        : [['aws:sourceowner', [speaksFor]] as const]),
    ]),
  })
  if (refusal !== undefined)
    throw authorizationError(refusal.replaceAll('sns:', 'SNS:').replaceAll(':SNS:', ':sns:'))
}

/** Fails with AuthorizationError unless the caller's account is the subscriber's, or the topic's. */
export function authorizeSubscription(
  { principal, accountId }: OperationContext,
  { owner, topic }: Subscription,
  action: string,
): void {
  const allowed: readonly AccountId[] = [owner, topic.accountId]
  if (principal.type !== 'anonymous' && allowed.includes(accountId)) return
  throw authorizationError(`User: ${principal.arn} is not authorized to perform: SNS:${action}`)
}
