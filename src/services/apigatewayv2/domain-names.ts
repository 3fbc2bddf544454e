/**
 * Names of one's own and what they lead to, and VPC links, which are records. Source: API Gateway Developer Guide, "Custom domain names
 * for HTTP APIs". Certificates are not asked for: whoever sends requests with such a Host header is answered.
 */
import type { JsonObject } from '../../base/json.ts'
import { type OperationContext, unlessMissing } from '../../dispatch/index.ts'
import {
  type Domain,
  domains,
  isDomainName,
  newId,
  type OwnNames,
  refuseTakenName,
  regionalName,
  regionalZone,
} from '../../gateway/index.ts'
import { atomic, type Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { badRequest, conflict, noApi, noDomain, noMapping, noPart, notFound } from './errors.ts'
import { mappingKeyCharactersMax } from './limits.ts'
import { findPart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { type VpcLink, vpcLinks } from './records.ts'
import { instant, resourceArn, settings } from './views.ts'

const domainMembers = ['DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode', 'Tags'] as const

type Page = { MaxResults?: string | undefined; NextToken?: string | undefined }

function domainView({ name, body, region }: Domain, { partition }: OperationContext): object {
  const configurations = (body.DomainNameConfigurations ?? []) as readonly JsonObject[]
  return {
    ApiMappingSelectionExpression: '$request.basepath',
    RoutingMode: 'API_MAPPING_ONLY',
    ...body,
    DomainName: name,
    DomainNameArn: resourceArn(partition, { region }, `/domainnames/${name}`),
    DomainNameConfigurations: configurations.map((configuration) => ({
      EndpointType: 'REGIONAL',
      IpAddressType: 'ipv4',
      SecurityPolicy: 'TLS_1_2',
      ...configuration,
      ApiGatewayDomainName: regionalName(name, region),
      DomainNameStatus: 'AVAILABLE',
      HostedZoneId: regionalZone,
    })),
  }
}

async function requireDomain(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<Domain>> {
  const found = await domains.get(store, [accountId, region, name])
  if (!found) throw noDomain()
  return found
}

/** Makes a name. One name is one account's and region's. */
export const createDomainName =
  (names: OwnNames) =>
  async (input: { DomainName?: string | undefined }, context: OperationContext): Promise<object> => {
    const name = (input.DomainName ?? '').toLowerCase()
    if (!isDomainName(name)) throw badRequest('Invalid domain name specified')
    const { accountId, region, now: createdAt } = context
    const domain = await change(context, async (commit) => {
      await refuseTakenName(context.store, name)
      const body = { Tags: {}, ...settings(plainDates(input), domainMembers) }
      const made: Domain = { accountId, region, name, body, mappings: [], createdAt }
      domains.put(commit, made, undefined)
      return made
    })
    names.add(name)
    return domainView(domain, context)
  }

/** Instants of certificates are AWS's to say. */
function plainDates(input: object): object {
  return JSON.parse(JSON.stringify(input)) as object
}

/** A name. */
export async function getDomainName(
  { DomainName = '' }: { DomainName?: string | undefined },
  context: OperationContext,
): Promise<object> {
  return domainView((await requireDomain(context, DomainName)).value, context)
}

/** All names. */
export async function getDomainNames(input: Page, context: OperationContext): Promise<object> {
  const { store, accountId, region } = context
  const { items } = await domains.list(store, { prefix: [accountId, region] })
  const page = pageOf(items, input, 'apigatewayv2 domains')
  return { ...page, Items: page.Items.map(({ value }) => domainView(value, context)) }
}

/** Changes a name's configurations. */
export async function updateDomainName(
  input: { DomainName?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const domain = await change(context, async (commit) => {
    const stored = await requireDomain(context, input.DomainName ?? '')
    const body = { ...stored.value.body, ...settings(plainDates(input), domainMembers) }
    const next = { ...stored.value, body }
    domains.put(commit, next, stored)
    return next
  })
  return domainView(domain, context)
}

/** Deletes a name with its mappings. */
export async function deleteDomainName(
  { DomainName = '' }: { DomainName?: string | undefined },
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => domains.remove(commit, await requireDomain(context, DomainName)))
  return {}
}

type Mapping = Domain['mappings'][number]
type MappingInput = {
  ApiId?: string | undefined
  ApiMappingId?: string | undefined
  ApiMappingKey?: string | undefined
  DomainName?: string | undefined
  Stage?: string | undefined
}

function mappingView({ id, apiId, stage, key }: Mapping): object {
  return { ApiId: apiId, ApiMappingId: id, ApiMappingKey: key, Stage: stage }
}

function requireMapping({ value }: Stored<Domain>, id: string | undefined): Mapping {
  const found = value.mappings.find((mapping) => mapping.id === id)
  if (!found) throw noMapping()
  return found
}

/** A name may lead to APIs of REST too, which are another service's. Fails with NotFoundException. */
async function requireStage(context: OperationContext, { apiId, stage }: Mapping): Promise<void> {
  if (await findPart(context, 'api', { apiId, id: apiId })) {
    if (!(await findPart(context, 'stage', { apiId, id: stage }))) throw noPart('stage')
    return
  }
  const isRest = await unlessMissing(
    context.call('apigateway:GetRestApi', { restApiId: apiId }, context),
    'NotFoundException',
  )
  if (!isRest) throw noApi(context.accountId, apiId)
  await context.call('apigateway:GetStage', { restApiId: apiId, stageName: stage }, context)
}

async function checkMapping(
  context: OperationContext,
  mapping: Mapping,
  others: readonly Mapping[],
): Promise<void> {
  await requireStage(context, mapping)
  if (!/^(?:[A-Za-z0-9$_.+!*'()-]+(?:\/[A-Za-z0-9$_.+!*'()-]+)*)?$/.test(mapping.key))
    throw badRequest('API mapping key is not valid')
  if (mapping.key.length > mappingKeyCharactersMax)
    throw badRequest(`API mapping key has more than ${mappingKeyCharactersMax} characters`)
  if (others.some((other) => other.key === mapping.key))
    throw conflict('ApiMapping key already exists for this domain name')
}

/** Leads the paths of a name that begin so to a stage. */
export async function createApiMapping(input: MappingInput, context: OperationContext): Promise<object> {
  const { ApiId: apiId = '', ApiMappingKey: key = '', DomainName = '', Stage: stage = '' } = input
  const mapping = { id: newId(context.random, 6), apiId, stage, key }
  await change(context, async (commit) => {
    const stored = await requireDomain(context, DomainName)
    await checkMapping(context, mapping, stored.value.mappings)
    domains.put(commit, { ...stored.value, mappings: [...stored.value.mappings, mapping] }, stored)
  })
  return mappingView(mapping)
}

/** A mapping. */
export async function getApiMapping(input: MappingInput, context: OperationContext): Promise<object> {
  return mappingView(requireMapping(await requireDomain(context, input.DomainName ?? ''), input.ApiMappingId))
}

/** The mappings of a name. */
export async function getApiMappings(
  input: Page & { DomainName?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const { value } = await requireDomain(context, input.DomainName ?? '')
  const page = pageOf(value.mappings, input, `apigatewayv2 mappings ${value.name}`)
  return { ...page, Items: page.Items.map(mappingView) }
}

/** Changes a mapping. */
export async function updateApiMapping(input: MappingInput, context: OperationContext): Promise<object> {
  return change(context, async (commit) => {
    const stored = await requireDomain(context, input.DomainName ?? '')
    const before = requireMapping(stored, input.ApiMappingId)
    const next = {
      ...before,
      apiId: input.ApiId ?? before.apiId,
      stage: input.Stage ?? before.stage,
      key: input.ApiMappingKey ?? before.key,
    }
    const others = stored.value.mappings.filter((mapping) => mapping.id !== before.id)
    await checkMapping(context, next, others)
    domains.put(commit, { ...stored.value, mappings: [...others, next] }, stored)
    return mappingView(next)
  })
}

/** Deletes a mapping. */
export async function deleteApiMapping(input: MappingInput, context: OperationContext): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requireDomain(context, input.DomainName ?? '')
    const gone = requireMapping(stored, input.ApiMappingId)
    const mappings = stored.value.mappings.filter((mapping) => mapping.id !== gone.id)
    domains.put(commit, { ...stored.value, mappings }, stored)
  })
  return {}
}

