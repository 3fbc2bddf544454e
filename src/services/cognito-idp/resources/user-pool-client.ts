import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { MadeResource, ResourceCalls, ResourceType } from '../../../dispatch/index.ts'
import { callWith, definite, given, nameOf, unlessMissing } from '../../../dispatch/index.ts'
import { everyPart } from './parts.ts'

const missing = 'ResourceNotFoundException'

const members = [
  'AccessTokenValidity',
  'AllowedOAuthFlows',
  'AllowedOAuthFlowsUserPoolClient',
  'AllowedOAuthScopes',
  'AnalyticsConfiguration',
  'AuthSessionValidity',
  'CallbackURLs',
  'DefaultRedirectURI',
  'EnablePropagateAdditionalUserContextData',
  'EnableTokenRevocation',
  'ExplicitAuthFlows',
  'IdTokenValidity',
  'LogoutURLs',
  'PreventUserExistenceErrors',
  'ReadAttributes',
  'RefreshTokenRotation',
  'RefreshTokenValidity',
  'SupportedIdentityProviders',
  'TokenValidityUnits',
  'WriteAttributes',
] as const

/** AWS::Cognito::UserPoolClient. Source: CloudFormation template reference, AWS::Cognito::UserPoolClient. */
export const userPoolClient: ResourceType = {
  async create(request) {
    const { properties, call, stack } = request
    const UserPoolId = String(properties.UserPoolId)
    const token = JSON.stringify([stack?.id ?? '', request.logicalId, request.name()])
    const { id } = await call<{ id: string }>('cognito-idp:CreateOnce', {
      operation: 'CreateUserPoolClient',
      input: {
        UserPoolId,
        ClientName: nameOf(request, 'ClientName', { max: 128 }),
        ...given(properties, 'GenerateSecret', ...members),
      },
      token,
    })
    return found(request, UserPoolId, id)
  },

  async update(request) {
    const { properties, physicalId: ClientId } = request
    const UserPoolId = String(properties.UserPoolId)
    await callWith(request, 'cognito-idp:UpdateUserPoolClient', {
      UserPoolId,
      ClientId,
      ...given(properties, 'ClientName', ...members),
    })
    return found(request, UserPoolId, ClientId)
  },

  async remove({ call, physicalId: ClientId, properties: { UserPoolId } }) {
    await unlessMissing(call('cognito-idp:DeleteUserPoolClient', { UserPoolId, ClientId }), missing)
  },

  async read({ call, identifier }) {
    const [UserPoolId = '', ClientId = ''] = identifier.split('|')
    const answer = await unlessMissing(
      call<Api.DescribeUserPoolClientResponse>('cognito-idp:DescribeUserPoolClient', {
        UserPoolId,
        ClientId,
      }),
      missing,
    )
    if (!answer?.UserPoolClient) return undefined
    const { UserPoolClient: client } = answer
    const made = madeOf(client)
    return {
      ...made,
      properties: {
        ...given(definite(client), 'UserPoolId', 'ClientName', ...members),
        GenerateSecret: client.ClientSecret !== undefined,
        ...made.attributes,
      },
    }
  },

  list: (calls, model) =>
    everyPart<Api.UserPoolClientDescription>(
      calls,
      model,
      'cognito-idp:ListUserPoolClients',
      'UserPoolClients',
      ({ ClientId }) => ClientId,
    ),

  inert: ['AnalyticsConfiguration', 'EnablePropagateAdditionalUserContextData'],
}

async function found({ call }: ResourceCalls, UserPoolId: string, ClientId: string): Promise<MadeResource> {
  const { UserPoolClient = {} } = await call<Api.DescribeUserPoolClientResponse>(
    'cognito-idp:DescribeUserPoolClient',
    { UserPoolId, ClientId },
  )
  return madeOf(UserPoolClient)
}

function madeOf({ ClientId = '', ClientSecret, ClientName = '' }: Api.UserPoolClientType): MadeResource {
  return {
    physicalId: ClientId,
    attributes: { ClientId, Name: ClientName, ...(ClientSecret === undefined ? {} : { ClientSecret }) },
  }
}
