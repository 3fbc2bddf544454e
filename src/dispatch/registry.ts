import { AwsError } from '../aws/aws-error.ts'
import { invariant } from '../base/invariant.ts'
import { loadModel, type NamedService, namedServices, type ServiceModel } from '../models/index.ts'
import type { ServiceDefinition } from './service.ts'

/** Where a service's declaration comes from: its module is imported when the service is first used. */
export interface ServiceSource {
  readonly prefix: string
  readonly load: () => Promise<ServiceDefinition>
}

/** A service that is ready to answer; `definition` is absent for one that Lambent names and has not built yet. */
export interface LoadedService {
  readonly named: NamedService
  readonly model: ServiceModel
  readonly definition?: ServiceDefinition
}

/** All services that Lambent names, loaded when first used. */
export class ServiceRegistry {
  readonly #sources: ReadonlyMap<string, ServiceSource>
  readonly #loaded = new Map<string, Promise<LoadedService>>()
  readonly #ready = new Map<string, LoadedService>()
  readonly #onLoad: (service: LoadedService) => Promise<void>

  /** `onLoad` runs once for each service, before its first operation: background work begins there. */
  constructor(sources: readonly ServiceSource[], onLoad: (service: LoadedService) => Promise<void>) {
    this.#sources = new Map(sources.map((source) => [source.prefix, source]))
    this.#onLoad = onLoad
    for (const { prefix } of sources) {
      invariant(
        namedServices.some((named) => named.prefix === prefix),
        `no named service has the prefix ${prefix}`,
      )
    }
  }

  /** The prefixes of the services that have been used. */
  get loadedPrefixes(): string[] {
    return [...this.#ready.keys()]
  }

  /** The service if it has been loaded, without waiting. */
  peek(prefix: string): LoadedService | undefined {
    return this.#ready.get(prefix)
  }

  /** Loads a service by its IAM prefix. Fails when Lambent names none such. */
  load(prefix: string): Promise<LoadedService> {
    let loading = this.#loaded.get(prefix)
    if (!loading) {
      loading = this.#load(prefix)
      this.#loaded.set(prefix, loading)
      loading.catch(() => this.#loaded.delete(prefix))
    }
    return loading
  }

  async #load(prefix: string): Promise<LoadedService> {
    const named = namedServices.find((service) => service.prefix === prefix)
    if (!named)
      throw new AwsError('UnknownService', `Lambent knows no service ${prefix}.`, { statusCode: 404 })
    const [model, definition] = await Promise.all([loadModel(named.model), this.#sources.get(prefix)?.load()])
    const service: LoadedService = { named, model, ...(definition === undefined ? {} : { definition }) }
    await this.#onLoad(service)
    this.#ready.set(prefix, service)
    return service
  }
}
