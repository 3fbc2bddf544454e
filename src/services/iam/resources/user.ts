import type { CreateUserResponse, GetUserResponse, User } from '@aws-sdk/client-iam'
import type { Json } from '../../../base/json.ts'
import {
  callWith,
  changed,
  definite,
  everyItem,
  given,
  type MadeResource,
  nameOf,
  orRemove,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import {
  changeBoundary,
  changePolicies,
  missing,
  ownTags,
  readPolicies,
  retagEntity,
  taken,
  textsOf,
} from './holders.ts'

/** AWS::IAM::User. Source: CloudFormation template reference, AWS::IAM::User. */
export const user: ResourceType = {
  async create(request) {
    const { properties } = request
    const UserName = nameOf(request, 'UserName', { max: 64 })
    const made = await unlessAgain(
      request,
      callWith<CreateUserResponse>(request, 'iam:CreateUser', {
        UserName,
        ...given(properties, 'Path', 'PermissionsBoundary'),
        Tags: tagList(tagsOf(request, properties.Tags)),
      }),
      taken,
    )
    const found = made?.User ?? (await request.call<GetUserResponse>('iam:GetUser', { UserName })).User
    return await orRemove(
      request,
      async () => {
        await changeBelongings(request, UserName, {}, properties)
        return madeOf(found)
      },
      () => removeUser(request, UserName, properties),
    )
  },

  async update(request) {
    const { physicalId: UserName, previous, properties } = request
    if (changed(previous, properties, 'Path'))
      await request.call('iam:UpdateUser', { UserName, NewPath: String(properties.Path ?? '/') })
    if (changed(previous, properties, 'PermissionsBoundary'))
      await changeBoundary(request, { kind: 'User', name: UserName }, properties.PermissionsBoundary)
    await changeBelongings(request, UserName, previous, properties)
    await retagEntity(request, 'User', { UserName })
    return madeOf((await request.call<GetUserResponse>('iam:GetUser', { UserName })).User)
  },

  async remove(request) {
    await removeUser(request, request.physicalId, request.properties)
  },

  async read(query) {
    const UserName = query.identifier
    const answer = await unlessMissing(query.call<GetUserResponse>('iam:GetUser', { UserName }), missing)
    if (!answer?.User) return undefined
    const { Path, PermissionsBoundary, Tags } = answer.User
    const groups = await everyItem<{ GroupName?: string }>(
      query,
      'iam:ListGroupsForUser',
      { UserName },
      'Groups',
      'Marker',
    )
    return {
      ...madeOf(answer.User),
      properties: definite({
        UserName,
        Path,
        PermissionsBoundary: PermissionsBoundary?.PermissionsBoundaryArn,
        Groups: groups.length > 0 ? groups.map(({ GroupName }) => GroupName) : undefined,
        ...ownTags(Tags),
        ...(await readPolicies(query, { kind: 'User', name: UserName })),
      }),
    }
  },

  async list(calls) {
    const all = await everyItem<User>(calls, 'iam:ListUsers', {}, 'Users', 'Marker')
    return all.map(({ UserName = '' }) => UserName)
  },
}

/** Brings policies, groups and password from what they were to what they shall be. */
async function changeBelongings(
  calls: ResourceCalls,
  UserName: string,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  await changePolicies(calls, { kind: 'User', name: UserName }, previous, next)
  const before = textsOf(previous.Groups)
  const after = textsOf(next.Groups)
  for (const GroupName of before)
    if (!after.includes(GroupName))
      await unlessMissing(calls.call('iam:RemoveUserFromGroup', { GroupName, UserName }), missing)
  for (const GroupName of after)
    if (!before.includes(GroupName)) await calls.call('iam:AddUserToGroup', { GroupName, UserName })
  if (changed(previous, next, 'LoginProfile')) await changePassword(calls, UserName, next.LoginProfile)
}

/** A password may be there already, or be gone, where an update was interrupted. */
async function changePassword(
  calls: ResourceCalls,
  UserName: string,
  profile: Json | undefined,
): Promise<void> {
  if (!profile) {
    await unlessMissing(calls.call('iam:DeleteLoginProfile', { UserName }), missing)
    return
  }
  const there = await unlessMissing(calls.call('iam:GetLoginProfile', { UserName }), missing)
  await callWith(calls, there ? 'iam:UpdateLoginProfile' : 'iam:CreateLoginProfile', {
    UserName,
    ...given(profile as ResourceProperties, 'Password', 'PasswordResetRequired'),
  })
}

async function removeUser(
  calls: ResourceCalls,
  UserName: string,
  properties: ResourceProperties,
): Promise<void> {
  const there = await unlessMissing(calls.call('iam:GetUser', { UserName }), missing)
  if (!there) return
  await changeBelongings(calls, UserName, { LoginProfile: {}, ...properties }, {})
  await unlessMissing(calls.call('iam:DeleteUser', { UserName }), missing)
}

function madeOf({ UserName = '', Arn = '' }: Partial<User> = {}): MadeResource {
  return { physicalId: UserName, attributes: { Arn } }
}
