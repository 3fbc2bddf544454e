import type * as Api from '@aws-sdk/client-apigatewayv2'
import type { MadeResource, ResourceProperties, ResourceType } from '../../../dispatch/index.ts'
import { everyItem, given, retag, tagsOf, unlessAgain, unlessMissing } from '../../../dispatch/index.ts'
import { resourceArn } from '../views.ts'
import { createOnce, partType } from './part-type.ts'

const missing = 'NotFoundException'
const members = ['DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode'] as const

/** AWS::ApiGatewayV2::DomainName. Source: CloudFormation template reference, AWS::ApiGatewayV2::DomainName. */
export const domainName: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const DomainName = String(properties.DomainName)
    await unlessAgain(
      request,
      call('apigatewayv2:CreateDomainName', {
        DomainName,
        ...given(properties, ...members),
        Tags: tagsOf(request, properties.Tags),
      }),
      'BadRequestException',
    )
    return madeOf(await call<Api.GetDomainNameResponse>('apigatewayv2:GetDomainName', { DomainName }))
  },

  async update(request) {
    const { properties, physicalId: DomainName, call, partition, region } = request
    await call('apigatewayv2:UpdateDomainName', { DomainName, ...given(properties, ...members) })
    const ResourceArn = resourceArn(partition, { region }, `/domainnames/${DomainName}`)
    await retag(
      request,
      'Tags',
      (Tags) => call('apigatewayv2:TagResource', { ResourceArn, Tags }),
      (TagKeys) => call('apigatewayv2:UntagResource', { ResourceArn, TagKeys }),
    )
    return madeOf(await call<Api.GetDomainNameResponse>('apigatewayv2:GetDomainName', { DomainName }))
  },

  async remove({ call, physicalId: DomainName }) {
    await unlessMissing(call('apigatewayv2:DeleteDomainName', { DomainName }), missing)
  },

  async read({ call, identifier: DomainName }) {
    const found = await unlessMissing(
      call<Api.GetDomainNameResponse>('apigatewayv2:GetDomainName', { DomainName }),
      missing,
    )
    if (!found) return undefined
    const shown = JSON.parse(JSON.stringify(found)) as ResourceProperties
    const made = madeOf(found)
    return { ...made, properties: { DomainName, ...given(shown, ...members, 'Tags'), ...made.attributes } }
  },

  async list(calls) {
    const found = await everyItem<Api.DomainName>(calls, 'apigatewayv2:GetDomainNames', {}, 'Items')
    return found.map(({ DomainName = '' }) => DomainName)
  },

  // Whoever sends requests with such a Host header is answered: certificates are not asked for.
  inert: ['DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode'],
}

function madeOf(found: Api.GetDomainNameResponse): MadeResource {
  const { DomainName = '', DomainNameArn = '', DomainNameConfigurations: [first] = [] } = found
  return {
    physicalId: DomainName,
    attributes: {
      DomainNameArn,
      RegionalDomainName: first?.ApiGatewayDomainName ?? '',
      RegionalHostedZoneId: first?.HostedZoneId ?? '',
    },
  }
}

/** AWS::ApiGatewayV2::ApiMapping. Source: CloudFormation template reference, AWS::ApiGatewayV2::ApiMapping. */
export const apiMapping: ResourceType = partType({
  name: 'ApiMapping',
  idMember: 'ApiMappingId',
  parents: ['DomainName'],
  identifier: ['ApiMappingId', 'DomainName'],
  members: ['ApiId', 'ApiMappingKey', 'Stage'],
})

/** AWS::ApiGatewayV2::VpcLink: there are no networks here. Source: CloudFormation template reference, AWS::ApiGatewayV2::VpcLink. */
export const vpcLink: ResourceType = {
  async create(request) {
    const { properties } = request
    const { VpcLinkId = '' } = await createOnce<Api.CreateVpcLinkResponse>(request, 'CreateVpcLink', {
      ...given(properties, 'Name', 'SecurityGroupIds', 'SubnetIds'),
      Tags: tagsOf(request, properties.Tags),
    })
    return { physicalId: VpcLinkId, attributes: { VpcLinkId } }
  },

  async update(request) {
    const { properties, physicalId: VpcLinkId, call, partition, region } = request
    await call('apigatewayv2:UpdateVpcLink', { VpcLinkId, ...given(properties, 'Name') })
    const ResourceArn = resourceArn(partition, { region }, `/vpclinks/${VpcLinkId}`)
    await retag(
      request,
      'Tags',
      (Tags) => call('apigatewayv2:TagResource', { ResourceArn, Tags }),
      (TagKeys) => call('apigatewayv2:UntagResource', { ResourceArn, TagKeys }),
    )
    return { physicalId: VpcLinkId, attributes: { VpcLinkId } }
  },

  async remove({ call, physicalId: VpcLinkId }) {
    await unlessMissing(call('apigatewayv2:DeleteVpcLink', { VpcLinkId }), missing)
  },

  async read({ call, identifier: VpcLinkId }) {
    const found = await unlessMissing(
      call<Api.GetVpcLinkResponse>('apigatewayv2:GetVpcLink', { VpcLinkId }),
      missing,
    )
    if (!found) return undefined
    const shown = JSON.parse(JSON.stringify(found)) as ResourceProperties
    return {
      physicalId: VpcLinkId,
      attributes: { VpcLinkId },
      properties: { VpcLinkId, ...given(shown, 'Name', 'SecurityGroupIds', 'SubnetIds', 'Tags') },
    }
  },

  recordOnly: true,
}
