import { invariant } from '../base/invariant.ts'
import { type Soon, soon } from '../base/soon.ts'
import type { ServiceRegistry } from '../dispatch/index.ts'
import type { Route, Site, SiteHandler } from '../edge/index.ts'
import { isApiRequest, isConnectionCall } from '../gateway/addresses.ts'
import type { ApiFront, ApiGateway } from '../gateway/index.ts'
import { isPoolRequest } from '../services/cognito-idp/domain/addresses.ts'
import { isRegistryRequest } from '../services/ecr/domain/addresses.ts'
import { isFunctionUrl } from '../services/lambda/domain/url-addresses.ts'
import { loadedOnce } from './loaded-once.ts'
import type { Rooms } from './rooms.ts'

type Load = () => Soon<SiteHandler>

const withApis = ['apigateway', 'apigatewayv2']

/** Addresses of applications. What answers them is loaded, with its service, when the first request of its kind comes. */
export class ApplicationSites
  implements Pick<Rooms, 'answerUrls' | 'answerApis' | 'answerPools' | 'answerRegistries'>
{
  readonly #registry: () => ServiceRegistry
  #urls: Load | undefined
  readonly #apis: ApiGateway[] = []
  readonly #front = loadedOnce(() => this.#loadApis())
  #pools: Load | undefined
  #registries: Load | undefined

  constructor(registry: () => ServiceRegistry) {
    this.#registry = registry
  }

  answerUrls(load: Load): void {
    this.#urls = load
  }

  answerApis(gateway: ApiGateway): void {
    this.#apis.push(gateway)
  }

  answerPools(load: Load): void {
    this.#pools = load
  }

  answerRegistries(load: Load): void {
    this.#registries = load
  }

  /** For the front door. */
  get all(): readonly Site[] {
    const apis = this.#front
    return [
      {
        claims: ({ headers, path, query }) => {
          const { host = '' } = headers
          const isApi = isApiRequest(host, path) || this.#apis.some(({ names }) => names.has(host))
          return isApi && !isConnectionCall(path, query, headers)
        },
        load: () => soon(apis(), ({ answer }) => answer),
        loadSockets: () => soon(apis(), ({ upgrade }) => upgrade),
      },
      {
        claims: ({ headers: { host }, path }) => isFunctionUrl(host, path),
        load: this.#handedOver('lambda', () => this.#urls),
      },
      {
        claims: ({ headers: { host }, path }) => isPoolRequest(host, path),
        load: this.#handedOver('cognito-idp', () => this.#pools),
      },
      {
        claims: ({ headers: { host }, path }) => isRegistryRequest(host, path),
        load: this.#handedOver('ecr', () => this.#registries),
      },
    ]
  }

  /**
   * `GET /_lambent/apis?host=NAME`: 204 where this server has the API that AWS would give this name, else 404. Functions ask it before a
   * request is led here (`bootstraps`).
   */
  get route(): Route {
    return {
      method: 'GET',
      path: '/_lambent/apis',
      handler: async ({ query }) => {
        const host = new URLSearchParams(query).get('host') ?? ''
        const { has } = await this.#front()
        return { status: (await has(host)) ? 204 : 404, headers: { 'Cache-Control': 'no-store' } }
      },
    }
  }

  /** All services that have APIs: an address does not say of which kind its API is. */
  async #loadApis(): Promise<ApiFront> {
    for (const prefix of withApis) await this.#registry().load(prefix)
    const [first] = this.#apis
    invariant(first !== undefined, 'A service has handed over its APIs')
    const { apiFront } = await import('../gateway/index.ts')
    return apiFront(await Promise.all(this.#apis.map(({ load }) => load())), first.names)
  }

  #handedOver(prefix: string, load: () => Load | undefined): Load {
    return loadedOnce(async () => {
      await this.#registry().load(prefix)
      const handedOver = load()
      invariant(handedOver !== undefined, `${prefix} has handed over what answers its addresses`)
      return handedOver()
    })
  }
}
