import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readGroupIdentifier } from '../domain/identifiers.ts'
import { invalidParameter } from '../errors.ts'
import { describeLimit } from '../limits.ts'
import { afterPrefix, page } from '../listing.ts'
import { type Group, groups } from '../records.ts'
import { readStoredBytes } from '../stored-bytes.ts'
import { briefGroupView, groupView } from '../views.ts'

/** Lists groups by name, by the beginning of their names, by a part of them, or those that are named. */
export async function describeLogGroups(
  input: Api.DescribeLogGroupsRequest,
  context: OperationContext,
): Promise<Api.DescribeLogGroupsResponse> {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input
  if (prefix !== undefined && pattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  }
  if (input.logGroupIdentifiers !== undefined) return describeNamed(input, context)
  const { accountId, region, store } = context
  const home = [accountId, region]
  const { items, token } = await page<Group>({
    read: (after, limit) =>
      groups.list(store, {
        prefix: home,
        limit,
        ...(prefix === undefined ? {} : { start: [...home, prefix], end: [...home, afterPrefix(prefix)] }),
        ...(after === undefined ? {} : { after }),
      }),
    keyOf: ({ name }) => [...home, name],
    wanted: (group) =>
      hasClass(group, input.logGroupClass) && (pattern === undefined || group.name.includes(pattern)),
    limit: input.limit ?? describeLimit,
    token: input.nextToken,
    purpose: ['DescribeLogGroups', ...home, prefix ?? null, pattern ?? null, input.logGroupClass ?? null],
  })
  const logGroups =
    pattern === undefined
      ? await Promise.all(items.map((group) => fullView(context, group)))
      : items.map((group) => briefGroupView(context, group))
  return { logGroups, ...(token === undefined ? {} : { nextToken: token }) }
}

/** Source: API Reference, DescribeLogGroups, `logGroupClass`: these two are asked for together. */
function hasClass(group: Group, wanted: Api.LogGroupClass | undefined): boolean {
  if (wanted === undefined) return true
  const both = ['INFREQUENT_ACCESS', 'ESSENTIALS']
  return both.includes(wanted) ? both.includes(group.class) : group.class === wanted
}

/** UNVERIFIED: the words, and that identifiers of groups that do not exist are passed over. */
async function describeNamed(
  input: Api.DescribeLogGroupsRequest,
  context: OperationContext,
): Promise<Api.DescribeLogGroupsResponse> {
  const others = [
    input.logGroupNamePrefix,
    input.logGroupNamePattern,
    input.logGroupClass,
    input.nextToken,
    input.limit,
  ]
  if (others.some((other) => other !== undefined))
    throw invalidParameter('logGroupIdentifiers cannot be combined with other filters.')
  const { accountId, region, store } = context
  const names = [...new Set(input.logGroupIdentifiers)].map((identifier) =>
    readGroupIdentifier(context, identifier),
  )
  const found = await groups.getMany(
    store,
    names.map((name) => [accountId, region, name]),
  )
  const present = found.flatMap((stored) => (stored === undefined ? [] : [stored.value]))
  present.sort((left, right) => (left.name < right.name ? -1 : 1))
  return { logGroups: await Promise.all(present.map((group) => fullView(context, group))) }
}

async function fullView(context: OperationContext, group: Group): Promise<Api.LogGroup> {
  return groupView(context, group, await readStoredBytes(context, group.id))
}
