/** What requests are answered by: an API's routes, integrations and authorizers, as they are or as a deployment keeps them. */
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../base/json.ts'
import type { Entry } from './records.ts'

/** A snapshot's parts: bodies by id. */
export interface Snapshot {
  readonly routes: Readonly<Record<string, JsonObject>>
  readonly integrations: Readonly<Record<string, JsonObject>>
  readonly authorizers: Readonly<Record<string, JsonObject>>
  readonly cors?: JsonObject
  /** Of WebSocket APIs alone. */
  readonly socket?: SocketSnapshot
}

/** What a WebSocket API has beside. */
export type SocketSnapshot = {
  /** By what messages find their routes. */
  readonly selection: string
  readonly apiKeySelection: string
  /** By route. */
  readonly routeResponses: Readonly<Record<string, readonly JsonObject[]>>
  /** By integration. */
  readonly integrationResponses: Readonly<Record<string, readonly JsonObject[]>>
  /** By id. Absent in what deployments of an older kind keep. */
  readonly models?: Readonly<Record<string, JsonObject>>
}

/** A snapshot of an API as its entries are. */
export function snapshotOf(found: readonly Entry[]): Snapshot {
  const of = (kind: Entry['kind']) =>
    Object.fromEntries(found.filter((entry) => entry.kind === kind).map(({ id, body }) => [id, body]))
  const api = found.find(({ kind }) => kind === 'api')?.body ?? {}
  const cors = api.CorsConfiguration as JsonObject | undefined
  return {
    routes: of('route'),
    integrations: of('integration'),
    authorizers: of('authorizer'),
    ...(cors === undefined ? {} : { cors }),
    ...(api.ProtocolType === 'WEBSOCKET' ? { socket: socketOf(api, found) } : {}),
  }
}

function socketOf(api: JsonObject, found: readonly Entry[]): SocketSnapshot {
  const responses = (kind: Entry['kind']) => {
    const ofKind = Map.groupBy(
      found.filter((entry) => entry.kind === kind),
      ({ parentId = '' }) => parentId,
    )
    return Object.fromEntries(
      [...ofKind].map(([parentId, entries]) => [parentId, entries.map(({ body }) => body)]),
    )
  }
  return {
    selection: String(api.RouteSelectionExpression),
    apiKeySelection: String(api.ApiKeySelectionExpression),
    routeResponses: responses('routeResponse'),
    integrationResponses: responses('integrationResponse'),
    models: Object.fromEntries(
      found.filter(({ kind }) => kind === 'model').map(({ id, body }) => [id, body]),
    ),
  }
}

/** As a deployment keeps it. */
export function snapshotJson(snapshot: Snapshot): JsonObject {
  return snapshot as unknown as JsonObject
}

/** The id of the deployment that a stage which deploys by itself is at: another for each change of what it shows. */
export function automaticDeploymentId(snapshot: Snapshot): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
  const digest = createHash('sha256')
    .update(JSON.stringify(snapshot as unknown as Json))
    .digest()
  return Array.from(digest.subarray(0, 6), (byte, index) => letters[byte % (index === 0 ? 26 : 36)]).join('')
}
