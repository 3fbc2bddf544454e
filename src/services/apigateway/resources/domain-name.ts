/** Names of one's own and what they lead to. Source: CloudFormation template reference, AWS::ApiGateway::DomainName, BasePathMapping. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../../base/json.ts'
import {
  everyItem,
  type MadeResource,
  type ResourceProperties,
  type ResourceType,
  tagList,
  tagMap,
  tagsOf,
  unlessAgain,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { retagged } from './made-part.ts'
import { inputOf, loweredObject, propertiesOf } from './naming.ts'
import { valuePatches } from './patching.ts'

const members = [
  'CertificateArn',
  'RegionalCertificateArn',
  'OwnershipVerificationCertificateArn',
  'SecurityPolicy',
  'RoutingMode',
  'EndpointAccessMode',
] as const

/** AWS::ApiGateway::DomainName. */
export const domainName: ResourceType = {
  async create(request) {
    const { call, properties } = request
    const name = String(properties.DomainName ?? '')
    await unlessAgain(
      request,
      call('apigateway:CreateDomainName', {
        domainName: name,
        ...inputOf(properties, ...members),
        ...(properties.EndpointConfiguration === undefined
          ? {}
          : { endpointConfiguration: loweredObject(properties.EndpointConfiguration) }),
        ...(properties.MutualTlsAuthentication === undefined
          ? {}
          : { mutualTlsAuthentication: loweredObject(properties.MutualTlsAuthentication) }),
        ...tagMap('tags', tagsOf(request, properties.Tags)),
      }),
      'BadRequestException',
    )
    return madeOf(await call<Api.DomainName>('apigateway:GetDomainName', { domainName: name }))
  },

  async update(request) {
    const { call, properties, previous, physicalId } = request
    const patchOperations = [
      ...valuePatches(previous, properties, {
        CertificateArn: '/certificateArn',
        RegionalCertificateArn: '/regionalCertificateArn',
        OwnershipVerificationCertificateArn: '/ownershipVerificationCertificateArn',
        SecurityPolicy: ['/securityPolicy', 'TLS_1_2'],
        RoutingMode: ['/routingMode', 'BASE_PATH_MAPPING_ONLY'],
      }),
      ...typePatches(previous, properties),
    ]
    if (patchOperations.length > 0)
      await call('apigateway:UpdateDomainName', { domainName: physicalId, patchOperations })
    await retagged(request, `/domainnames/${physicalId}`)
    return madeOf(await call<Api.DomainName>('apigateway:GetDomainName', { domainName: physicalId }))
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('apigateway:DeleteDomainName', { domainName: physicalId }), 'NotFoundException')
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<Api.DomainName>('apigateway:GetDomainName', { domainName: identifier }),
      'NotFoundException',
    )
    if (!found) return undefined
    const { tags = {}, endpointConfiguration = {} } = found
    return {
      ...madeOf(found),
      properties: {
        DomainName: found.domainName ?? '',
        ...propertiesOf(found, ...members),
        EndpointConfiguration: propertiesOf(endpointConfiguration, 'Types', 'IpAddressType'),
        ...(Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}),
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.DomainName>(calls, 'apigateway:GetDomainNames', {}, 'items', 'position')
    return found.map((item) => item.domainName ?? '')
  },

  inert: [
    'CertificateArn',
    'RegionalCertificateArn',
    'OwnershipVerificationCertificateArn',
    'SecurityPolicy',
    'EndpointAccessMode',
    'EndpointConfiguration',
    'MutualTlsAuthentication',
    'RoutingMode',
  ],
}

function typePatches(previous: ResourceProperties, next: ResourceProperties): Api.PatchOperation[] {
  const typeOf = ({ EndpointConfiguration }: ResourceProperties) =>
    String(
      (((EndpointConfiguration ?? {}) as JsonObject).Types as readonly string[] | undefined)?.[0] ?? 'EDGE',
    )
  const before = typeOf(previous)
  const after = typeOf(next)
  if (before === after) return []
  return [{ op: 'replace', path: `/endpointConfiguration/types/${before}`, value: after }]
}

function madeOf(found: Api.DomainName): MadeResource {
  return {
    physicalId: found.domainName ?? '',
    attributes: {
      DistributionDomainName: '',
      DistributionHostedZoneId: '',
      RegionalDomainName: '',
      RegionalHostedZoneId: '',
      ...propertiesOf(
        found,
        'DistributionDomainName',
        'DistributionHostedZoneId',
        'DomainNameArn',
        'RegionalDomainName',
        'RegionalHostedZoneId',
      ),
    },
  }
}

/** AWS::ApiGateway::BasePathMapping. */
export const basePathMapping: ResourceType = {
  async create(request) {
    const { call, properties } = request
    const id = idOf(properties)
    await unlessTaken(
      request,
      'AWS::ApiGateway::BasePathMapping',
      id,
      call(
        'apigateway:CreateBasePathMapping',
        inputOf(properties, 'DomainName', 'BasePath', 'RestApiId', 'Stage'),
      ),
      'ConflictException',
    )
    return { physicalId: id, attributes: {} }
  },

  async update({ call, properties, previous, physicalId }) {
    const patchOperations = valuePatches(previous, properties, { RestApiId: '/restapiId', Stage: '/stage' })
    if (patchOperations.length > 0)
      await call('apigateway:UpdateBasePathMapping', { ...placeOf(properties), patchOperations })
    return { physicalId, attributes: {} }
  },

  async remove({ call, properties }) {
    await unlessMissing(call('apigateway:DeleteBasePathMapping', placeOf(properties)), 'NotFoundException')
  },

  async read({ call, identifier }) {
    const [name = '', basePath = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.BasePathMapping>('apigateway:GetBasePathMapping', {
        domainName: name,
        basePath: basePath || '(none)',
      }),
      'NotFoundException',
    )
    if (!found) return undefined
    const properties = { DomainName: name, ...propertiesOf(found, 'BasePath', 'RestApiId', 'Stage') }
    return { physicalId: idOf(properties), attributes: {}, properties }
  },

  async list(calls, { DomainName }) {
    const found = await everyItem<Api.BasePathMapping>(
      calls,
      'apigateway:GetBasePathMappings',
      { domainName: DomainName },
      'items',
      'position',
    )
    return found.map(({ basePath = '' }) => `${String(DomainName)}|${basePath}`)
  },

  inert: ['Id'],
}

function placeOf(properties: ResourceProperties): { readonly domainName: string; readonly basePath: string } {
  return {
    domainName: String(properties.DomainName),
    basePath: String(properties.BasePath ?? '') || '(none)',
  }
}

function idOf(properties: ResourceProperties): string {
  const { domainName: name, basePath } = placeOf(properties)
  return `${name}|${basePath}`
}
