import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { everyItem, given, type ResourceType, unlessMissing } from '../../../dispatch/index.ts'

const missing = ['UserNotFoundException', 'ResourceNotFoundException'] as const
const members = ['UserPoolId', 'GroupName', 'Username'] as const

/** AWS::Cognito::UserPoolUserToGroupAttachment. Source: CloudFormation template reference, AWS::Cognito::UserPoolUserToGroupAttachment. */
export const userToGroupAttachment: ResourceType = {
  async create({ call, properties, logicalId, stack }) {
    await call('cognito-idp:AdminAddUserToGroup', given(properties, ...members))
    const { UserPoolId, GroupName, Username } = properties
    const id = stack ? `${stack.name}-${logicalId}` : `${UserPoolId}|${GroupName}|${Username}`
    return { physicalId: id, attributes: {} }
  },

  async remove({ call, properties }) {
    await unlessMissing(
      call('cognito-idp:AdminRemoveUserFromGroup', given(properties, ...members)),
      ...missing,
    )
  },

  async read(query) {
    const [UserPoolId = '', GroupName = '', Username = ''] = query.identifier.split('|')
    const groups = await unlessMissing(
      everyItem<Api.GroupType>(
        query,
        'cognito-idp:AdminListGroupsForUser',
        { UserPoolId, Username },
        'Groups',
      ),
      ...missing,
    )
    if (!groups?.some((group) => group.GroupName === GroupName)) return undefined
    const properties = { UserPoolId, GroupName, Username }
    return { physicalId: query.identifier, attributes: {}, properties }
  },
}
