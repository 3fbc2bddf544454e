import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { ResourceType } from '../../../dispatch/index.ts'
import { callWith, definite, given, unlessMissing, unlessTaken } from '../../../dispatch/index.ts'
import { everyPart } from './parts.ts'

const missing = 'ResourceNotFoundException'
const members = [
  'UserPoolId',
  'ProviderName',
  'ProviderDetails',
  'AttributeMapping',
  'IdpIdentifiers',
] as const

/** AWS::Cognito::UserPoolIdentityProvider. Source: CloudFormation template reference, AWS::Cognito::UserPoolIdentityProvider. */
export const userPoolIdentityProvider: ResourceType = {
  async create(request) {
    const { properties } = request
    const name = String(properties.ProviderName)
    await unlessTaken(
      request,
      'AWS::Cognito::UserPoolIdentityProvider',
      name,
      callWith(request, 'cognito-idp:CreateIdentityProvider', given(properties, ...members, 'ProviderType')),
      'DuplicateProviderException',
    )
    return { physicalId: name, attributes: {} }
  },

  async update(request) {
    const { properties, physicalId } = request
    await callWith(request, 'cognito-idp:UpdateIdentityProvider', given(properties, ...members))
    return { physicalId, attributes: {} }
  },

  async remove({ call, physicalId: ProviderName, properties: { UserPoolId } }) {
    await unlessMissing(call('cognito-idp:DeleteIdentityProvider', { UserPoolId, ProviderName }), missing)
  },

  async read({ call, identifier }) {
    const [UserPoolId = '', ProviderName = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.DescribeIdentityProviderResponse>('cognito-idp:DescribeIdentityProvider', {
        UserPoolId,
        ProviderName,
      }),
      missing,
    )
    if (!found?.IdentityProvider) return undefined
    const properties = given(definite(found.IdentityProvider), ...members, 'ProviderType')
    return { physicalId: ProviderName, attributes: {}, properties }
  },

  list: (calls, model) =>
    everyPart<Api.ProviderDescription>(
      calls,
      model,
      'cognito-idp:ListIdentityProviders',
      'Providers',
      ({ ProviderName }) => ProviderName,
    ),
}
