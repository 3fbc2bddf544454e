/**
 * Caches of stages, on each node for itself. Source: API Gateway Developer Guide, "Cache settings for REST APIs in API Gateway": GET methods
 * alone are cached where nothing else is said.
 */
import type { Clock } from '../../../base/clock.ts'
import { evaluateExpression } from '../domain/parameter-expressions.ts'
import { contextText } from './context.ts'
import { integrationOf, type RestExchange } from './exchange.ts'
import { cacheBytesMax, cachedBytesMax, cacheTtlSeconds } from './limits.ts'
import { requestMessage } from './message.ts'

/** An answer that can be given again. */
export interface CachedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Uint8Array
}

interface Kept {
  readonly answer: CachedAnswer
  /** What it takes of the bytes of all caches. */
  readonly bytes: number
  /** Unit: milliseconds since the epoch. */
  readonly until: number
}

/** What an answer takes beside its body, its headers and its key, which whoever asks may choose. Unit: bytes. Ours. */
const entryBytes = 256

/** The caches of all stages. */
export class StageCaches {
  readonly #clock: Pick<Clock, 'now'>
  readonly #stages = new Map<string, Map<string, Kept>>()
  #bytes = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  find(stage: string, key: string): CachedAnswer | undefined {
    const kept = this.#stages.get(stage)?.get(key)
    return kept && kept.until > this.#clock.now() ? kept.answer : undefined
  }

  /** Unit of `seconds`: how long it stays. */
  keep(stage: string, key: string, answer: CachedAnswer, seconds: number): void {
    if (answer.body.length > cachedBytesMax || seconds <= 0) return
    this.remove(stage, key)
    const bytes = answer.body.length + key.length + JSON.stringify(answer.headers).length + entryBytes
    if (this.#bytes + bytes > cacheBytesMax) this.#clear()
    const kept = this.#stages.get(stage) ?? new Map<string, Kept>()
    kept.set(key, { answer, bytes, until: this.#clock.now() + seconds * 1000 })
    this.#stages.set(stage, kept)
    this.#bytes += bytes
  }

  remove(stage: string, key: string): void {
    const kept = this.#stages.get(stage)
    const gone = kept?.get(key)
    if (!kept || !gone) return
    kept.delete(key)
    this.#bytes -= gone.bytes
  }

  #clear(): void {
    this.#stages.clear()
    this.#bytes = 0
  }
}

/** Where an exchange's answer is kept, and how long. */
export interface CachePlace {
  readonly stage: string
  readonly key: string
  /** Unit: seconds. */
  readonly ttlSeconds: number
}

/** Undefined: its method is not cached. */
export function cachePlace(exchange: RestExchange): CachePlace | undefined {
  const { stage, settings, api, method, resource, isTest } = exchange
  if (isTest || stage.view.cacheClusterEnabled !== true || settings.cachingEnabled !== true) return undefined
  if (method !== 'GET' && !isOwnSetting(exchange)) return undefined
  const sources = {
    request: requestMessage(exchange),
    context: (name: string) => contextText(exchange, name),
    stageVariables: stage.variables,
  }
  const integration = integrationOf(exchange)
  const named = integration?.cacheKeyParameters ?? []
  const values = named.map((name) => {
    const source = name.startsWith('integration.request.') ? integration?.requestParameters?.[name] : name
    return evaluateExpression(source ?? name, sources) ?? null
  })
  const usesOther = stage.isCanary && stage.view.canarySettings?.useStageCache !== true
  return {
    stage: `${api.apiId}/${stage.name}${usesOther ? '/canary' : ''}`,
    key: JSON.stringify([integration?.cacheNamespace ?? resource.id, method, values, stage.flushes.answers]),
    ttlSeconds: settings.cacheTtlInSeconds ?? cacheTtlSeconds,
  }
}

/** Whether the method's own settings, not those of all methods, ask for a cache. */
function isOwnSetting({ stage, resource, rest }: RestExchange): boolean {
  return Object.entries(stage.view.methodSettings ?? {}).some(
    ([key, { cachingEnabled }]) =>
      cachingEnabled === true &&
      key.replaceAll('~1', '/').replace(/^\/+/, '') ===
        `${resource.path.slice(1)}/${rest.httpMethod}`.replace(/^\/+/, ''),
  )
}

/** Whether a client asks for a new answer. Source: as above, "Invalidate an API Gateway cache entry". */
export function asksForNew({ headers }: RestExchange): boolean {
  return /(?:^|,)\s*max-age\s*=\s*0\s*(?:,|$)/i.test(headers['cache-control'] ?? '')
}
