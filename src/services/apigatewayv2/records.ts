/**
 * What API Gateway keeps. An API is a range of entries: itself, and each route, integration, authorizer, stage ... as an entry of
 * its own, so that parts that are made at once do not meet. An entry's body is what the API shows of it.
 *
 * A stage that deploys by itself shows the entries as they are. Others show the deployment that they name, which holds a copy of
 * what was there when it was made.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import type { EntryKind } from './domain/kinds.ts'
import { connectionDurationMs } from './limits.ts'

/** Whose, and where. */
export interface Home {
  readonly accountId: AccountId
  readonly region: Region
}

/** Instants in milliseconds since the epoch, here and below. */
export type Entry = {
  readonly accountId: AccountId
  readonly region: Region
  readonly apiId: string
  readonly kind: EntryKind
  /** The route or integration that a response belongs to. */
  readonly parentId?: string | undefined
  readonly id: string
  readonly body: JsonObject
  /** Of deployments: the routes, integrations and authorizers as they were, and the API's rules for other origins. */
  readonly snapshot?: JsonObject
  /** Of stages: how often answers of authorizers were to be forgotten, on all nodes. */
  readonly resets?: number
  readonly createdAt: number
  readonly modifiedAt: number
}

export const entries = collection<Entry>()({
  name: 'apigatewayv2.entries',
  key: ({ accountId, region, apiId, kind, parentId, id }) => [
    accountId,
    region,
    apiId,
    kind,
    ...(parentId === undefined ? [] : [parentId]),
    id,
  ],
  indexes: {
    api: { key: ({ kind, apiId }) => (kind === 'api' ? [apiId] : undefined), unique: true },
    home: {
      key: ({ kind, accountId, region, apiId }) => (kind === 'api' ? [accountId, region, apiId] : undefined),
    },
  },
})

/** A way into a network that is not here: a record. */
export type VpcLink = {
  readonly accountId: AccountId
  readonly region: Region
  readonly id: string
  readonly body: JsonObject
  readonly createdAt: number
}

export const vpcLinks = collection<VpcLink>()({
  name: 'apigatewayv2.vpc-links',
  key: ({ accountId, region, id }) => [accountId, region, id],
})

/** A connection of a WebSocket API, for nodes that do not hold it. Gone when it can no longer last. */
export type Connection = {
  readonly connectionId: string
  readonly apiId: string
  readonly stage: string
  /** The node that holds it. */
  readonly node: string
  readonly connectedAt: number
}

export const connections = collection<Connection>()({
  name: 'apigatewayv2.connections',
  key: ({ connectionId }) => [connectionId],
  expiresAt: ({ connectedAt }) => connectedAt + 2 * connectionDurationMs,
})

/** Where a node says that it lives. */
export function nodeKey(node: string): Key {
  return ['apigatewayv2.socket-nodes', node]
}

/** What nodes ask one another about connections, by the node that is to read it. */
export function mailKey(node: string): Key {
  return ['apigatewayv2.socket-mail', node]
}
