/** A request to an API on its way, as far as APIs of all kinds have it in common. */
import type { AccountId, Region } from '../aws/identifiers.ts'
import { type RandomSource, randomHex } from '../base/random.ts'
import type { Surroundings } from '../dispatch/index.ts'
import { forwardedHeaders } from '../engines/http-events/index.ts'
import type { Answer } from '../http/index.ts'

/** An API, and whose it is. */
export interface ApiHome {
  readonly accountId: AccountId
  readonly region: Region
  readonly apiId: string
}

/** A request that an API and a stage were found for. */
export interface ApiExchange {
  readonly surroundings: Surroundings
  readonly api: ApiHome
  readonly stage: { readonly name: string; readonly variables: Readonly<Record<string, string>> }
  readonly method: string
  /** Behind the stage, as it was sent. */
  readonly path: string
  /** As it was sent. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[]
  readonly body: Uint8Array
  /** `HTTP/1.1`. */
  readonly protocol: string
  readonly sourceIp: string
  readonly requestId: string
  readonly domainName: string
  readonly traceHeader: string
  /** Unit: milliseconds since the epoch. */
  readonly now: number
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
}

/** Headers that the front end adds to what reaches an integration. */
export function addedHeaders({
  headers,
  sourceIp,
  traceHeader,
  surroundings,
}: Pick<ApiExchange, 'headers' | 'sourceIp' | 'traceHeader' | 'surroundings'>): Record<string, string> {
  return forwardedHeaders({ headers, sourceIp, traceHeader, endpoint: surroundings.settings.endpoint })
}

/** As API Gateway numbers requests: `JKJaXmPLvHcESHA=`, of letters that addresses can bear. */
export function newRequestId(random: RandomSource): string {
  return `${Buffer.from(random.bytes(11)).toString('base64url')}=`
}

/** The header of a chain of requests that begins. Unit of `now`: milliseconds since the epoch. */
export function newTraceHeader(random: RandomSource, now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${randomHex(random, 12)}`
}

/** Stage variables within a text: `${stageVariables.name}`; those that are not there leave nothing. */
export function withStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{stageVariables\.([^}]+)\}/g, (_whole, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? '') : '',
  )
}

/** How long an answer's body is, as logs and metrics tell it; streams count for nothing. Unit: bytes. */
export function bytesOf({ body }: Pick<Answer, 'body'>): number {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : 0
}
