/** APIs as requests are answered by them: deployments never change, stages are read anew when something of an API does. */
import type {
  Authorizer,
  GatewayResponse,
  Method,
  MethodSetting,
  Model,
  Stage,
} from '@aws-sdk/client-api-gateway'
import type { Soon } from '../../../base/soon.ts'
import { Remembered, type Store } from '../../../store/index.ts'
import { type DeployedApi, type FoundStage, findRestApi, readDeployed, readStage } from '../deployed.ts'
import { ResourceTree } from '../domain/resource-tree.ts'
import { type ApiPlace, entries } from '../records.ts'
import { rememberedApisMax } from './limits.ts'

/** A method with its resource. */
export interface CompiledMethod {
  readonly resource: { readonly id: string; readonly path: string }
  readonly rest: Method
}

/** A deployment, ready to be asked. */
export interface CompiledDeployment {
  readonly api: DeployedApi
  readonly tree: ResourceTree<CompiledMethod>
  readonly authorizers: ReadonlyMap<string, Authorizer>
  readonly models: ReadonlyMap<string, Model>
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>
  readonly binaryMediaTypes: readonly string[]
}

/** An API that is there. */
export interface FoundApi {
  readonly place: ApiPlace
  /** `disableExecuteApiEndpoint`, which acts at once. */
  readonly isDisabled: boolean
}

/** The APIs of this server. */
export class RestApis {
  readonly #store: Store
  readonly #apis: Remembered<FoundApi | undefined>
  readonly #stages: Remembered<FoundStage | undefined>
  readonly #deployments = new Map<string, CompiledDeployment>()

  constructor(store: Store) {
    this.#store = store
    this.#apis = new Remembered(store, entries.storeKey([]), rememberedApisMax)
    this.#stages = new Remembered(store, entries.storeKey([]), rememberedApisMax)
  }

  find(apiId: string): Soon<FoundApi | undefined> {
    return this.#apis.find(apiId, async () => {
      const found = await findRestApi(this.#store, apiId)
      return found && { place: found.place, isDisabled: found.restApi.disableExecuteApiEndpoint === true }
    })
  }

  stage(place: ApiPlace, name: string): Soon<FoundStage | undefined> {
    return this.#stages.find(`${place.apiId}/${name}`, () => readStage(this.#store, place, name))
  }

  async deployment(place: ApiPlace, id: string): Promise<CompiledDeployment | undefined> {
    const key = `${place.apiId}/${id}`
    const known = this.#deployments.get(key)
    if (known) return known
    const read = await readDeployed(this.#store, place, id)
    if (!read) return undefined
    const compiled = compile(read)
    if (this.#deployments.size >= rememberedApisMax) this.#deployments.clear()
    this.#deployments.set(key, compiled)
    return compiled
  }

  close(): void {
    this.#apis.close()
    this.#stages.close()
  }
}

/** An API as a deployment keeps it, ready to be asked. */
export function compile(api: DeployedApi): CompiledDeployment {
  const entriesOf = api.resources.map((resource) => {
    const { id = '', path = '/', resourceMethods = {} } = resource
    const methods = Object.entries(resourceMethods).map(
      ([name, rest]) => [name, { resource: { id, path }, rest: { httpMethod: name, ...rest } }] as const,
    )
    return { path, methods: new Map(methods) }
  })
  return {
    api,
    tree: new ResourceTree(entriesOf),
    authorizers: new Map(api.authorizers.map((authorizer) => [authorizer.id ?? '', authorizer])),
    models: new Map(api.models.map((model) => [model.name ?? '', model])),
    gatewayResponses: new Map(
      api.gatewayResponses.map((response) => [String(response.responseType), response]),
    ),
    binaryMediaTypes: api.restApi.binaryMediaTypes ?? [],
  }
}

/** The settings of a method of a stage: its own, or those of ANY where that is what answers, over those of all methods. Source: API Reference, Stage, `methodSettings`. */
export function settingsOf(stage: Stage, path: string, methods: readonly string[]): MethodSetting {
  const all = stage.methodSettings ?? {}
  const wanted = methods.map((method) => `${path.slice(1)}/${method}`.replace(/^\/+/, ''))
  const own = Object.entries(all).find(([key]) =>
    wanted.includes(key.replaceAll('~1', '/').replace(/^\/+/, '')),
  )
  return { ...all['*/*'], ...own?.[1] }
}
