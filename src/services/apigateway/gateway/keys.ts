/**
 * API keys and usage plans. Source: API Gateway Developer Guide, "Usage plans and API keys for REST APIs", "Throttle requests to your REST
 * APIs": limits of a method in a stage come before those of all methods.
 */
import type { ApiKey, UsagePlan } from '@aws-sdk/client-api-gateway'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Throttle } from '../../../gateway/index.ts'
import { findApiKey, plansOf } from '../deployed.ts'
import { admitByPlan, stageOfPlan } from '../plan-stages.ts'
import type { Home } from '../records.ts'
import { addUse, remainingOf } from '../usage.ts'
import type { RestExchange } from './exchange.ts'
import { keyRememberedMs, rememberedApisMax } from './limits.ts'
import { forbidden, quotaExceeded, throttled } from './refusals.ts'

interface KnownKey {
  readonly key: ApiKey
  readonly plans: readonly UsagePlan[]
  /** Unit: milliseconds since the epoch. */
  readonly at: number
}

/** Keys with their plans, remembered for a moment. */
export class KeyBook {
  readonly #surroundings: Pick<Surroundings, 'store' | 'clock'>
  readonly #known = new Map<string, KnownKey>()

  constructor(surroundings: Pick<Surroundings, 'store' | 'clock'>) {
    this.#surroundings = surroundings
  }

  async find(home: Home, value: string): Promise<KnownKey | undefined> {
    const { store, clock } = this.#surroundings
    const name = `${home.accountId}/${home.region}/${value}`
    const known = this.#known.get(name)
    if (known && clock.now() - known.at < keyRememberedMs) return known
    const key = await findApiKey(store, home, value)
    if (!key?.id) return undefined
    const found = { key, plans: await plansOf(store, home, key.id), at: clock.now() }
    if (this.#known.size >= rememberedApisMax) this.#known.clear()
    this.#known.set(name, found)
    return found
  }
}

/** Checks the key where the method asks for one, and counts the request. Fails with a Refusal. */
export async function admitKey(
  { keys, throttle }: { readonly keys: KeyBook; readonly throttle: Throttle },
  exchange: RestExchange,
): Promise<void> {
  const { rest, api, stage, log, method, resource } = exchange
  const place = `API Stage ${api.apiId}/${stage.name}`
  // Who tries a method needs no key.
  if (rest.apiKeyRequired !== true || exchange.isTest) {
    log.info(
      `API Key authorized because method '${method} ${resource.path}' does not require API Key. Request will not contribute to throttle or quota limits`,
    )
    return
  }
  const value = keyValueOf(exchange)
  log.info(
    `Verifying Usage Plan for request: ${exchange.requestId}. API Key: ${hidden(value)} API Stage: ${api.apiId}/${stage.name}`,
  )
  const known = value === undefined ? undefined : await keys.find(api, value)
  const plan = known?.plans.find((one) => stageOfPlan(one, api.apiId, stage.name))
  if (value === undefined || !known || known.key.enabled !== true || !plan) {
    log.info(
      `API Key ${hidden(value)} not authorized because method '${method} ${resource.path}' requires API Key and API Key is not associated with a Usage Plan for ${place}`,
    )
    throw forbidden()
  }
  const keyId = known.key.id ?? ''
  exchange.facts.apiKey = { id: keyId, value }
  const asked = { keyId, apiId: api.apiId, stage: stage.name, method: methodName(exchange) }
  if (!admitByPlan(throttle, plan, asked)) {
    const { burstLimit, rateLimit } = plan.throttle ?? {}
    log.info(
      `Key throttle limit exceeded for API Key ${hidden(value)} and ${place}. Key throttle limit: ${rateLimit} Key throttle burst limit: ${burstLimit}`,
    )
    throw throttled()
  }
  await countUse(exchange, plan, keyId)
  log.info(`Usage Plan check succeeded for API Key ${hidden(value)} and ${place}`)
}

function keyValueOf({ deployed, headers, facts }: RestExchange): string | undefined {
  return deployed.api.restApi.apiKeySource === 'AUTHORIZER'
    ? facts.authorizer?.usageIdentifierKey
    : headers['x-api-key']
}

function hidden(value: string | undefined): string {
  return value === undefined ? '' : `${'*'.repeat(Math.max(0, value.length - 6))}${value.slice(-6)}`
}

function methodName({ resource, rest }: RestExchange): string {
  return `${resource.path}/${rest.httpMethod}`
}

/** What is used stands in the store when the request goes on: no node lets more through than the quota. */
async function countUse(
  { surroundings, api, now, log }: RestExchange,
  plan: UsagePlan,
  keyId: string,
): Promise<void> {
  const place = { accountId: api.accountId, region: api.region, planId: plan.id ?? '', keyId }
  const remaining = await remainingOf(surroundings, place, plan, now)
  if (remaining !== undefined && remaining <= 0) {
    log.info(
      `API Key quota limit exceeded. Quota limit: ${plan.quota?.limit} Quota period: ${plan.quota?.period}`,
    )
    throw quotaExceeded()
  }
  await addUse(surroundings, place, now, { used: 1 })
}

/** Limits of the stage. Fails with a Refusal. */
export function admitStage(throttle: Throttle, exchange: RestExchange): void {
  const { settings, api, stage } = exchange
  const { throttlingBurstLimit: burst, throttlingRateLimit: rate } = settings
  if (!throttle.admits(`${api.apiId}/${stage.name}/${methodName(exchange)}`, limit(burst), limit(rate))) {
    exchange.log.info('Method request throttled')
    throw throttled()
  }
}

/** Less than nothing stands for no limit. */
function limit(value: number | undefined): number | undefined {
  return value === undefined || value < 0 ? undefined : value
}
