import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { ResourceType } from '../../../dispatch/index.ts'
import { callWith, definite, given, unlessMissing } from '../../../dispatch/index.ts'
import { everyPart } from './parts.ts'

const missing = 'ResourceNotFoundException'
const members = ['UserPoolId', 'Identifier', 'Name', 'Scopes'] as const

/** AWS::Cognito::UserPoolResourceServer. Source: CloudFormation template reference, AWS::Cognito::UserPoolResourceServer. */
export const userPoolResourceServer: ResourceType = {
  async create(request) {
    const { properties, again, call } = request
    const Identifier = String(properties.Identifier)
    const { UserPoolId } = properties
    const there = again
      ? await unlessMissing(call('cognito-idp:DescribeResourceServer', { UserPoolId, Identifier }), missing)
      : undefined
    if (there === undefined)
      await callWith(request, 'cognito-idp:CreateResourceServer', given(properties, ...members))
    return { physicalId: Identifier, attributes: {} }
  },

  async update(request) {
    const { properties, physicalId } = request
    await callWith(request, 'cognito-idp:UpdateResourceServer', given(properties, ...members))
    return { physicalId, attributes: {} }
  },

  async remove({ call, physicalId: Identifier, properties: { UserPoolId } }) {
    await unlessMissing(call('cognito-idp:DeleteResourceServer', { UserPoolId, Identifier }), missing)
  },

  async read({ call, identifier }) {
    const [UserPoolId = '', Identifier = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.DescribeResourceServerResponse>('cognito-idp:DescribeResourceServer', {
        UserPoolId,
        Identifier,
      }),
      missing,
    )
    if (!found?.ResourceServer) return undefined
    const properties = given(definite(found.ResourceServer), ...members)
    return { physicalId: Identifier, attributes: {}, properties }
  },

  list: (calls, model) =>
    everyPart<Api.ResourceServerType>(
      calls,
      model,
      'cognito-idp:ListResourceServers',
      'ResourceServers',
      ({ Identifier }) => Identifier,
    ),
}
