/**
 * Addresses that belong to applications, not to AWS's API: function URLs, APIs of API Gateway. A site claims requests by their host
 * or path, before anything of AWS's protocols is looked for in them, and answers them by rules of its own.
 */
import type { Soon } from '../base/soon.ts'
import type { SiteDoor } from '../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead, Upgrade } from '../http/index.ts'

/** One kind of such addresses. */
export interface Site {
  /** Whether a request is for it. Every request is asked: a look at host and path, no more. */
  readonly claims: (head: RequestHead) => boolean
  /** Loaded when the first such request comes. */
  readonly load: () => Soon<SiteHandler>
  /** Loaded when a client wants to speak WebSocket. Absent: such requests are answered as any other. */
  readonly loadSockets?: () => Soon<SocketHandler>
}

/** Answers a request, refusals included. What it throws is a defect: it is logged, and answered with status 500. */
export type SiteHandler = (head: RequestHead, request: IncomingMessage, door: SiteDoor) => Promise<Answer>

/** Accepts or refuses a connection that shall become a WebSocket. What it throws is a defect: it is logged, and the connection is refused. */
export type SocketHandler = (
  head: RequestHead,
  request: IncomingMessage,
  upgrade: Upgrade,
  door: SiteDoor,
) => Promise<void>
