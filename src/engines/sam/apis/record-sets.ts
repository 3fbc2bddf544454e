import { recordSetGroup } from '../cloudformation/api-gateway.ts'
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { expectBoolean, expectMap } from '../model/expect.ts'
import { Resource } from '../model/resource.ts'
import type { SamResource } from '../model/sam-resource.ts'
import { type Dict, get, has, isTruthy, type Value } from '../python/values.ts'

/** `Route53` of a domain as a map that says which zone. Nothing said: undefined. @throws InvalidResource */
export function readRoute53(api: SamResource, domain: Dict): Dict | undefined {
  const given = get(domain, 'Route53') ?? null
  if (given === null) return undefined
  const route53 = expectMap(given, { id: api.logicalId }, 'Domain.Route53')
  if ((get(route53, 'HostedZoneId') ?? null) === null && (get(route53, 'HostedZoneName') ?? null) === null) {
    throw new InvalidResource(
      api.logicalId,
      'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.',
    )
  }
  return route53
}

/** The zone's id, or its name. */
function zoneOf(route53: Dict): Value {
  const id = get(route53, 'HostedZoneId')
  return isTruthy(id) ? (id as Value) : (get(route53, 'HostedZoneName') ?? null)
}

/** How a group of record sets is found and named. */
export interface GroupChoice {
  /** Whether the zone is named by its id alone where the template gives its name, too. */
  readonly oneZoneOnly: boolean
  /** Whether it is not shared with domains of other APIs, although it has the same logical id as theirs. */
  readonly isOwn?: boolean
}

/** The group of all record sets of a zone: domains of several APIs share it. */
export function sharedRecordSetGroup(
  api: SamResource,
  context: Context,
  route53: Dict,
  { oneZoneOnly, isOwn = false }: GroupChoice,
): Resource {
  const id = context.hashedId('RecordSetGroup', zoneOf(route53))
  const existing = isOwn ? undefined : context.apis.recordSetGroups.get(id)
  if (existing) return existing
  const group = new Resource(recordSetGroup, id, { attributes: api.passedOn, properties: { RecordSets: [] } })
  if (has(route53, 'HostedZoneId')) group.properties.HostedZoneId = route53.HostedZoneId as Value
  if (has(route53, 'HostedZoneName') && !(oneZoneOnly && has(route53, 'HostedZoneId'))) {
    group.properties.HostedZoneName = route53.HostedZoneName as Value
  }
  if (!isOwn) context.apis.recordSetGroups.set(id, group)
  return group
}

/** A group of record sets for one domain alone, if the template asks for it. @throws InvalidResource */
export function separateRecordSetGroup(
  api: SamResource,
  context: Context,
  domain: Dict,
  route53: Dict,
): Resource | undefined {
  const wanted = get(route53, 'SeparateRecordSetGroup')
  if (!isTruthy(wanted)) return undefined
  expectBoolean(wanted, { id: api.logicalId }, 'Domain.Route53.SeparateRecordSetGroup')
  const id = context.hashedId('RecordSetGroup', [zoneOf(route53), get(domain, 'DomainName') ?? null])
  const group = new Resource(recordSetGroup, id, { attributes: api.passedOn, properties: { RecordSets: [] } })
  for (const name of ['HostedZoneId', 'HostedZoneName']) {
    if (isTruthy(get(route53, name))) group.properties[name] = route53[name] as Value
  }
  return group
}

/** Adds the domain's record sets to a group: of IPv4, and of IPv6 when asked for. */
export function addRecordSets(group: Resource, domain: Dict, route53: Dict, aliasTarget: () => Value): void {
  const target = aliasTarget()
  const recordSet = (type: string): Dict => {
    const set: Dict = { Name: get(domain, 'DomainName') ?? null, Type: type, AliasTarget: target }
    for (const name of ['Region', 'SetIdentifier']) {
      const value = get(route53, name) ?? null
      if (value !== null) set[name] = value
    }
    return set
  }
  const sets = group.properties.RecordSets as Value[]
  sets.push(recordSet('A'))
  if (get(route53, 'IpV6') === true) sets.push(recordSet('AAAA'))
}
