/** Calling API destinations, and methods of APIs: rate, authorisation, what the request is made of, and what its answer means. */
import type { Surroundings } from '../../dispatch/index.ts'
import { type Signer, signedHeaders } from '../../gateway/index.ts'
import { atomic } from '../../store/index.ts'
import type { HttpAnswer } from './adapters/http-client.ts'
import { fetchToken, tokenIsFresh } from './authorizing.ts'
import type { ApiDestination, Connection } from './domain/connections.ts'
import { apiMethod, type DestinationCall, destinationRequest } from './domain/http-requests.ts'
import { httpAnswerBytes, httpTimeoutMs, invocationRateDefault } from './limits.ts'
import { apiDestinations, connections, type Usage, usageKey } from './records.ts'
import type { EventsRoom } from './room.ts'

/** Why a request to an API destination brought nothing. */
export class ApiDestinationError extends Error {
  override readonly name = 'ApiDestinationError'
  /** One of EventBridge's own codes. */
  readonly code: string
  /** Trying again is in vain. */
  readonly final: boolean
  /** What the other side asks for. Unit: milliseconds. */
  readonly retryAfterMs: number | undefined
  /** Nothing was sent: its turn comes at this instant (milliseconds since the epoch). */
  readonly waitUntil: number | undefined

  constructor(
    code: string,
    message: string,
    options: { final: boolean; retryAfterMs?: number; waitUntil?: number },
  ) {
    super(message)
    this.code = code
    this.final = options.final
    this.retryAfterMs = options.retryAfterMs
    this.waitUntil = options.waitUntil
  }
}

/** One call of an API destination. */
export interface ApiDestinationCall {
  readonly arn: string
  readonly parameters: DestinationCall['parameters']
  /** The event's JSON, which parameters may point into; without it they are what they say. */
  readonly event?: string
  readonly input: string
}

/** Sends one request and answers what came back. Fails with an ApiDestinationError or an HttpFailure. */
export async function callApiDestination(
  { http }: EventsRoom,
  surroundings: Surroundings,
  { arn, parameters, event, input }: ApiDestinationCall,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { destination, connection } = await findDestination(surroundings, arn)
  await takeTurn(surroundings, destination)
  const send = async (known: Connection) =>
    http(
      {
        ...destinationRequest({ destination, connection: known, parameters, event, input }),
        timeoutMs: httpTimeoutMs,
        answerBytes: httpAnswerBytes,
      },
      signal,
    )
  const ready = await withToken({ http }, surroundings, connection, false)
  let answer = await send(ready)
  // A token that is not taken any more is fetched anew, once. Source: EventBridge User Guide, "Connections for API destinations".
  if ((answer.status === 401 || answer.status === 407) && connection.type === 'OAUTH_CLIENT_CREDENTIALS')
    answer = await send(await withToken({ http }, surroundings, ready, true))
  judge(answer.status, answer.header('retry-after'), surroundings.clock.now())
  return answer
}

/**
 * Sends one request to a method of an API of API Gateway, signed. Fails as above, and as AssumeRole does. Source: EventBridge User Guide, "API
 * Gateway targets", "Amazon API Gateway permissions".
 */
export async function callApiMethod(
  { http }: EventsRoom,
  surroundings: Surroundings,
  { arn, parameters, event, input, signer }: ApiDestinationCall & { readonly signer: Signer },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { settings, clock } = surroundings
  const destination = apiMethod(arn, settings.endpoint)
  if (!destination)
    throw new ApiDestinationError('NO_RESOURCE', `${arn} names no method of an API.`, { final: true })
  const request = destinationRequest({ destination, parameters, event, input })
  const headers = await signedHeaders(surroundings, request, signer)
  const limits = { timeoutMs: httpTimeoutMs, answerBytes: httpAnswerBytes }
  const answer = await http({ ...request, headers, ...limits }, signal)
  judge(answer.status, answer.header('retry-after'), clock.now())
  return answer
}

async function findDestination(
  { store }: Surroundings,
  arn: string,
): Promise<{ destination: ApiDestination; connection: Connection }> {
  const [, , , region = '', accountId = '', resource = ''] = arn.split(':')
  const [, name = '', id] = resource.split('/')
  const stored = await apiDestinations.get(store, [accountId, region, name])
  if (!stored || stored.value.id !== id)
    throw new ApiDestinationError('NO_RESOURCE', `API destination ${name} does not exist.`, { final: true })
  const [, connectionName = '', connectionId] = stored.value.connectionArn.split('/')
  const found = await connections.get(store, [accountId, region, connectionName])
  if (!found || found.value.id !== connectionId || found.value.authorization === undefined)
    throw new ApiDestinationError('NO_PERMISSIONS', `Connection ${connectionName} is not authorized.`, {
      final: true,
    })
  return { destination: stored.value, connection: found.value }
}

/** Counts a request in its second; when the second is full, its turn comes in the next one. */
async function takeTurn(
  { store, clock }: Surroundings,
  { id, ratePerSecond = invocationRateDefault }: ApiDestination,
): Promise<void> {
  const key = usageKey(id)
  for (;;) {
    const second = Math.floor(clock.now() / 1000)
    const stored = await store.get<Usage>(key)
    const count = stored?.value.second === second ? stored.value.count : 0
    if (count >= ratePerSecond)
      throw new ApiDestinationError('THROTTLING', 'The rate limit is reached.', {
        final: false,
        waitUntil: (second + 1) * 1000,
      })
    const commit = atomic(store).check(key, stored?.version ?? null)
    if ((await commit.set(key, { second, count: count + 1 }).commit()).ok) return
  }
}

/** A connection whose token can be used; fails as fetching one does. */
export async function withToken(
  room: Pick<EventsRoom, 'http'>,
  surroundings: Surroundings,
  connection: Connection,
  anew: boolean,
): Promise<Connection> {
  if (connection.type !== 'OAUTH_CLIENT_CREDENTIALS') return connection
  if (!anew && tokenIsFresh(connection, surroundings.clock.now())) return connection
  return fetchToken(room, surroundings, connection)
}

/** Source: EventBridge User Guide, "API destination error codes". */
function judge(status: number, retryAfter: string | undefined, now: number): void {
  if (status >= 200 && status < 300) return
  const retried = status === 429 || status >= 500
  const after = retryAfterMs(retryAfter, now)
  throw new ApiDestinationError(
    status === 429 ? 'THROTTLING' : 'ERROR_FROM_TARGET',
    `The target answered with status ${status}.`,
    {
      final: !retried || (after !== undefined && after < 0),
      ...(after === undefined ? {} : { retryAfterMs: after }),
    },
  )
}

/** Seconds, or a date. */
function retryAfterMs(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  if (/^-?\d{1,9}$/.test(text.trim())) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
