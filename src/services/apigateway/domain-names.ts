/**
 * Names of one's own: those that HTTP APIs have, as REST APIs show them. Certificates are not asked for: whoever sends requests with such
 * a Host header is answered. Source: API Reference, CreateDomainName.
 */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import {
  type Domain,
  domains,
  isDomainName,
  lettersOf,
  type OwnNames,
  refuseTakenName,
  regionalName,
  regionalZone,
} from '../../gateway/index.ts'
import type { Stored } from '../../store/index.ts'
import { bodyOf } from './bodies.ts'
import { change } from './changing.ts'
import { patched } from './domain/patch.ts'
import { domainNamePatches } from './domain/patch-tables.ts'
import { badRequest, limitExceeded, notFound, notImplemented } from './errors.ts'
import { domainsPerRegion } from './limits.ts'
import type { Where } from './lookups.ts'
import { pageOf } from './paging.ts'
import { checkedTags } from './tag-rules.ts'

/** A name of the account and region. Fails with NotFoundException. */
export async function requireDomain(
  { store, accountId, region }: Where,
  name: string | undefined,
): Promise<Stored<Domain>> {
  const found = await domains.get(store, [accountId, region, (name ?? '').toLowerCase()])
  if (!found) throw notFound('Invalid domain name identifier specified')
  return found
}

/** The zone of all CloudFront names. Source: AWS General Reference, "CloudFront endpoints". */
const edgeZone = 'Z2FDTNDATAQYW2'

/** A name in the shape of REST APIs, without what follows from it. */
function settingsOf({ body, rest }: Domain): Api.DomainName {
  const [configuration = {}] = (body.DomainNameConfigurations ?? []) as readonly JsonObject[]
  const type = String(configuration.EndpointType ?? 'REGIONAL')
  const mutual = body.MutualTlsAuthentication as JsonObject | undefined
  const { CertificateArn, CertificateName, OwnershipVerificationCertificateArn } = configuration
  const isEdge = type === 'EDGE'
  return {
    ...rest,
    ...bodyOf({
      [isEdge ? 'certificateArn' : 'regionalCertificateArn']: CertificateArn,
      [isEdge ? 'certificateName' : 'regionalCertificateName']: CertificateName,
      ownershipVerificationCertificateArn: OwnershipVerificationCertificateArn,
    }),
    endpointConfiguration: {
      types: [type as Api.EndpointType],
      ipAddressType: (configuration.IpAddressType ?? 'ipv4') as Api.IpAddressType,
    },
    securityPolicy: (configuration.SecurityPolicy ?? 'TLS_1_2') as Api.SecurityPolicy,
    ...(body.RoutingMode === undefined ? {} : { routingMode: body.RoutingMode as Api.RoutingMode }),
    ...(mutual === undefined
      ? {}
      : {
          mutualTlsAuthentication: bodyOf({
            truststoreUri: mutual.TruststoreUri,
            truststoreVersion: mutual.TruststoreVersion,
          }),
        }),
  }
}

function answer(domain: Domain, { partition }: OperationContext, withTags: boolean): Api.DomainName {
  const { name, region, body } = domain
  const settings = settingsOf(domain)
  const isEdge = settings.endpointConfiguration?.types?.[0] === 'EDGE'
  const tags = (body.Tags ?? {}) as Readonly<Record<string, string>>
  return {
    domainName: name,
    domainNameArn: `arn:${partition}:apigateway:${region}::/domainnames/${name}`,
    routingMode: 'BASE_PATH_MAPPING_ONLY',
    ...settings,
    domainNameStatus: 'AVAILABLE',
    ...(isEdge
      ? {
          distributionDomainName: `d${lettersOf(name, 13)}.cloudfront.net`,
          distributionHostedZoneId: edgeZone,
        }
      : {
          regionalDomainName: regionalName(name, region),
          regionalHostedZoneId: regionalZone,
        }),
    ...(withTags || Object.keys(tags).length > 0 ? { tags: { ...tags } } : {}),
  }
}

