/**
 * What a service adds to the front door beyond its operations: how requests are addressed to it, who may come without a
 * signature, and what it answers to requests that are no operations at all (preflights, forms, web pages). The front door
 * knows the questions; the answers, with all rules of the service, are in its `adapters`.
 */
import type { AwsError } from '../aws/aws-error.ts'
import type { Principal } from '../aws/principal.ts'
import type { Soon } from '../base/soon.ts'
import type { Caller } from '../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead } from '../http/index.ts'
import type { FormSignature } from './authenticate.ts'

/** A service's part in the front door. All of it may be left out. */
export interface FrontDesk {
  /** The request as the model's operations have it (its path, its headers). Signatures are held against what was sent. */
  readonly readHead?: (head: RequestHead) => RequestHead
  /** Whether calls may come without a signature: the operation then decides about who is anonymous. */
  readonly takesUnsigned?: boolean
  /** Holds a body that has been read against what its headers claim. Throws an AwsError. */
  readonly checkBody?: (head: RequestHead, body: Uint8Array) => void
  /** Answers a request that is no operation; undefined: it is one. An AwsError is answered as the protocol words it. */
  readonly answer?: (
    head: RequestHead,
    request: IncomingMessage,
    door: DeskDoor,
  ) => Promise<Answer> | undefined
  /** Is told of every answer, just before it goes out. It must not fail. */
  readonly answered?: (head: RequestHead, answer: Answer, facts: AnsweredFacts) => void
  /** Adds headers to an answer on its way out, an error's too. */
  readonly answerHeaders?: (
    head: RequestHead,
  ) => Promise<Readonly<Record<string, string>> | undefined> | undefined
}

/** What is known of a request that has been answered. */
export interface AnsweredFacts {
  readonly requestId: string
  /** Absent when the request named none. */
  readonly operation?: string
  /** Absent when it never came to finding out. */
  readonly principal?: Principal
  readonly errorCode?: string
  /** The HTTP version that was spoken: `1.1`. */
  readonly httpVersion: string
  /** Since the request's head was read. Unit: milliseconds. */
  readonly durationMs: number
}

/** What a desk may ask of the front door. */
export interface DeskDoor {
  readonly requestId: string
  readonly signal: AbortSignal
  /** Who nobody is. */
  anonymous(): Caller
  /** The caller that a signed form comes from. Throws an AwsError. */
  identify(signature: FormSignature): Promise<Caller>
  /** Runs an operation of the desk's service as if it had come as a request. */
  run(operation: string, input: object, caller: Caller): Promise<object>
  /** An error as the service's protocol words it. */
  word(error: AwsError): Answer
}

/** Where desks come from: by the prefix of their service, loaded when it is first asked for. */
export type FrontDesks = ReadonlyMap<string, () => Soon<FrontDesk>>
