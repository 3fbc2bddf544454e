import { invariant } from '../base/invariant.ts'
import type { ServiceRegistry } from '../dispatch/index.ts'
import type { Site, SiteHandler } from '../edge/index.ts'
import { isApiRequest } from '../services/apigatewayv2/domain/addresses.ts'
import { isFunctionUrl } from '../services/lambda/domain/url-addresses.ts'
import { loadedOnce } from './loaded-once.ts'
import type { Rooms } from './rooms.ts'

type Load = () => Promise<SiteHandler>

/** Addresses of applications. What answers them is loaded, with its service, when the first request of its kind comes. */
export class ApplicationSites implements Pick<Rooms, 'answerUrls' | 'answerApis'> {
  readonly #registry: () => ServiceRegistry
  #urls: Load | undefined
  #apis: Load | undefined
  #isApiDomain = (_host: string) => false

  constructor(registry: () => ServiceRegistry) {
    this.#registry = registry
  }

  answerUrls(load: Load): void {
    this.#urls = load
  }

  answerApis(load: Load, isDomain: (host: string) => boolean): void {
    this.#apis = load
    this.#isApiDomain = isDomain
  }

  /** For the front door. */
  get all(): readonly Site[] {
    return [
      {
        claims: ({ headers: { host = '' }, path }) => isApiRequest(host, path) || this.#isApiDomain(host),
        load: this.#handedOver('apigatewayv2', () => this.#apis),
      },
      {
        claims: ({ headers: { host }, path }) => isFunctionUrl(host, path),
        load: this.#handedOver('lambda', () => this.#urls),
      },
    ]
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
