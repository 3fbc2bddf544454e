/** Access tokens of OAuth connections. */

import { failureText } from '../../delivery/index.ts'
import type { BackgroundSurroundings, Surroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { atomic } from '../../store/index.ts'
import type { AccessToken, Connection } from './domain/connections.ts'
import { tokenRequest } from './domain/http-requests.ts'
import { httpAnswerBytes, httpTimeoutMs, tokenMarginMs } from './limits.ts'
import { type AuthorizationWork, connections } from './records.ts'
import type { EventsRoom } from './room.ts'

/** Whether a connection's token can still be used. */
export function tokenIsFresh({ token }: Connection, now: number): boolean {
  return token !== undefined && (token.expiresAt === undefined || token.expiresAt - tokenMarginMs > now)
}

/** Fetches a token and keeps it with its connection. Fails as the request does. */
export async function fetchToken(
  { http }: Pick<EventsRoom, 'http'>,
  { store, clock }: Surroundings,
  connection: Connection,
): Promise<Connection> {
  const request = tokenRequest(connection)
  if (!request) throw new Error('The connection has no authorization parameters.')
  const answer = await http({ ...request, timeoutMs: httpTimeoutMs, answerBytes: httpAnswerBytes })
  if (answer.status < 200 || answer.status >= 300)
    throw new Error(`The authorization endpoint answered with status ${answer.status}.`)
  const token = readToken(answer.body, clock.now())
  if (!token) throw new Error('The authorization endpoint answered without an access token.')
  const { accountId, region, name, id } = connection
  const stored = await connections.get(store, [accountId, region, name])
  const next: Connection = { ...connection, state: 'AUTHORIZED', token, authorizedAt: clock.now() }
  if (stored?.value.id === id) {
    const commit = atomic(store)
    const { stateReason: _reason, ...known } = stored.value
    connections.put(commit, { ...known, state: 'AUTHORIZED', token, authorizedAt: clock.now() }, stored)
    // Another node may have fetched one as well; either can be used.
    await commit.commit()
  }
  return next
}

function readToken(body: string, now: number): AccessToken | undefined {
  try {
    const { access_token, expires_in } = JSON.parse(body) as { access_token?: unknown; expires_in?: unknown }
    if (typeof access_token !== 'string' || access_token === '') return undefined
    const seconds = Number(expires_in)
    return { value: access_token, ...(seconds > 0 ? { expiresAt: now + seconds * 1000 } : {}) }
  } catch {
    return undefined
  }
}

/** Handles connections that are to be authorised: they become AUTHORIZED, or DEAUTHORIZED with a reason. */
export function authorizationHandler(
  room: EventsRoom,
  surroundings: BackgroundSurroundings,
): JobHandler<AuthorizationWork> {
  return async ({ value: { accountId, region, name, id } }) => {
    const { store } = surroundings
    const stored = await connections.get(store, [accountId, region, name])
    if (!stored || stored.value.id !== id || stored.value.state !== 'AUTHORIZING') return undefined
    try {
      await fetchToken(room, surroundings, stored.value)
      return undefined
    } catch (error) {
      const commit = atomic(store)
      const reason = failureText(error).slice(0, 512)
      connections.put(commit, { ...stored.value, state: 'DEAUTHORIZED', stateReason: reason }, stored)
      return commit
    }
  }
}
