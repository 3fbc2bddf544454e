import {
  basePathMapping,
  domainAccessAssociation,
  privateBasePathMapping,
  privateDomainName,
  restDomainName,
} from '../../cloudformation/api-gateway.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { getAtt, ref } from '../../intrinsics/build.ts'
import { expectMap, expectPresent, expectStrings } from '../../model/expect.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { keysOf, set } from '../../python/memory.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../../python/values.ts'
import { addRecordSets, readRoute53, separateRecordSetGroup, sharedRecordSetGroup } from '../record-sets.ts'

/** The resources of a REST API's custom domain. */
export interface RestDomain {
  readonly domain: Resource
  readonly mappings: readonly Resource[]
  readonly recordSets: Resource | undefined
  readonly accessAssociation: Resource | undefined
}

/**
 * Makes the custom domain of a REST API, public or private. What was left open in the template's map is filled in: the
 * map is part of what the deployment is a hash of.
 * Source: SAM Developer Guide, "DomainConfiguration".
 * @throws InvalidResource
 */
export function restDomainOf(api: SamResource, context: Context): RestDomain | undefined {
  const given = api.get('Domain')
  if (given === null) return undefined
  const isPrivate = isDict(given) && get(given, 'EndpointConfiguration') === 'PRIVATE'
  return isPrivate ? privateDomain(api, context, given) : publicDomain(api, context, given)
}

function publicDomain(api: SamResource, context: Context, given: Value): RestDomain {
  const owner = { id: api.logicalId }
  const config = expectMap(given, owner, 'Domain')
  const name = expectPresent(get(config, 'DomainName'), owner, 'Domain.DomainName')
  const certificate = expectPresent(get(config, 'CertificateArn'), owner, 'Domain.CertificateArn')
  const id = context.hashedId('ApiGatewayDomainName', name)
  set(config, 'ApiDomainName', id)
  const domain = new Resource(restDomainName, id, {
    attributes: api.passedOn,
    properties: { DomainName: name },
  })
  if ((get(config, 'EndpointConfiguration') ?? null) === null)
    set(config, 'EndpointConfiguration', 'REGIONAL')
  const endpoint = checkEndpoint(api, config)
  domain.properties[endpoint === 'REGIONAL' ? 'RegionalCertificateArn' : 'CertificateArn'] = certificate
  domain.properties.EndpointConfiguration = endpointConfiguration(endpoint, config)
  const mutualTls = get(config, 'MutualTlsAuthentication')
  if (isTruthy(mutualTls)) domain.properties.MutualTlsAuthentication = readMutualTls(api, mutualTls as Value)
  setOptional(domain, config, [
    'SecurityPolicy',
    'EndpointAccessMode',
    'Policy',
    'OwnershipVerificationCertificateArn',
  ])
  const mappings = mappingsOf(api, config, (mappingId, basePath) => {
    return new Resource(basePathMapping, mappingId, {
      attributes: api.passedOn,
      properties: { DomainName: ref(id), ...mappedApi(api), BasePath: basePath },
    })
  })
  const recordSets = recordSetsOf(api, context, config, id)
  return { domain, mappings, recordSets, accessAssociation: undefined }
}

function privateDomain(api: SamResource, context: Context, config: Dict): RestDomain {
  const owner = { id: api.logicalId }
  const name = expectPresent(get(config, 'DomainName'), owner, 'Domain.DomainName')
  const certificate = expectPresent(get(config, 'CertificateArn'), owner, 'Domain.CertificateArn')
  const id = context.hashedId('ApiGatewayDomainNameV2', name)
  const domain = new Resource(privateDomainName, id, {
    attributes: api.passedOn,
    properties: {
      DomainName: name,
      CertificateArn: certificate,
      EndpointConfiguration: endpointConfiguration('PRIVATE', config),
    },
  })
  // AWS::ApiGateway::DomainNameV2 has no OwnershipVerificationCertificateArn: AWS's error for a property that is not there.
  if (isTruthy(get(config, 'OwnershipVerificationCertificateArn'))) {
    setOptional(domain, config, ['SecurityPolicy', 'EndpointAccessMode', 'Policy'])
    throw new InvalidResource(
      id,
      `property OwnershipVerificationCertificateArn not defined for resource of type ${privateDomainName.type}`,
    )
  }
  setOptional(domain, config, ['SecurityPolicy', 'EndpointAccessMode', 'Policy'])
  const mappings = mappingsOf(api, config, (mappingId, basePath) => {
    return new Resource(privateBasePathMapping, mappingId, {
      attributes: api.passedOn,
      properties: { DomainNameArn: ref(id), ...mappedApi(api), BasePath: basePath },
    })
  })
  const association = get(config, 'AccessAssociation') ?? null
  const accessAssociation =
    association === null ? undefined : accessAssociationOf(api, context, association, id)
  const recordSets = recordSetsOf(api, context, config, name)
  return { domain, mappings, recordSets, accessAssociation }
}

