import { partitionOf } from '../aws/identifiers.ts'
import type { Caller, OperationContext, Surroundings } from './operation.ts'

/** What a service that answers requests to addresses of applications itself may ask of the front door, for one request. */
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

/** What an operation would be given that does what a request to an address of an application asks, on behalf of a caller. */
export function siteContext(
  surroundings: Surroundings,
  door: SiteDoor,
  caller: Caller,
  { sourceIp, userAgent }: { readonly sourceIp?: string; readonly userAgent?: string | undefined },
): OperationContext {
  return {
    ...surroundings,
    ...caller,
    partition: partitionOf(caller.region),
    requestId: door.requestId,
    now: surroundings.clock.now(),
    signal: door.signal,
    closing: door.closing,
    ...(sourceIp === undefined ? {} : { sourceIp }),
    ...(userAgent === undefined ? {} : { userAgent }),
  }
}
