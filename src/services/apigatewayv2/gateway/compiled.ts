/** An API as requests are answered by it: read once, and anew when something of it changes. */
import type { JsonObject } from '../../../base/json.ts'
import type { Soon } from '../../../base/soon.ts'
import type { AccessLog } from '../../../gateway/index.ts'
import type { Store } from '../../../store/index.ts'
import { Remembered } from '../../../store/index.ts'
import { type CorsRules, readCors } from '../domain/cors.ts'
import { RouteTree, readRouteKey } from '../domain/route-keys.ts'
import { rememberedMax } from '../limits.ts'
import { listEntries } from '../lookups.ts'
import { type Entry, entries } from '../records.ts'
import { type Snapshot, snapshotOf } from '../snapshot.ts'
import { isSocketApi } from '../socket-part-rules.ts'
import { compileSocketStage, type SocketStage } from '../sockets/compiled.ts'
import { deploysItself } from '../stages.ts'
import {
  accessLogOf,
  authorizerOf,
  type CompiledAuthorizer,
  type RouteThrottle,
  throttleOf,
} from './route-settings.ts'

/** A route with all that its requests need. */
export interface CompiledRoute extends RouteThrottle {
  readonly key: string
  /** `/pets/{id}`, or `$default`. */
  readonly resource: string
  readonly authorization: 'NONE' | 'AWS_IAM' | 'JWT' | 'CUSTOM'
  readonly scopes: readonly string[]
  readonly authorizer?: CompiledAuthorizer
  readonly integration?: JsonObject
}

/** A stage that can be asked. */
export interface CompiledStage {
  readonly name: string
  /** Authorizers' answers from before the last one are not used again. */
  readonly resets: number
  readonly variables: Readonly<Record<string, string>>
  readonly routes: RouteTree<CompiledRoute>
  readonly cors?: CorsRules
  readonly accessLog?: AccessLog
}

/** An API that can be asked. */
export interface CompiledApi {
  readonly api: Entry
  readonly stages: ReadonlyMap<string, CompiledStage>
  /** Of a WebSocket API, which has no others. */
  readonly socketStages?: ReadonlyMap<string, SocketStage>
}

/** The APIs of this server, by id. */
export class CompiledApis {
  readonly #store: Store
  readonly #apis: Remembered<CompiledApi | undefined>

  constructor(store: Store) {
    this.#store = store
    this.#apis = new Remembered(store, entries.storeKey([]), rememberedMax)
  }

  /** The API of this id; undefined: there is none. */
  find(apiId: string): Soon<CompiledApi | undefined> {
    return this.#apis.find(apiId, async () => {
      const found = await entries.findBy(this.#store, 'api', [apiId])
      if (!found) return undefined
      const all = await listEntries({ store: this.#store }, found.value, apiId)
      return compile(
        found.value,
        all.map(({ value }) => value),
      )
    })
  }

  close(): void {
    this.#apis.close()
  }
}

function compile(api: Entry, all: readonly Entry[]): CompiledApi {
  const live = snapshotOf(all)
  const stages = all.flatMap((stage) => {
    if (stage.kind !== 'stage') return []
    const shown = deploysItself(stage) ? live : deployed(stage, all)
    return shown ? [{ stage, shown }] : []
  })
  if (!isSocketApi(api))
    return { api, stages: new Map(stages.map(({ stage, shown }) => [stage.id, compileStage(stage, shown)])) }
  const sockets = stages.flatMap(({ stage, shown }) =>
    shown.socket ? [[stage.id, compileSocketStage(stage, shown, shown.socket)] as const] : [],
  )
  return { api, stages: new Map(), socketStages: new Map(sockets) }
}

function deployed(stage: Entry, all: readonly Entry[]): Snapshot | undefined {
  const id = stage.body.DeploymentId
  const found = all.find((entry) => entry.kind === 'deployment' && entry.id === id)
  return found?.snapshot as Snapshot | undefined
}

function compileStage({ id: name, body, resets = 0 }: Entry, shown: Snapshot): CompiledStage {
  const cors = readCors(shown.cors)
  const routes = Object.values(shown.routes).map((route) => ({
    key: String(route.RouteKey),
    route: compileRoute(route, shown, body),
  }))
  return {
    name,
    resets,
    variables: (body.StageVariables ?? {}) as Readonly<Record<string, string>>,
    routes: new RouteTree(routes),
    ...(cors === undefined ? {} : { cors }),
    ...accessLogOf(body),
  }
}

function compileRoute(route: JsonObject, shown: Snapshot, stage: JsonObject): CompiledRoute {
  const key = String(route.RouteKey)
  const read = readRouteKey(key)
  const integration = shown.integrations[String(route.Target ?? '').replace('integrations/', '')]
  return {
    key,
    resource: read?.kind === 'path' ? read.path : '$default',
    authorization: String(route.AuthorizationType ?? 'NONE') as CompiledRoute['authorization'],
    scopes: ((route.AuthorizationScopes ?? []) as readonly string[]).map(String),
    ...authorizerOf(route, shown),
    ...(integration === undefined ? {} : { integration }),
    ...throttleOf(stage, key),
  }
}
