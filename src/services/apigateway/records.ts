/**
 * What API Gateway keeps of REST APIs. An API is a range of entries: itself, and each resource, model, authorizer, stage ... as an
 * entry of its own, so that parts that are made at once do not meet. An entry's body is what the API shows of it, in the SDK's own
 * output shape, without its instants. A resource holds its methods, with their integrations and responses.
 *
 * Names of one's own stand in `src/gateway/domain-names.ts`: HTTP APIs share them.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import { collection } from '../../store/index.ts'

/** Whose, and where. */
export interface Home {
  readonly accountId: AccountId
  readonly region: Region
}

/** An API, and whose it is. */
export interface ApiPlace extends Home {
  readonly apiId: string
}

/** The kinds of entries of an API. */
export type EntryKind =
  | 'api'
  | 'resource'
  | 'model'
  | 'requestValidator'
  | 'authorizer'
  | 'gatewayResponse'
  | 'deployment'
  | 'stage'
  | 'documentationPart'
  | 'documentationVersion'

/** How often answers of methods were to be forgotten, and answers of authorizers. */
export type Flushes = { readonly answers: number; readonly authorizers: number }

/** Of a stage of which nothing was to be forgotten. */
export const neverFlushed: Flushes = { answers: 0, authorizers: 0 }

/** Instants in milliseconds since the epoch, here and below. */
export type Entry = {
  readonly accountId: AccountId
  readonly region: Region
  readonly apiId: string
  readonly kind: EntryKind
  /** What the operations name it by: a model's name, a gateway response's type, a stage's name, else an id. */
  readonly id: string
  readonly body: JsonObject
  /** Of deployments: the hash of the blob that holds the API as it was ({@link ./deployed.ts}), which the deployment's key holds. */
  readonly snapshot?: string
  /** Of stages: how often what is remembered for them was to be forgotten, on all nodes. */
  readonly flushes?: Flushes
  readonly createdAt: number
  readonly modifiedAt: number
}

export const entries = collection<Entry>()({
  name: 'apigateway.entries',
  key: ({ accountId, region, apiId, kind, id }) => [accountId, region, apiId, kind, id],
  indexes: {
    api: { key: ({ kind, apiId }) => (kind === 'api' ? [apiId] : undefined), unique: true },
    home: {
      key: ({ kind, accountId, region, apiId }) => (kind === 'api' ? [accountId, region, apiId] : undefined),
    },
    // A resource has one child of a name, and one whose name is a variable.
    sibling: { key: siblingKey, unique: true },
  },
})

function siblingKey({ kind, apiId, body }: Entry): readonly string[] | undefined {
  if (kind !== 'resource' || body.parentId === undefined) return undefined
  const part = String(body.pathPart)
  return [apiId, String(body.parentId), part.startsWith('{') ? '{}' : part]
}

/** The key that holds a deployment's blob. */
export function snapshotHolder({ accountId, region, apiId, id }: Omit<Entry, 'kind'>): readonly string[] {
  return ['apigateway.snapshots', accountId, region, apiId, id]
}

/** An API key. `body`: the SDK's ApiKey without its instants. */
export type KeptApiKey = {
  readonly accountId: AccountId
  readonly region: Region
  readonly id: string
  readonly body: JsonObject
  readonly createdAt: number
  readonly modifiedAt: number
}

export const apiKeys = collection<KeptApiKey>()({
  name: 'apigateway.api-keys',
  key: ({ accountId, region, id }) => [accountId, region, id],
  indexes: {
    value: { key: ({ accountId, region, body }) => [accountId, region, String(body.value)], unique: true },
  },
})

/** A usage plan with its stages. `body`: the SDK's UsagePlan. */
export type KeptUsagePlan = {
  readonly accountId: AccountId
  readonly region: Region
  readonly id: string
  readonly body: JsonObject
  readonly createdAt: number
}

export const usagePlans = collection<KeptUsagePlan>()({
  name: 'apigateway.usage-plans',
  key: ({ accountId, region, id }) => [accountId, region, id],
})

/** That a key is of a plan. */
export type KeptPlanKey = {
  readonly accountId: AccountId
  readonly region: Region
  readonly planId: string
  readonly keyId: string
}

export const planKeys = collection<KeptPlanKey>()({
  name: 'apigateway.usage-plan-keys',
  key: ({ accountId, region, planId, keyId }) => [accountId, region, planId, keyId],
  indexes: {
    key: { key: ({ accountId, region, keyId }) => [accountId, region, keyId] },
  },
})

/** What a key has used of a plan on one day. */
export type KeptUsage = {
  readonly accountId: AccountId
  readonly region: Region
  readonly planId: string
  readonly keyId: string
  /** `2026-11-27`, by UTC. */
  readonly day: string
  /** Requests that the quota let through. */
  readonly used: number
  /** What UpdateUsage added to (or took from) what remained on this day. */
  readonly granted: number
}

export const usages = collection<KeptUsage>()({
  name: 'apigateway.usages',
  key: ({ accountId, region, planId, keyId, day }) => [accountId, region, planId, keyId, day],
})

/** A client certificate. `body`: the SDK's ClientCertificate without its instants. `privateKeyPem`: what signs with it. */
export type KeptCertificate = {
  readonly accountId: AccountId
  readonly region: Region
  readonly id: string
  readonly body: JsonObject
  readonly privateKeyPem: string
  readonly createdAt: number
  readonly expiresAt: number
}

export const certificates = collection<KeptCertificate>()({
  name: 'apigateway.client-certificates',
  key: ({ accountId, region, id }) => [accountId, region, id],
})

/** A way into a network that is not here: a record. `body`: the SDK's VpcLink. */
export type KeptVpcLink = {
  readonly accountId: AccountId
  readonly region: Region
  readonly id: string
  readonly body: JsonObject
}

export const vpcLinks = collection<KeptVpcLink>()({
  name: 'apigateway.vpc-links',
  key: ({ accountId, region, id }) => [accountId, region, id],
})

/** Settings of an account in a region. `body`: the SDK's Account, what was set of it. */
export type KeptAccount = {
  readonly accountId: AccountId
  readonly region: Region
  readonly body: JsonObject
}

export const accounts = collection<KeptAccount>()({
  name: 'apigateway.accounts',
  key: ({ accountId, region }) => [accountId, region],
})
