/** Which paths of a name lead to which API and stage. Source: API Reference, CreateBasePathMapping; the words are AWS's, as its answers show them. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { type Domain, domains, newId } from '../../gateway/index.ts'
import type { Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { patched } from './domain/patch.ts'
import { basePathMappingPatches } from './domain/patch-tables.ts'
import { requireDomain } from './domain-names.ts'
import { badRequest, conflict, limitExceeded, notFound } from './errors.ts'
import { mappingsPerDomain } from './limits.ts'
import { findPart } from './lookups.ts'
import { pageOf } from './paging.ts'

type Mapping = Domain['mappings'][number]

/** What stands for the empty path. */
const none = '(none)'

/** The id of a mapping, which HTTP APIs show. Unit: characters. */
const mappingIdLength = 6

function answer({ key, apiId, stage }: Mapping): Api.BasePathMapping {
  return { basePath: key === '' ? none : key, restApiId: apiId, ...(stage === '' ? {} : { stage }) }
}

function keyOf(basePath: string | undefined): string {
  return basePath === undefined || basePath === none || basePath === '/' ? '' : basePath
}

function requireMapping({ value }: Stored<Domain>, basePath: string | undefined): Mapping {
  const found = value.mappings.find(({ key }) => key === keyOf(basePath))
  if (!found) throw notFound('Invalid base path mapping identifier specified')
  return found
}

async function checkMapping(
  context: OperationContext,
  { key, apiId, stage }: Mapping,
  others: readonly Mapping[],
): Promise<void> {
  if (key.includes('/'))
    throw badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    )
  if (!/^[A-Za-z0-9$_.+!*'()~-]*$/.test(key)) throw badRequest('Invalid base path specified')
  if (!(await findPart(context, apiId, 'api', apiId)))
    throw badRequest('Invalid REST API identifier specified')
  if (stage !== '' && !(await findPart(context, apiId, 'stage', stage)))
    throw badRequest('Invalid stage identifier specified')
  if (others.some((other) => other.key === key))
    throw conflict('Base path already exists for this domain name')
}

/** Leads the paths of a name that begin so to an API; without a stage the next part of the path names it. */
export async function createBasePathMapping(
  { domainName, basePath, restApiId: apiId = '', stage = '' }: Api.CreateBasePathMappingRequest,
  context: OperationContext,
): Promise<Api.BasePathMapping> {
  const mapping = { id: newId(context.random, mappingIdLength), apiId, stage, key: keyOf(basePath) }
  return change(context, async (commit) => {
    const stored = await requireDomain(context, domainName)
    const { mappings } = stored.value
    if (mappings.length >= mappingsPerDomain)
      throw limitExceeded('Maximum number of base path mappings for this domain name has been reached')
    await checkMapping(context, mapping, mappings)
    domains.put(commit, { ...stored.value, mappings: [...mappings, mapping] }, stored)
    return answer(mapping)
  })
}

/** A mapping. */
export async function getBasePathMapping(
  { domainName, basePath }: Api.GetBasePathMappingRequest,
  context: OperationContext,
): Promise<Api.BasePathMapping> {
  return answer(requireMapping(await requireDomain(context, domainName), basePath))
}

/** The mappings of a name. */
export async function getBasePathMappings(
  input: Api.GetBasePathMappingsRequest,
  context: OperationContext,
): Promise<Api.BasePathMappings> {
  const { value } = await requireDomain(context, input.domainName)
  return pageOf(value.mappings.map(answer), input, `apigateway mappings ${value.name}`)
}

/** Changes a mapping. */
export async function updateBasePathMapping(
  { domainName, basePath, patchOperations }: Api.UpdateBasePathMappingRequest,
  context: OperationContext,
): Promise<Api.BasePathMapping> {
  return change(context, async (commit) => {
    const stored = await requireDomain(context, domainName)
    const before = requireMapping(stored, basePath)
    const after = patched(
      basePathMappingPatches,
      { basePath: before.key, restApiId: before.apiId, stage: before.stage },
      patchOperations,
    )
    const next: Mapping = {
      id: before.id,
      key: keyOf(String(after.basePath ?? '')),
      apiId: String(after.restApiId ?? ''),
      stage: String(after.stage ?? ''),
    }
    const others = stored.value.mappings.filter(({ id }) => id !== before.id)
    await checkMapping(context, next, others)
    domains.put(commit, { ...stored.value, mappings: [...others, next] }, stored)
    return answer(next)
  })
}

/** Deletes a mapping. */
export async function deleteBasePathMapping(
  { domainName, basePath }: Api.DeleteBasePathMappingRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requireDomain(context, domainName)
    const gone = requireMapping(stored, basePath)
    const mappings = stored.value.mappings.filter(({ id }) => id !== gone.id)
    domains.put(commit, { ...stored.value, mappings }, stored)
  })
  return {}
}
