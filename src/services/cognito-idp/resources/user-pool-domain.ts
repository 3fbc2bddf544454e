import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { MadeResource, ResourceCalls, ResourceType } from '../../../dispatch/index.ts'
import { callWith, given, unlessMissing } from '../../../dispatch/index.ts'
import { everyPool } from './parts.ts'

/** AWS::Cognito::UserPoolDomain. Source: CloudFormation template reference, AWS::Cognito::UserPoolDomain. */
export const userPoolDomain: ResourceType = {
  async create(request) {
    const { properties, again } = request
    const Domain = String(properties.Domain)
    const there = again ? await described(request, Domain) : undefined
    if (there?.UserPoolId === properties.UserPoolId && there) return madeOf(there)
    await callWith(request, 'cognito-idp:CreateUserPoolDomain', {
      Domain,
      ...given(properties, 'UserPoolId', 'CustomDomainConfig', 'ManagedLoginVersion'),
    })
    return madeOf((await described(request, Domain)) ?? { Domain })
  },

  async update(request) {
    const { properties, physicalId: Domain } = request
    await callWith(request, 'cognito-idp:UpdateUserPoolDomain', {
      Domain,
      ...given(properties, 'UserPoolId', 'CustomDomainConfig', 'ManagedLoginVersion'),
    })
    return madeOf((await described(request, Domain)) ?? { Domain })
  },

  async remove({ call, physicalId: Domain, properties: { UserPoolId } }) {
    const removing = call('cognito-idp:DeleteUserPoolDomain', { Domain, UserPoolId })
    await unlessMissing(removing, 'ResourceNotFoundException')
  },

  async read(query) {
    const [UserPoolId = '', Domain = ''] = query.identifier.split('|')
    const found = await described(query, Domain)
    if (found?.UserPoolId !== UserPoolId) return undefined
    const { ManagedLoginVersion, CustomDomainConfig: config } = found
    const made = madeOf(found)
    return {
      ...made,
      properties: {
        UserPoolId,
        Domain,
        ...(ManagedLoginVersion === undefined ? {} : { ManagedLoginVersion }),
        ...(config?.CertificateArn === undefined
          ? {}
          : { CustomDomainConfig: { CertificateArn: config.CertificateArn } }),
        ...made.attributes,
      },
    }
  },

  async list(calls, model) {
    const pools = await everyPool(calls, model)
    const found = await Promise.all(
      pools.map(async (UserPoolId) => {
        const { UserPool } = await calls.call<Api.DescribeUserPoolResponse>('cognito-idp:DescribeUserPool', {
          UserPoolId,
        })
        return [UserPool?.Domain, UserPool?.CustomDomain].flatMap((name) =>
          name === undefined ? [] : [`${UserPoolId}|${name}`],
        )
      }),
    )
    return found.flat()
  },

  inert: ['Routing'],
}

async function described(
  { call }: ResourceCalls,
  Domain: string,
): Promise<Api.DomainDescriptionType | undefined> {
  const { DomainDescription } = await call<Api.DescribeUserPoolDomainResponse>(
    'cognito-idp:DescribeUserPoolDomain',
    { Domain },
  )
  return DomainDescription?.Domain === undefined ? undefined : DomainDescription
}

function madeOf({ Domain = '', CloudFrontDistribution = '' }: Api.DomainDescriptionType): MadeResource {
  return { physicalId: Domain, attributes: { CloudFrontDistribution } }
}