type LinkInput = {
  VpcLinkId?: string | undefined
  Name?: string | undefined
  SubnetIds?: string[] | undefined
  SecurityGroupIds?: string[] | undefined
  Tags?: object | undefined
}

function linkView({ id, body, createdAt }: VpcLink): object {
  return {
    ...body,
    VpcLinkId: id,
    CreatedDate: instant(createdAt),
    VpcLinkStatus: 'AVAILABLE',
    VpcLinkStatusMessage: 'VPC link is ready to route traffic',
    VpcLinkVersion: 'V2',
  }
}

async function requireLink({ store, accountId, region }: OperationContext, id: string | undefined) {
  const found = await vpcLinks.get(store, [accountId, region, id ?? ''])
  if (!found) throw notFound('Invalid VpcLink identifier specified')
  return found
}

/** Keeps a VPC link. */
export async function createVpcLink(input: LinkInput, context: OperationContext): Promise<object> {
  const { accountId, region, now: createdAt, random, store } = context
  const body = {
    SecurityGroupIds: [],
    Tags: {},
    ...settings(input, ['Name', 'SubnetIds', 'SecurityGroupIds', 'Tags']),
  }
  const link: VpcLink = { accountId, region, id: newId(random, 6), body, createdAt }
  const commit = atomic(store)
  vpcLinks.put(commit, link, undefined)
  await commit.commit()
  return linkView(link)
}

/** A VPC link. */
export async function getVpcLink(input: LinkInput, context: OperationContext): Promise<object> {
  return linkView((await requireLink(context, input.VpcLinkId)).value)
}

/** All VPC links. */
export async function getVpcLinks(input: Page, context: OperationContext): Promise<object> {
  const { store, accountId, region } = context
  const { items } = await vpcLinks.list(store, { prefix: [accountId, region] })
  const page = pageOf(items, input, 'apigatewayv2 vpc links')
  return { ...page, Items: page.Items.map(({ value }) => linkView(value)) }
}

/** Renames a VPC link. */
export async function updateVpcLink(input: LinkInput, context: OperationContext): Promise<object> {
  return change(context, async (commit) => {
    const stored = await requireLink(context, input.VpcLinkId)
    const next = { ...stored.value, body: { ...stored.value.body, ...settings(input, ['Name']) } }
    vpcLinks.put(commit, next, stored)
    return linkView(next)
  })
}

/** Forgets a VPC link. */
export async function deleteVpcLink(input: LinkInput, context: OperationContext): Promise<object> {
  await change(context, async (commit) =>
    vpcLinks.remove(commit, await requireLink(context, input.VpcLinkId)),
  )
  return {}
}
