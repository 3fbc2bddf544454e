/** Tokens of GetLogEvents and FilterLogEvents: a point between events, and when it was handed out. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import { type Boundary, readBoundary, writeBoundary } from './domain/event-order.ts'
import { invalidToken } from './errors.ts'
import { eventTokenMs } from './limits.ts'

/** `purpose` names all that must be the same on the next page. `now` in milliseconds since the epoch. */
export function writeEventToken(purpose: string, boundary: Boundary, now: number): string {
  return writePageToken(purpose, [now, ...writeBoundary(boundary)])
}

/** Fails with InvalidParameterException for foreign and for old tokens. */
export function readEventToken(purpose: string, token: string, now: number): Boundary {
  const content = readPageToken(purpose, token)
  if (!Array.isArray(content)) throw invalidToken()
  const [issuedAt, ...rest] = content as unknown[]
  const boundary = readBoundary(rest)
  if (typeof issuedAt !== 'number' || now - issuedAt > eventTokenMs || boundary === undefined)
    throw invalidToken()
  return boundary
}
