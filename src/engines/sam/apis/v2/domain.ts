import { v2ApiMapping, v2DomainName } from '../../cloudformation/api-gateway.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { getAtt, ref } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { assumeMap } from '../../openapi/document.ts'
import { comparePoints } from '../../python/json-text.ts'
import { keysOf, set } from '../../python/memory.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../../python/values.ts'
import { addRecordSets, readRoute53, sharedRecordSetGroup } from '../record-sets.ts'

/** The resources of the custom domain of an HTTP or WebSocket API. */
export interface V2Domain {
  readonly domain: Resource
  readonly mappings: readonly Resource[]
  readonly recordSets: Resource | undefined
}

/**
 * Makes the custom domain of an HTTP or WebSocket API.
 * Source: SAM Developer Guide, "HttpApiDomainConfiguration".
 * @param sharesRecordSets whether domains of other APIs go into the same group of record sets
 * @throws InvalidResource
 */
export function v2DomainOf(
  api: SamResource,
  context: Context,
  { tagName, sharesRecordSets }: { readonly tagName: string; readonly sharesRecordSets: boolean },
): V2Domain | undefined {
  const given = api.get('Domain')
  if (given === null) return undefined
  const config = assumeMap(given)
  const name = get(config, 'DomainName') ?? null
  const certificate = get(config, 'CertificateArn') ?? null
  if (name === null || certificate === null) {
    throw new InvalidResource(
      api.logicalId,
      'Custom Domains only works if both DomainName and CertificateArn are provided.',
    )
  }
  const id = context.hashedId('ApiGatewayDomainNameV2', name)
  set(config, 'ApiDomainName', id)
  const domain = new Resource(v2DomainName, id, {
    attributes: api.passedOn,
    properties: { DomainName: name, Tags: { [tagName]: 'SAM' } },
  })
  domain.properties.DomainNameConfigurations = [configurationOf(api, config, certificate)]
  const mutualTls = get(config, 'MutualTlsAuthentication')
  if (isTruthy(mutualTls)) domain.properties.MutualTlsAuthentication = readMutualTls(api, mutualTls as Value)
  const mappings = mappingsOf(api, config, id)
  return { domain, mappings, recordSets: recordSetsOf(api, context, config, id, sharesRecordSets) }
}

function configurationOf(api: SamResource, config: Dict, certificate: Value): Dict {
  if ((get(config, 'EndpointConfiguration') ?? null) === null)
    set(config, 'EndpointConfiguration', 'REGIONAL')
  const endpoint = config.EndpointConfiguration as Value
  if (endpoint !== 'REGIONAL') {
    throw new InvalidResource(
      api.logicalId,
      "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].",
    )
  }
  const configuration: Dict = { CertificateArn: certificate, EndpointType: endpoint }
  for (const name of ['OwnershipVerificationCertificateArn', 'SecurityPolicy']) {
    if (isTruthy(get(config, name))) configuration[name] = config[name] as Value
  }
  return configuration
}

const mutualTlsMembers = ['TruststoreUri', 'TruststoreVersion']

function readMutualTls(api: SamResource, given: Value): Dict {
  if (!isDict(given)) {
    throw new InvalidResource(
      api.logicalId,
      "MutualTlsAuthentication must be a map with at least one of the following fields ['TruststoreUri', 'TruststoreVersion'].",
    )
  }
  const unknown = keysOf(given).filter((name) => !mutualTlsMembers.includes(name))
  if (unknown.length > 0) {
    // AWS names the members where the resource's id belongs.
    throw new InvalidResource(
      unknown.sort(comparePoints).join(','),
      "Available MutualTlsAuthentication fields are ['TruststoreUri', 'TruststoreVersion'].",
    )
  }
  const read: Dict = {}
  for (const name of mutualTlsMembers) if (isTruthy(get(given, name))) read[name] = given[name] as Value
  return read
}

function mappingsOf(api: SamResource, config: Dict, domainId: string): Resource[] {
  const make = (id: string, key: Value) =>
    new Resource(v2ApiMapping, id, {
      attributes: api.passedOn,
      properties: {
        DomainName: ref(domainId),
        ApiId: ref(api.logicalId),
        Stage: ref(`${api.logicalId}.Stage`),
        ApiMappingKey: key,
      },
    })
  const given = get(config, 'BasePath')
  if (!isTruthy(given) || !(typeof given === 'string' || Array.isArray(given))) {
    return [make(`${api.logicalId}ApiMapping`, null)]
  }
  return (Array.isArray(given) ? given : [given]).map((path) => {
    if (typeof path !== 'string') throw new InvalidResource(api.logicalId, 'Basepath must be a string.')
    if (/[^0-9a-zA-Z/\-_]/.test(path)) {
      throw new InvalidResource(api.logicalId, 'Invalid Basepath name provided.')
    }
    return make(`${api.logicalId}${path.replace(/[-_/]+/g, '')}ApiMapping`, path.replace(/^\/+|\/+$/g, ''))
  })
}

function recordSetsOf(
  api: SamResource,
  context: Context,
  config: Dict,
  domainId: string,
  shares: boolean,
): Resource | undefined {
  const route53 = readRoute53(api, config)
  if (route53 === undefined) return undefined
  const group = sharedRecordSetGroup(api, context, route53, { oneZoneOnly: true, isOwn: !shares })
  addRecordSets(group, config, route53, () => {
    const target: Dict = {}
    const health = get(route53, 'EvaluateTargetHealth') ?? null
    if (health !== null) target.EvaluateTargetHealth = health
    target.HostedZoneId = getAtt(domainId, 'RegionalHostedZoneId')
    target.DNSName = getAtt(domainId, 'RegionalDomainName')
    return target
  })
  return group
}
