import type { CreateGroupResponse, GetGroupResponse, Group } from '@aws-sdk/client-iam'
import {
  changed,
  everyItem,
  given,
  type MadeResource,
  nameOf,
  orRemove,
  type ResourceType,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { changePolicies, missing, readPolicies, removeHolder, taken } from './holders.ts'

/** AWS::IAM::Group. Source: CloudFormation template reference, AWS::IAM::Group. */
export const group: ResourceType = {
  async create(request) {
    const { properties } = request
    const GroupName = nameOf(request, 'GroupName', { max: 128 })
    const made = await unlessAgain(
      request,
      request.call<CreateGroupResponse>('iam:CreateGroup', { GroupName, ...given(properties, 'Path') }),
      taken,
    )
    const found = made?.Group ?? (await request.call<GetGroupResponse>('iam:GetGroup', { GroupName })).Group
    return await orRemove(
      request,
      async () => {
        await changePolicies(request, { kind: 'Group', name: GroupName }, {}, properties)
        return madeOf(found)
      },
      () => removeHolder(request, { kind: 'Group', name: GroupName }, properties),
    )
  },

  async update(request) {
    const { physicalId: GroupName, previous, properties } = request
    if (changed(previous, properties, 'Path'))
      await request.call('iam:UpdateGroup', { GroupName, NewPath: String(properties.Path ?? '/') })
    await changePolicies(request, { kind: 'Group', name: GroupName }, previous, properties)
    return madeOf((await request.call<GetGroupResponse>('iam:GetGroup', { GroupName })).Group)
  },

  async remove(request) {
    await removeHolder(request, { kind: 'Group', name: request.physicalId }, request.properties)
  },

  async read(query) {
    const GroupName = query.identifier
    const answer = await unlessMissing(query.call<GetGroupResponse>('iam:GetGroup', { GroupName }), missing)
    if (!answer?.Group) return undefined
    return {
      ...madeOf(answer.Group),
      properties: {
        GroupName,
        Path: answer.Group.Path ?? '/',
        ...(await readPolicies(query, { kind: 'Group', name: GroupName })),
      },
    }
  },

  async list(calls) {
    const all = await everyItem<Group>(calls, 'iam:ListGroups', {}, 'Groups', 'Marker')
    return all.map(({ GroupName = '' }) => GroupName)
  },
}

function madeOf({ GroupName = '', Arn = '' }: Partial<Group> = {}): MadeResource {
  return { physicalId: GroupName, attributes: { Arn } }
}
