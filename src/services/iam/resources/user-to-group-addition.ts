import {
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { missing, textsOf } from './holders.ts'

/**
 * AWS::IAM::UserToGroupAddition. It cannot be read: its id says nothing of group and users. Source: CloudFormation template reference,
 * AWS::IAM::UserToGroupAddition.
 */
export const userToGroupAddition: ResourceType = {
  async create(request) {
    const Id = request.name()
    await change(request, {}, request.properties)
    return { physicalId: Id, attributes: { Id } }
  },

  async update(request) {
    await change(request, request.previous, request.properties)
    return { physicalId: request.physicalId, attributes: { Id: request.physicalId } }
  },

  async remove(request) {
    await change(request, request.properties, {})
  },
}

async function change(
  { call }: ResourceCalls,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  const same = previous.GroupName === next.GroupName
  const before = textsOf(previous.Users)
  const after = textsOf(next.Users)
  for (const UserName of after)
    if (!same || !before.includes(UserName))
      await call('iam:AddUserToGroup', { GroupName: String(next.GroupName), UserName })
  for (const UserName of before)
    if (!same || !after.includes(UserName))
      await unlessMissing(
        call('iam:RemoveUserFromGroup', { GroupName: String(previous.GroupName), UserName }),
        missing,
      )
}
