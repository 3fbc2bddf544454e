/** APIs themselves. Source: API Gateway V2 API Reference, CreateApi, UpdateApi. UNVERIFIED: most words. */
import type { Json, JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { isMapped, newId } from '../../gateway/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { change } from './changing.ts'
import { corsProblem } from './domain/cors.ts'
import type { EntryKind } from './domain/kinds.ts'
import { socketApiProblem } from './domain/socket-rules.ts'
import { badRequest, limitExceeded, notFound } from './errors.ts'
import { apisPerRegion, integrationTimeoutMs } from './limits.ts'
import { listEntries, requireApi } from './lookups.ts'
import { pageOf } from './paging.ts'
import { type Entry, entries } from './records.ts'
import { apiView, settings, withSettings } from './views.ts'

/** Members of an API that a request may set. */
const members = [
  'ApiKeySelectionExpression',
  'CorsConfiguration',
  'Description',
  'DisableExecuteApiEndpoint',
  'DisableSchemaValidation',
  'IpAddressType',
  'Name',
  'RouteSelectionExpression',
  'Version',
] as const

/** The id of an API. Unit: characters. */
const apiIdLength = 10

/** How a request sets up an API with one route. Source: API Reference, CreateApi: `target` is for quick create. */
interface QuickCreate {
  readonly Target?: string | undefined
  readonly RouteKey?: string | undefined
  readonly CredentialsArn?: string | undefined
}

type CreateInput = QuickCreate & {
  readonly ProtocolType?: string | undefined
  readonly Tags?: object | undefined
}

/** A new API's entry, not kept yet. Fails with BadRequestException. */
export function newApi(context: OperationContext, body: JsonObject): Entry {
  checkApi(body)
  const apiId = newId(context.random, apiIdLength)
  const { accountId, region, now } = context
  return { accountId, region, apiId, kind: 'api', id: apiId, body, createdAt: now, modifiedAt: now }
}

/** What holds of an API that names nothing else. */
export const usualApi: JsonObject = {
  ApiKeySelectionExpression: '$request.header.x-api-key',
  DisableExecuteApiEndpoint: false,
  IpAddressType: 'ipv4',
  ProtocolType: 'HTTP',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of API Gateway's own.
  RouteSelectionExpression: '${request.method} ${request.path}',
}

const { RouteSelectionExpression: _httpAlone, ...usualOfBoth } = usualApi

/** As above, of a WebSocket API, which has to say by what messages find their routes. */
const usualSocketApi: JsonObject = { ...usualOfBoth, ProtocolType: 'WEBSOCKET' }

/** Fails with BadRequestException for settings that cannot be. */
export function checkApi(body: JsonObject): void {
  const cors = body.CorsConfiguration as JsonObject | undefined
  const problem =
    body.ProtocolType === 'WEBSOCKET'
      ? socketApiProblem(body)
      : cors === undefined
        ? undefined
        : corsProblem(cors)
  if (problem !== undefined) throw badRequest(problem)
  const name = String(body.Name ?? '')
  if (name === '' || name.length > 128) throw badRequest('Name must have 1 to 128 characters')
}

/** Makes an API; with a target also its route, its integration and a stage that deploys by itself. */
export async function createApi(input: CreateInput, context: OperationContext): Promise<object> {
  const isSocket = input.ProtocolType === 'WEBSOCKET'
  if (isSocket && input.Target !== undefined) throw badRequest('Quick create is only supported for HTTP APIs')
  const { accountId, region, store } = context
  const body = {
    ...(isSocket ? usualSocketApi : usualApi),
    ...withSettings({}, settings(input, members)),
    Tags: (input.Tags ?? {}) as JsonObject,
  }
  const { items } = await entries.listBy(store, 'home', { prefix: [accountId, region], limit: apisPerRegion })
  if (items.length >= apisPerRegion) throw limitExceeded('APIs')
  const api = newApi(context, body)
  const commit = atomic(store)
  entries.put(commit, api, undefined)
  if (input.Target !== undefined) quickCreate(commit, context, api, input)
  await commit.commit()
  return apiView(api, context.settings.endpoint)
}

function quickCreate(commit: Atomic, context: OperationContext, api: Entry, input: QuickCreate): void {
  const { Target: target = '', RouteKey = '$default', CredentialsArn } = input
  const { now: createdAt, random } = context
  const { accountId, region, apiId } = api
  const add = (kind: EntryKind, id: string, body: JsonObject) => {
    const entry: Entry = { accountId, region, apiId, kind, id, body, createdAt, modifiedAt: createdAt }
    entries.put(commit, entry, undefined)
  }
  const integrationId = newId(random, 7)
  const isFunction = target.startsWith('arn:')
  const ApiGatewayManaged = true
  add('integration', integrationId, {
    ApiGatewayManaged,
    ConnectionType: 'INTERNET',
    ...(CredentialsArn === undefined ? {} : { CredentialsArn }),
    IntegrationMethod: isFunction ? 'POST' : 'ANY',
    IntegrationType: isFunction ? 'AWS_PROXY' : 'HTTP_PROXY',
    IntegrationUri: target,
    PayloadFormatVersion: isFunction ? '2.0' : '1.0',
    TimeoutInMillis: integrationTimeoutMs,
  })
  add('route', newId(random, 7), {
    ApiGatewayManaged,
    ApiKeyRequired: false,
    AuthorizationType: 'NONE',
    RouteKey,
    Target: `integrations/${integrationId}`,
  })
  add('stage', '$default', {
    ApiGatewayManaged,
    AutoDeploy: true,
    DefaultRouteSettings: { DetailedMetricsEnabled: false },
    RouteSettings: {},
    StageVariables: {},
    StageName: '$default',
    Tags: {},
  })
}

/** An API. */
export async function getApi(
  { ApiId = '' }: { ApiId?: string | undefined },
  context: OperationContext,
): Promise<object> {
  return apiView((await requireApi(context, ApiId)).value, context.settings.endpoint)
}

/** The APIs of the account and region. */
export async function getApis(
  input: { MaxResults?: string | undefined; NextToken?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const { accountId, region, store, settings: server } = context
  const { items } = await entries.listBy(store, 'home', { prefix: [accountId, region], limit: apisPerRegion })
  const page = pageOf(items, input, `apigatewayv2 apis ${accountId} ${region}`)
  return { ...page, Items: page.Items.map(({ value }) => apiView(value, server.endpoint)) }
}

/** Changes an API. What is left out stays as it is; with a target the integration of quick create changes too. */
export async function updateApi(
  input: QuickCreate & { ApiId?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const api = await change(context, async (commit) => {
    const stored = await requireApi(context, input.ApiId ?? '')
    const body = withSettings(stored.value.body, settings(input, members))
    checkApi(body)
    const next: Entry = { ...stored.value, body, modifiedAt: context.now }
    entries.put(commit, next, stored)
    await updateQuickly(commit, context, next, input)
    return next
  })
  return apiView(api, context.settings.endpoint)
}

async function updateQuickly(
  commit: Atomic,
  context: OperationContext,
  { apiId }: Entry,
  { Target, RouteKey, CredentialsArn }: QuickCreate,
): Promise<void> {
  if (Target === undefined && RouteKey === undefined && CredentialsArn === undefined) return
  const changes: ReadonlyArray<readonly [EntryKind, Record<string, Json | undefined>]> = [
    ['integration', { IntegrationUri: Target, CredentialsArn }],
    ['route', { RouteKey }],
  ]
  for (const [kind, change_] of changes) {
    const found = await listEntries(context, context, apiId, kind)
    const managed = found.find(({ value }) => value.body.ApiGatewayManaged === true)
    // UNVERIFIED: the words.
    if (!managed)
      throw badRequest('Target, route key and credentials can only be changed of APIs that quick create made')
    const given = Object.entries(change_).filter(([, value]) => value !== undefined)
    if (given.length === 0) continue
    const body = { ...managed.value.body, ...Object.fromEntries(given) } as JsonObject
    entries.put(commit, { ...managed.value, body, modifiedAt: context.now }, managed)
  }
}

/** Deletes an API with all its parts. One that a name of one's own leads to stays. */
export async function deleteApi(
  { ApiId: apiId = '' }: { ApiId?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const { accountId, region, store } = context
  await change(context, async (commit) => {
    await requireApi(context, apiId)
    if (await isMapped(store, { accountId, region, apiId }))
      throw badRequest(
        'Deleting API failed. Please remove all API mappings related to the API from your custom domain names.',
      )
    for (const stored of await listEntries(context, context, apiId)) entries.remove(commit, stored)
  })
  return {}
}

/** Takes an API's rules for other origins away. */
export async function deleteCorsConfiguration(
  { ApiId = '' }: { ApiId?: string | undefined },
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requireApi(context, ApiId)
    const { CorsConfiguration, ...body } = stored.value.body
    if (CorsConfiguration === undefined) throw notFound('Invalid Cors configuration specified')
    entries.put(commit, { ...stored.value, body: body as JsonObject, modifiedAt: context.now }, stored)
  })
  return {}
}
