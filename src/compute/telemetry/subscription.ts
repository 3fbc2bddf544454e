/**
 * What an extension subscribed to, checked. Source: Lambda Telemetry API reference, "Subscribe", and Lambda Logs API reference
 * (its predecessor, which has its own event shapes and otherwise the same form).
 */
import { ApiRefusal } from '../api/answers.ts'

/** What is told. */
export type TelemetryType = 'platform' | 'function' | 'extension'

/** Where a batch is sent, inside the environment. */
export type TelemetryDestination =
  | { readonly protocol: 'HTTP'; readonly port: number; readonly path: string }
  | { readonly protocol: 'TCP'; readonly port: number }

/** One subscription. */
export interface Subscription {
  readonly api: 'telemetry' | 'logs'
  readonly types: ReadonlySet<TelemetryType>
  readonly destination: TelemetryDestination
  readonly maxItems: number
  readonly maxBytes: number
  readonly timeoutMs: number
}

const schemas = {
  telemetry: ['2022-07-01', '2022-12-13', '2025-01-29'],
  logs: ['2020-08-15', '2021-03-18'],
} as const

interface Bounds {
  readonly least: number
  readonly most: number
  readonly otherwise: number
}

const bounds = {
  maxItems: { least: 1_000, most: 10_000, otherwise: 10_000 },
  maxBytes: { least: 262_144, most: 1_048_576, otherwise: 262_144 },
  timeoutMs: { least: 25, most: 30_000, otherwise: 1_000 },
} as const satisfies Record<string, Bounds>

/** Reads a subscription. Fails with an ApiRefusal that names all that is wrong. */
export function readSubscription(api: Subscription['api'], body: string): Subscription {
  const wrong: string[] = []
  const parsed = parse(body)
  const { schemaVersion, types, destination, buffering } = parsed
  if (schemaVersion !== undefined && !(schemas[api] as readonly unknown[]).includes(schemaVersion))
    wrong.push(`schemaVersion ${JSON.stringify(schemaVersion)} is not supported`)
  const known = readTypes(types, wrong)
  const target = readDestination(destination, wrong)
  const buffer = readBuffering(buffering, wrong)
  if (wrong.length > 0 || !target) throw new ApiRefusal(400, 'ValidationError', wrong.join('; '))
  return { api, types: known, destination: target, ...buffer }
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {}
  throw new ApiRefusal(400, 'ValidationError', 'The request body is no JSON object')
}

function readTypes(types: unknown, wrong: string[]): Set<TelemetryType> {
  if (!Array.isArray(types) || types.length === 0) {
    wrong.push('types should not be empty')
    return new Set()
  }
  const unknown = types.filter((type) => type !== 'platform' && type !== 'function' && type !== 'extension')
  if (unknown.length > 0) wrong.push(`types ${JSON.stringify(unknown)} are not supported`)
  return new Set(types as TelemetryType[])
}

function readDestination(destination: unknown, wrong: string[]): TelemetryDestination | undefined {
  if (typeof destination !== 'object' || destination === null) {
    wrong.push('destination is not provided')
    return undefined
  }
  const { protocol, URI: uri, port, method, encoding } = destination as Record<string, unknown>
  if (encoding !== undefined && encoding !== 'JSON')
    wrong.push(`encoding ${JSON.stringify(encoding)} is not supported`)
  if (protocol === 'TCP') {
    if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536)
      return { protocol, port }
    wrong.push('port is not provided')
    return undefined
  }
  if (protocol !== 'HTTP') {
    wrong.push(`protocol ${JSON.stringify(protocol)} is not supported`)
    return undefined
  }
  if (method !== undefined && method !== 'POST' && method !== 'PUT')
    wrong.push(`method ${JSON.stringify(method)} is not supported`)
  if (typeof uri !== 'string' || !URL.canParse(uri)) {
    wrong.push('URI is not provided')
    return undefined
  }
  const { hostname, port: uriPort, pathname, search, protocol: scheme } = new URL(uri)
  if (scheme !== 'http:') wrong.push('URI scheme should be http')
  if (hostname !== 'sandbox.localdomain' && hostname !== 'sandbox')
    wrong.push('URI host should be sandbox.localdomain')
  if (uriPort === '') wrong.push('URI port is not provided')
  return { protocol: 'HTTP', port: Number(uriPort), path: pathname + search }
}

function readBuffering(
  buffering: unknown,
  wrong: string[],
): Pick<Subscription, 'maxItems' | 'maxBytes' | 'timeoutMs'> {
  const given =
    typeof buffering === 'object' && buffering !== null ? (buffering as Record<string, unknown>) : {}
  const read = (name: keyof typeof bounds) => {
    const { least, most, otherwise } = bounds[name]
    const value = given[name] ?? otherwise
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    wrong.push(`buffering.${name} should be from ${least} to ${most}`)
    return otherwise
  }
  return { maxItems: read('maxItems'), maxBytes: read('maxBytes'), timeoutMs: read('timeoutMs') }
}
