import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { ResourceType } from '../../../dispatch/index.ts'
import { callWith, definite, given, nameOf, unlessMissing, unlessTaken } from '../../../dispatch/index.ts'
import { everyPart } from './parts.ts'

const members = ['UserPoolId', 'Description', 'Precedence', 'RoleArn'] as const

/** AWS::Cognito::UserPoolGroup. Source: CloudFormation template reference, AWS::Cognito::UserPoolGroup. */
export const userPoolGroup: ResourceType = {
  async create(request) {
    const GroupName = nameOf(request, 'GroupName', { max: 128 })
    await unlessTaken(
      request,
      'AWS::Cognito::UserPoolGroup',
      GroupName,
      callWith(request, 'cognito-idp:CreateGroup', { GroupName, ...given(request.properties, ...members) }),
      'GroupExistsException',
    )
    return { physicalId: GroupName, attributes: {} }
  },

  async update(request) {
    const { properties, physicalId: GroupName } = request
    await callWith(request, 'cognito-idp:UpdateGroup', { GroupName, ...given(properties, ...members) })
    return { physicalId: GroupName, attributes: {} }
  },

  async remove({ call, physicalId: GroupName, properties: { UserPoolId } }) {
    await unlessMissing(
      call('cognito-idp:DeleteGroup', { UserPoolId, GroupName }),
      'ResourceNotFoundException',
    )
  },

  async read({ call, identifier }) {
    const [UserPoolId = '', GroupName = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.GetGroupResponse>('cognito-idp:GetGroup', { UserPoolId, GroupName }),
      'ResourceNotFoundException',
    )
    if (!found?.Group) return undefined
    const properties = given(definite(found.Group), 'GroupName', ...members)
    return { physicalId: GroupName, attributes: {}, properties }
  },

  list: (calls, model) =>
    everyPart<Api.GroupType>(calls, model, 'cognito-idp:ListGroups', 'Groups', ({ GroupName }) => GroupName),
}
