import type { SubscriptionDestination } from './adapters/subscription-destinations.ts'
import { groupArn, type Home } from './domain/identifiers.ts'
import { readDestination } from './domain/subscriptions.ts'
import type { SubscriptionFilter } from './records.ts'

/** The destination of a filter, for events of one stream; without a stream, for asking whether it can be reached. */
export function destinationOf(
  home: Home,
  filter: Pick<SubscriptionFilter, 'groupName' | 'destinationArn' | 'roleArn' | 'distribution'>,
  streamName?: string,
): SubscriptionDestination {
  const { destinationArn, roleArn, distribution, groupName } = filter
  return {
    kind: readDestination(home, destinationArn, roleArn),
    arn: destinationArn,
    ...(roleArn === undefined ? {} : { roleArn }),
    accountId: home.accountId,
    region: home.region,
    sourceArn: `${groupArn(home, groupName)}:*`,
    ...(streamName === undefined || distribution === 'Random' ? {} : { partitionKey: streamName }),
  }
}
