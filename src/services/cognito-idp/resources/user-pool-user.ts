import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { AwsError } from '../../../aws/aws-error.ts'
import type { ResourceType } from '../../../dispatch/index.ts'
import { callWith, definite, given, nameOf, unlessMissing } from '../../../dispatch/index.ts'
import { everyPart } from './parts.ts'

const members = [
  'UserPoolId',
  'ClientMetadata',
  'DesiredDeliveryMediums',
  'ForceAliasCreation',
  'MessageAction',
  'UserAttributes',
  'ValidationData',
] as const

/** AWS::Cognito::UserPoolUser. Every change is a replacement. Source: CloudFormation template reference, AWS::Cognito::UserPoolUser. */
export const userPoolUser: ResourceType = {
  async create(request) {
    const { properties, call, again } = request
    const Username = nameOf(request, 'Username', { max: 128 })
    try {
      const { User } = await callWith<Api.AdminCreateUserResponse>(request, 'cognito-idp:AdminCreateUser', {
        Username,
        ...given(properties, ...members),
      })
      return { physicalId: User?.Username ?? Username, attributes: {} }
    } catch (error) {
      const taken = error instanceof AwsError && error.code === 'UsernameExistsException'
      if (!taken || !again) throw error
      const { UserPoolId } = properties
      const found = await call<Api.AdminGetUserResponse>('cognito-idp:AdminGetUser', { UserPoolId, Username })
      return { physicalId: found.Username ?? Username, attributes: {} }
    }
  },

  async remove({ call, physicalId: Username, properties: { UserPoolId } }) {
    await unlessMissing(
      call('cognito-idp:AdminDeleteUser', { UserPoolId, Username }),
      'UserNotFoundException',
      'ResourceNotFoundException',
    )
  },

  async read({ call, identifier }) {
    const [UserPoolId = '', Username = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.AdminGetUserResponse>('cognito-idp:AdminGetUser', { UserPoolId, Username }),
      'UserNotFoundException',
      'ResourceNotFoundException',
    )
    if (!found) return undefined
    const properties = { UserPoolId, Username, ...given(definite(found), 'UserAttributes') }
    return { physicalId: found.Username ?? Username, attributes: {}, properties }
  },

  list: (calls, model) =>
    everyPart<Api.UserType>(
      calls,
      model,
      'cognito-idp:ListUsers',
      'Users',
      ({ Username }) => Username,
      'PaginationToken',
    ),
}