function checkEndpoint(api: SamResource, config: Dict): Value {
  const endpoint = get(config, 'EndpointConfiguration') ?? null
  if (endpoint !== 'EDGE' && endpoint !== 'REGIONAL' && endpoint !== 'PRIVATE') {
    throw new InvalidResource(
      api.logicalId,
      "EndpointConfiguration for Custom Domains must be one of ['EDGE', 'REGIONAL', 'PRIVATE'].",
    )
  }
  return endpoint
}

function endpointConfiguration(endpoint: Value, config: Dict): Dict {
  const addressType = get(config, 'IpAddressType')
  return { Types: [endpoint], ...(isTruthy(addressType) ? { IpAddressType: addressType as Value } : {}) }
}

function readMutualTls(api: SamResource, given: Value): Dict {
  const config = expectMap(given, { id: api.logicalId }, 'Domain.MutualTlsAuthentication')
  if (!keysOf(config).every((name) => name === 'TruststoreUri' || name === 'TruststoreVersion')) {
    throw new InvalidResource(
      api.logicalId,
      "Available Domain.MutualTlsAuthentication fields are ['TruststoreUri', 'TruststoreVersion'].",
    )
  }
  const read: Dict = {}
  for (const name of ['TruststoreUri', 'TruststoreVersion']) {
    if (isTruthy(get(config, name))) read[name] = config[name] as Value
  }
  return read
}

function setOptional(domain: Resource, config: Dict, names: readonly string[]): void {
  for (const name of names) {
    if (!isTruthy(get(config, name))) continue
    // AWS::ApiGateway::DomainName has no Policy.
    if (name === 'Policy' && domain.kind === restDomainName) {
      throw new InvalidResource(
        domain.logicalId,
        `property Policy not defined for resource of type ${restDomainName.type}`,
      )
    }
    domain.properties[name] = config[name] as Value
  }
}

function mappedApi(api: SamResource): Dict {
  return { RestApiId: ref(api.logicalId), Stage: ref(`${api.logicalId}.Stage`) }
}

/** One mapping for each base path, or one without. */
function mappingsOf(
  api: SamResource,
  config: Dict,
  make: (id: string, basePath: Value) => Resource,
): Resource[] {
  const given = get(config, 'BasePath')
  if (!isTruthy(given) || !(typeof given === 'string' || Array.isArray(given))) {
    return [make(`${api.logicalId}BasePathMapping`, null)]
  }
  const paths =
    typeof given === 'string' ? [given] : expectStrings(given, { id: api.logicalId }, 'Domain.BasePath')
  const isNormalized = has(config, 'NormalizeBasePath') ? isTruthy(config.NormalizeBasePath) : true
  return paths.map((path) => {
    const plain = Array.from(path)
      .filter((character) => /[\p{L}\p{N}]/u.test(character))
      .join('')
    return make(`${api.logicalId}${plain}BasePathMapping`, isNormalized ? plain : path)
  })
}

function accessAssociationOf(api: SamResource, context: Context, given: Value, domainId: string): Resource {
  const config = expectMap(given, { id: api.logicalId }, 'Domain.AccessAssociation')
  const endpoint = get(config, 'VpcEndpointId') ?? null
  const id = context.hashedId('DomainNameAccessAssociation', [endpoint, domainId])
  return new Resource(domainAccessAssociation, id, {
    attributes: api.passedOn,
    properties: {
      DomainNameArn: ref(domainId),
      AccessAssociationSourceType: 'VPCE',
      AccessAssociationSource: endpoint,
    },
  })
}

/** @param domain logical id of the domain; of a private one, its name */
function recordSetsOf(api: SamResource, context: Context, config: Dict, domain: Value): Resource | undefined {
  const route53 = readRoute53(api, config)
  if (route53 === undefined) return undefined
  const group =
    separateRecordSetGroup(api, context, config, route53) ??
    sharedRecordSetGroup(api, context, route53, { oneZoneOnly: false })
  addRecordSets(group, config, route53, () => aliasTarget(config, route53, domain))
  return group
}

/** CloudFront's zone, which all edge-optimized domains are aliases into. Source: AWS General Reference, "Amazon CloudFront". */
const cloudFrontZoneId = 'Z2FDTNDATAQYW2'

function aliasTarget(config: Dict, route53: Dict, domain: Value): Dict {
  const target: Dict = {}
  const health = get(route53, 'EvaluateTargetHealth') ?? null
  if (health !== null) target.EvaluateTargetHealth = health
  const endpoint = get(config, 'EndpointConfiguration')
  if (endpoint === 'REGIONAL') {
    target.HostedZoneId = getAtt(domain as string, 'RegionalHostedZoneId')
    target.DNSName = getAtt(domain as string, 'RegionalDomainName')
  } else if (endpoint === 'EDGE') {
    if ((get(route53, 'DistributionDomainName') ?? null) === null) {
      set(route53, 'DistributionDomainName', getAtt(domain as string, 'DistributionDomainName'))
    }
    target.HostedZoneId = cloudFrontZoneId
    target.DNSName = route53.DistributionDomainName as Value
  } else {
    target.HostedZoneId = get(route53, 'VpcEndpointHostedZoneId') ?? null
    target.DNSName = get(route53, 'VpcEndpointDomainName') ?? null
  }
  return target
}
