/** Groups, and who is in them. Source: API Reference, CreateGroup and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { Json } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { groupExists, invalidParameter, limitExceeded, noGroup } from '../errors.ts'
import { groupsMax, groupsOfUserMax, pageItemsMax } from '../limits.ts'
import { pageOf } from '../paging.ts'
import { loadPool } from '../pools.ts'
import { type Group, groups, memberships, type Pool, users } from '../records.ts'
import { required } from '../required.ts'
import { groupsOfUser, loadUser } from '../users.ts'
import { groupView, userView } from '../views.ts'

export async function createGroup(
  input: Api.CreateGroupRequest,
  context: OperationContext,
): Promise<Api.CreateGroupResponse> {
  const { store, now } = context
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const group: Group = {
    poolId: pool.id,
    name: required(input.GroupName, 'GroupName'),
    ...wishes(input),
    createdAt: now,
    modifiedAt: now,
  }
  const last = await groups.list(store, { prefix: [pool.id], limit: groupsMax })
  if (last.items.length >= groupsMax)
    throw limitExceeded(`A user pool cannot have more than ${groupsMax} groups.`)
  await change(context, async (commit) => {
    if (await groups.get(store, [pool.id, group.name])) throw groupExists()
    groups.put(commit, group, undefined)
  })
  return { Group: groupView(group) }
}

function wishes(input: Api.CreateGroupRequest): Partial<Group> {
  return {
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
    ...(input.Precedence === undefined ? {} : { precedence: input.Precedence }),
  }
}

async function loadGroup({ store }: OperationContext, pool: Pool, name: string | undefined) {
  const stored = await groups.get(store, [pool.id, name ?? ''])
  if (!stored) throw noGroup()
  return stored
}

export async function getGroup(
  input: Api.GetGroupRequest,
  context: OperationContext,
): Promise<Api.GetGroupResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  return { Group: groupView((await loadGroup(context, pool, input.GroupName)).value) }
}

export async function updateGroup(
  input: Api.UpdateGroupRequest,
  context: OperationContext,
): Promise<Api.UpdateGroupResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const group = await change(context, async (commit) => {
    const stored = await loadGroup(context, pool, input.GroupName)
    const next = { ...stored.value, ...wishes(input), modifiedAt: context.now }
    groups.put(commit, next, stored)
    return next
  })
  return { Group: groupView(group) }
}

export async function deleteGroup(
  input: Api.DeleteGroupRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: group } = await loadGroup(context, pool, input.GroupName)
  // Members leave first: nobody is in a group that does not exist. Who came in between leaves afterwards, when nobody can come any more.
  await removeMembers(context, pool.id, group.name)
  await change(context, async (commit) => {
    groups.remove(commit, await loadGroup(context, pool, input.GroupName))
  })
  await removeMembers(context, pool.id, group.name)
  return {}
}

/** A range at a time. */
async function removeMembers(context: OperationContext, poolId: string, group: string): Promise<void> {
  for (;;) {
    const left = await change(context, async (commit) => {
      const { items, next } = await memberships.list(context.store, { prefix: [poolId, group], limit: 1_000 })
      for (const item of items) memberships.remove(commit, item)
      return next
    })
    if (left === undefined) return
  }
}

export async function listGroups(
  input: Api.ListGroupsRequest,
  context: OperationContext,
): Promise<Api.ListGroupsResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const limit = input.Limit ?? pageItemsMax
  const purpose = `cognito-idp ListGroups ${pool.id}`
  const page = await pageOf(context.store, groups, [pool.id], limit, input.NextToken, purpose)
  return {
    Groups: page.items.map(groupView),
    ...(page.token === undefined ? {} : { NextToken: page.token }),
  }
}

export async function adminAddUserToGroup(
  input: Api.AdminAddUserToGroupRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { store, now } = context
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await change(context, async (commit) => {
    const { value: user } = await loadUser(context, pool, input.Username)
    const group = await loadGroup(context, pool, input.GroupName)
    const key = [pool.id, group.value.name, user.key]
    if (await memberships.get(store, key)) return
    const others = await groupsOfUser(store, pool.id, user.key)
    if (others.length >= groupsOfUserMax)
      throw limitExceeded(`A user cannot be in more than ${groupsOfUserMax} groups.`)
    // Whoever removes the user or the group at the same time makes this commit fail.
    commit.check(groups.storeKey([pool.id, group.value.name]), group.version)
    const membership = { poolId: pool.id, group: group.value.name, userKey: user.key, since: now }
    memberships.put(commit, membership, undefined)
  })
  return {}
}

export async function adminRemoveUserFromGroup(
  input: Api.AdminRemoveUserFromGroupRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await change(context, async (commit) => {
    const { value: user } = await loadUser(context, pool, input.Username)
    const { value: group } = await loadGroup(context, pool, input.GroupName)
    const membership = await memberships.get(context.store, [pool.id, group.name, user.key])
    if (membership) memberships.remove(commit, membership)
  })
  return {}
}

export async function adminListGroupsForUser(
  input: Api.AdminListGroupsForUserRequest,
  context: OperationContext,
): Promise<Api.AdminListGroupsForUserResponse> {
  const { store } = context
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: user } = await loadUser(context, pool, input.Username)
  const names = await groupsOfUser(store, pool.id, user.key)
  const purpose = `cognito-idp AdminListGroupsForUser ${pool.id} ${user.key}`
  const begin = input.NextToken === undefined ? 0 : positionOf(purpose, input.NextToken)
  const end = begin + (input.Limit ?? pageItemsMax)
  const found = await groups.getMany(
    store,
    names.slice(begin, end).map((name) => [pool.id, name]),
  )
  return {
    Groups: found.flatMap((stored) => (stored ? [groupView(stored.value)] : [])),
    ...(end < names.length ? { NextToken: writePageToken(purpose, end) } : {}),
  }
}

function positionOf(purpose: string, token: string): number {
  const position: Json | undefined = readPageToken(purpose, token)
  if (typeof position !== 'number') throw invalidParameter('Invalid pagination token.')
  return position
}

export async function listUsersInGroup(
  input: Api.ListUsersInGroupRequest,
  context: OperationContext,
): Promise<Api.ListUsersInGroupResponse> {
  const { store } = context
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: group } = await loadGroup(context, pool, input.GroupName)
  const limit = input.Limit || pageItemsMax
  const purpose = `cognito-idp ListUsersInGroup ${pool.id} ${group.name}`
  const prefix = [pool.id, group.name]
  const page = await pageOf(store, memberships, prefix, limit, input.NextToken, purpose)
  const found = await users.getMany(
    store,
    page.items.map(({ userKey }) => [pool.id, userKey]),
  )
  return {
    Users: found.flatMap((stored) => (stored ? [userView(stored.value)] : [])),
    ...(page.token === undefined ? {} : { NextToken: page.token }),
  }
}
