/**
 * Addresses that belong to applications, not to AWS's API: function URLs, APIs of API Gateway. A site claims requests by their host
 * or path, before anything of AWS's protocols is looked for in them, and answers them by rules of its own.
 */
import type { Caller } from '../dispatch/index.ts'
import type { Answer, IncomingMessage } from '../http/index.ts'
import type { RequestHead } from './request-head.ts'

/** One kind of such addresses. */
export interface Site {
  /** Whether a request is for it. Every request is asked: a look at host and path, no more. */
  readonly claims: (head: RequestHead) => boolean
  /** Loaded when the first such request comes. */
  readonly load: () => Promise<SiteHandler>
}

/** Answers a request, refusals included. What it throws is a defect: it is logged, and answered with status 500. */
export type SiteHandler = (head: RequestHead, request: IncomingMessage, door: SiteDoor) => Promise<Answer>

/** What a site may ask of the front door. */
export interface SiteDoor {
  readonly requestId: string
  /** Aborts when the client goes away before it was answered. */
  readonly signal: AbortSignal
  /** Aborts when the server begins to close: an answer that goes on for ever has to end. */
  readonly closing: AbortSignal
  /** Who nobody is. */
  anonymous(): Caller
  /**
   * Who has signed a request for a service of this signing name; undefined when it is not signed at all. `body` is what was
   * signed. Fails with an AwsError when the signature, its key or its token is wrong or over.
   */
  identify(signingName: string, body: Uint8Array): Promise<Caller | undefined>
}
