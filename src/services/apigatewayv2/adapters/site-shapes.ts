/** The front door as a site of this service knows it; the same shapes stand in its own room. */
import type { Caller } from '../../../dispatch/index.ts'
import type { Answer, IncomingMessage } from '../../../http/index.ts'

/** A request before its body. */
export interface SiteHead {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly sourceIp: string
}

/** What the front door does for this site. */
export interface SiteDoor {
  readonly requestId: string
  readonly signal: AbortSignal
  readonly closing: AbortSignal
  anonymous(): Caller
  identify(signingName: string, body: Uint8Array): Promise<Caller | undefined>
}

/** Answers one request, refusals included; what it throws is a defect. */
export type SiteHandler = (head: SiteHead, request: IncomingMessage, door: SiteDoor) => Promise<Answer>
