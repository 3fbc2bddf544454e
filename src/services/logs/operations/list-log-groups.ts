import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { compileGroupNamePattern } from '../domain/group-name-pattern.ts'
import { groupArn } from '../domain/identifiers.ts'
import { describeLimit } from '../limits.ts'
import { page } from '../listing.ts'
import { type Group, groups } from '../records.ts'

/**
 * Lists groups whose names match a pattern and that have the tags asked for. No group here has data sources or field
 * indexes, so that asking for any finds none.
 */
export async function listLogGroups(
  input: Api.ListLogGroupsRequest,
  context: OperationContext,
): Promise<Api.ListLogGroupsResponse> {
  if (input.dataSources !== undefined || input.fieldIndexNames !== undefined) return { logGroups: [] }
  const { accountId, region, store } = context
  const { logGroupNamePattern, logGroupClass, logGroupTags = [] } = input
  const matches =
    logGroupNamePattern === undefined ? () => true : compileGroupNamePattern(logGroupNamePattern)
  const { items, token } = await page<Group>({
    read: (after, limit) =>
      groups.list(store, { prefix: [accountId, region], limit, ...(after === undefined ? {} : { after }) }),
    keyOf: ({ name }) => [accountId, region, name],
    wanted: (group) =>
      matches(group.name) &&
      (logGroupClass === undefined || group.class === logGroupClass) &&
      logGroupTags.every((filter) => hasTag(group, filter)),
    limit: input.limit ?? describeLimit,
    token: input.nextToken,
    purpose: ['ListLogGroups', accountId, region, logGroupNamePattern ?? null, logGroupClass ?? null],
  })
  return {
    logGroups: items.map(({ name, class: logClass }) => ({
      logGroupName: name,
      logGroupArn: groupArn(context, name),
      logGroupClass: logClass,
    })),
    ...(token === undefined ? {} : { nextToken: token }),
  }
}

/** A filter without values asks for the key alone. */
function hasTag({ tags }: Group, { key, values }: Api.TagFilter): boolean {
  const value = key === undefined ? undefined : tags[key]
  return value !== undefined && (values === undefined || values.length === 0 || values.includes(value))
}