/** Settings as the shared record has them. */
function kept(
  settings: Api.DomainName,
  tags: Readonly<Record<string, string>>,
): Pick<Domain, 'body' | 'rest'> {
  const type = settings.endpointConfiguration?.types?.[0] ?? 'EDGE'
  const isEdge = type === 'EDGE'
  const { mutualTlsAuthentication: mutual, policy, managementPolicy, endpointAccessMode } = settings
  return {
    body: bodyOf({
      DomainNameConfigurations: [
        bodyOf({
          CertificateArn: isEdge ? settings.certificateArn : settings.regionalCertificateArn,
          CertificateName: isEdge ? settings.certificateName : settings.regionalCertificateName,
          EndpointType: type,
          IpAddressType: settings.endpointConfiguration?.ipAddressType,
          OwnershipVerificationCertificateArn: settings.ownershipVerificationCertificateArn,
          SecurityPolicy: settings.securityPolicy,
        }),
      ],
      MutualTlsAuthentication:
        mutual &&
        bodyOf({ TruststoreUri: mutual.truststoreUri, TruststoreVersion: mutual.truststoreVersion }),
      RoutingMode: settings.routingMode,
      Tags: tags,
    }),
    rest: bodyOf({ policy, managementPolicy, endpointAccessMode }),
  }
}

/** Makes a name. One name is one account's and region's. */
export const createDomainName =
  (names: Pick<OwnNames, 'add'>) =>
  async (
    {
      tags,
      certificateBody,
      certificatePrivateKey,
      certificateChain: _chain,
      ...given
    }: Api.CreateDomainNameRequest,
    context: OperationContext,
  ): Promise<Api.DomainName> => {
    const name = (given.domainName ?? '').toLowerCase()
    if (!isDomainName(name)) throw badRequest(`Invalid domain name specified: ${name}`)
    const types = given.endpointConfiguration?.types ?? ['EDGE']
    if (types.includes('PRIVATE')) throw notImplemented('private names of one\u2019s own')
    if (types.length !== 1 || (types[0] !== 'EDGE' && types[0] !== 'REGIONAL'))
      throw badRequest('Cannot create a domain name with multiple Endpoint Types.')
    if (certificateBody !== undefined && certificatePrivateKey === undefined)
      throw badRequest('Certificate private key must be specified with the certificate body')
    const { store, accountId, region, now: createdAt } = context
    const made = await change(context, async (commit) => {
      await refuseTakenName(store, name)
      const { items } = await domains.list(store, { prefix: [accountId, region] })
      if (items.length >= domainsPerRegion) throw limitExceeded('Maximum number of domain names reached')
      const domain: Domain = {
        accountId,
        region,
        name,
        ...kept(
          { ...given, endpointConfiguration: { ...given.endpointConfiguration, types } },
          checkedTags({}, tags ?? {}),
        ),
        mappings: [],
        createdAt,
      }
      domains.put(commit, domain, undefined)
      return answer(domain, context, false)
    })
    names.add(name)
    return made
  }

/** A name. */
export async function getDomainName(
  { domainName }: Api.GetDomainNameRequest,
  context: OperationContext,
): Promise<Api.DomainName> {
  return answer((await requireDomain(context, domainName)).value, context, true)
}

/** The names of the account and region. */
export async function getDomainNames(
  input: Api.GetDomainNamesRequest,
  context: OperationContext,
): Promise<Api.DomainNames> {
  const { store, accountId, region } = context
  const { items } = await domains.list(store, { prefix: [accountId, region] })
  const page = pageOf(items, input, `apigateway domains ${accountId} ${region}`)
  return { ...page, items: page.items.map(({ value }) => answer(value, context, false)) }
}

/** Changes a name's settings. */
export async function updateDomainName(
  { domainName, patchOperations }: Api.UpdateDomainNameRequest,
  context: OperationContext,
): Promise<Api.DomainName> {
  return change(context, async (commit) => {
    const stored = await requireDomain(context, domainName)
    const after = patched(
      domainNamePatches,
      bodyOf(settingsOf(stored.value)),
      patchOperations,
    ) as Api.DomainName
    const [type] = after.endpointConfiguration?.types ?? []
    if (type !== 'EDGE' && type !== 'REGIONAL')
      throw badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE')
    const tags = (stored.value.body.Tags ?? {}) as Readonly<Record<string, string>>
    const domain = { ...stored.value, ...kept(after, tags) }
    domains.put(commit, domain, stored)
    return answer(domain, context, true)
  })
}

/** Deletes a name with its mappings. */
export async function deleteDomainName(
  { domainName }: Api.DeleteDomainNameRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => domains.remove(commit, await requireDomain(context, domainName)))
  return {}
}
