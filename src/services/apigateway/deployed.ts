/**
 * What requests to REST APIs are answered by. A stage names a deployment, which holds the whole API as it was when it was made: it
 * never changes, so whoever has read one may keep it. Stages change, and are read anew when their entry does.
 *
 * All shapes are the SDK's own output shapes.
 */
import type {
  Account,
  ApiKey,
  Authorizer,
  GatewayResponse,
  Model,
  RequestValidator,
  Resource,
  RestApi,
  Stage,
  UsagePlan,
} from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../base/json.ts'
import type { Store, Stored } from '../../store/index.ts'
import type { DeployedApi } from './domain/deployed-api.ts'
import {
  type ApiPlace,
  accounts,
  apiKeys,
  type Entry,
  entries,
  type Flushes,
  type Home,
  type KeptApiKey,
  neverFlushed,
  planKeys,
  usagePlans,
} from './records.ts'

export type { DeployedApi } from './domain/deployed-api.ts'

/** A stage as it is now: with its variables, method settings, canary, cache, access log and tracing. */
export type StageView = Stage

/** An API by its id, whosever it is: where it is, and what it is now (a policy, a disabled endpoint act by deployment). */
export async function findRestApi(
  store: Store,
  apiId: string,
): Promise<{ readonly place: ApiPlace; readonly restApi: RestApi } | undefined> {
  const found = await entries.findBy(store, 'api', [apiId])
  if (!found) return undefined
  const { accountId, region } = found.value
  return { place: { accountId, region, apiId }, restApi: restApiView(found.value) }
}

/** A stage, and how often what nodes remember for it was to be forgotten. */
export interface FoundStage {
  readonly view: StageView
  readonly flushes: Flushes
}

/** A stage, if there is one of this name. */
export async function readStage(
  store: Store,
  { accountId, region, apiId }: ApiPlace,
  stageName: string,
): Promise<FoundStage | undefined> {
  const found = await entries.get(store, [accountId, region, apiId, 'stage', stageName])
  return found && { view: stageView(found.value), flushes: found.value.flushes ?? neverFlushed }
}

/** What a deployment keeps, if there is one of this id. Of every call another value: nothing is remembered here. */
export async function readDeployed(
  store: Store,
  { accountId, region, apiId }: ApiPlace,
  deploymentId: string,
): Promise<DeployedApi | undefined> {
  const found = await entries.get(store, [accountId, region, apiId, 'deployment', deploymentId])
  if (found?.value.snapshot === undefined) return undefined
  const blob = await store.getBlob(found.value.snapshot)
  if (!blob) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of blob) pieces.push(piece)
  return readSnapshot(Buffer.concat(pieces).toString('utf8'))
}

/** An API as it is now, undeployed: what TestInvokeMethod runs. */
export function liveApi(all: readonly Entry[]): DeployedApi | undefined {
  const api = all.find(({ kind }) => kind === 'api')
  if (!api) return undefined
  const of = <Shape>(kind: Entry['kind']) =>
    all.filter((entry) => entry.kind === kind).map(({ body }) => body as Shape)
  return {
    restApi: restApiView(api),
    resources: of<Resource>('resource'),
    models: of<Model>('model'),
    requestValidators: of<RequestValidator>('requestValidator'),
    authorizers: of<Authorizer>('authorizer'),
    gatewayResponses: of<GatewayResponse>('gatewayResponse'),
  }
}

/** As a deployment keeps it. Unit: bytes of JSON. */
export function writeSnapshot(api: DeployedApi): Uint8Array {
  return Buffer.from(JSON.stringify(api), 'utf8')
}

function readSnapshot(text: string): DeployedApi {
  const api = JSON.parse(text) as DeployedApi
  const { createdDate } = api.restApi
  return createdDate === undefined
    ? api
    : { ...api, restApi: { ...api.restApi, createdDate: new Date(createdDate) } }
}

/** The API key of this value, enabled or not. */
export async function findApiKey(store: Store, home: Home, value: string): Promise<ApiKey | undefined> {
  const found = await apiKeys.findBy(store, 'value', [home.accountId, home.region, value])
  return found && apiKeyView(found.value)
}

/** The usage plans that a key is of, with their stages, quotas and throttles. */
export async function plansOf(
  store: Store,
  { accountId, region }: Home,
  keyId: string,
): Promise<readonly UsagePlan[]> {
  const { items } = await planKeys.listBy(store, 'key', { prefix: [accountId, region, keyId] })
  const found = await usagePlans.getMany(
    store,
    items.map(({ value }) => [accountId, region, value.planId]),
  )
  return found.flatMap((plan) => (plan ? [plan.value.body as UsagePlan] : []))
}

/** The account's settings: the role for logs, the account's throttle. */
export async function readAccount(store: Store, { accountId, region }: Home): Promise<Account> {
  const found: Stored<{ readonly body: JsonObject }> | undefined = await accounts.get(store, [
    accountId,
    region,
  ])
  return {
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    features: ['UsagePlans'],
    apiKeyVersion: '4',
    ...((found?.value.body ?? {}) as Account),
  }
}

/** Instants, which the API shows in seconds. */
export function instant(at: number): Date {
  return new Date(Math.floor(at / 1000) * 1000)
}

/** An API as it is shown. */
export function restApiView({ body, createdAt }: Entry): RestApi {
  return { ...(body as RestApi), createdDate: instant(createdAt) }
}

/** A stage as it is shown. */
export function stageView({ body, createdAt, modifiedAt }: Entry): Stage {
  return { ...(body as Stage), createdDate: instant(createdAt), lastUpdatedDate: instant(modifiedAt) }
}

/** An API key as it is shown, with its value. */
export function apiKeyView({ body, createdAt, modifiedAt }: KeptApiKey): ApiKey {
  return { ...(body as ApiKey), createdDate: instant(createdAt), lastUpdatedDate: instant(modifiedAt) }
}
