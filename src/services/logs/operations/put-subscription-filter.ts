import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { Operation } from '../../../dispatch/index.ts'
import { encodePayload, type SubscriptionDestinations } from '../adapters/subscription-destinations.ts'
import { change } from '../changing.ts'
import { controlPayload, unreachableDestination } from '../domain/subscriptions.ts'
import { refuseUnbuilt } from '../domain/unbuilt-filter-options.ts'
import { recount } from '../filter-counts.ts'
import { checkNameBytes, loadGroup, requireStandardClass } from '../groups.ts'
import { authorizeFilter, behind } from '../logical-destinations.ts'
import { readPattern } from '../patterns.ts'
import { type SubscriptionFilter, subscriptionFilters } from '../records.ts'
import { required } from '../required.ts'
import { destinationOf } from '../subscribing.ts'

/**
 * Makes a subscription filter or puts another in its place, once its destination has been reached. As at AWS, the
 * destination is looked at before the group.
 */
export function putSubscriptionFilter(
  destinations: SubscriptionDestinations,
): Operation<Api.PutSubscriptionFilterRequest, object> {
  return async (input, context) => {
    const { store, now } = context
    const groupName = required(input.logGroupName, 'logGroupName')
    const name = required(input.filterName, 'filterName')
    const text = required(input.filterPattern, 'filterPattern')
    const destinationArn = required(input.destinationArn, 'destinationArn')
    checkNameBytes(name)
    refuseUnbuilt(input)
    const pattern = readPattern(text)
    const settings = {
      groupName,
      destinationArn,
      ...(input.roleArn === undefined ? {} : { roleArn: input.roleArn }),
      distribution: input.distribution ?? 'ByLogStream',
    }
    const named = destinationOf(context, settings)
    if (named.kind === 'destination') await authorizeFilter(context, named.arn)
    const destination = (await behind(store, named)) ?? named
    const { value: known } = await loadGroup(context, groupName)
    requireStandardClass(known)
    const probe = await encodePayload(controlPayload(now))
    if (!(await destinations.canReach(destination, probe))) throw unreachableDestination(destination.kind)
    await change(context, async (commit) => {
      const group = await loadGroup(context, groupName)
      const before = await subscriptionFilters.get(store, [group.value.id, name])
      const filter: SubscriptionFilter = {
        ...settings,
        groupId: group.value.id,
        name,
        pattern: text,
        createdAt: before?.value.createdAt ?? now,
      }
      subscriptionFilters.put(commit, filter, before)
      recount(commit, group, {
        kind: 'subscription',
        before: before && readPattern(before.value.pattern),
        after: pattern,
      })
    })
    return {}
  }
}
