/**
 * Destinations that stand for a stream, of this account or another. Source: CloudWatch Logs User Guide, "Cross-account log group-level
 * subscriptions": the filter of the sender names the destination, whose own role writes to the stream.
 */
import { parseArn } from '../../aws/arn.ts'
import type { Region } from '../../aws/identifiers.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'
import type { SubscriptionDestination } from './adapters/subscription-destinations.ts'
import { readDestinationArn } from './domain/identifiers.ts'
import { destinationNotFound, destinationRefused } from './errors.ts'
import { type LogDestination, logDestinations } from './records.ts'

/** Where events really go: the stream behind a destination, anything else as it is. Undefined: there is no such destination. */
export async function behind(
  store: Store,
  destination: SubscriptionDestination,
): Promise<SubscriptionDestination | undefined> {
  if (destination.kind !== 'destination') return destination
  const found = await find(store, destination.arn)
  return found && streamBehind(destination, found)
}

/** The stream that a destination stands for, written to as its owner. */
export function streamBehind(
  destination: SubscriptionDestination,
  { targetArn, roleArn, accountId, region }: Omit<LogDestination, 'createdAt' | 'tags' | 'name'>,
): SubscriptionDestination {
  const target = parseArn(targetArn)
  return {
    ...destination,
    kind: target?.service === 'firehose' ? 'firehose' : 'kinesis',
    arn: targetArn,
    roleArn,
    accountId,
    region: (target?.region ?? region) as Region,
  }
}

/**
 * Fails with AccessDeniedException where a destination's policy does not let the caller name it in a filter, and with
 * ResourceNotFoundException for one of the caller's own account that is not there. UNVERIFIED: which of the two a missing one of
 * another account is answered.
 */
export async function authorizeFilter(context: OperationContext, arn: string): Promise<void> {
  const found = await find(context.store, arn)
  const owner = readDestinationArn(arn)?.accountId
  // Filter and destination have one region. Source: as above.
  if (found === undefined || found.region !== context.region) {
    throw owner === context.accountId ? destinationNotFound() : destinationRefused(context.accountId, arn)
  }
  const refusal = resourceRefusal(context, {
    action: 'logs:PutSubscriptionFilter',
    resource: arn,
    owner: found.accountId,
    policy: found.accessPolicy,
  })
  if (refusal !== undefined) throw destinationRefused(context.accountId, arn)
}

async function find(store: Store, arn: string): Promise<LogDestination | undefined> {
  const named = readDestinationArn(arn)
  if (named === undefined) return undefined
  return (await logDestinations.get(store, [named.accountId, named.region, named.name]))?.value
}
