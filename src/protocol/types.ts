import type { AwsError } from '../aws/aws-error.ts'
import type { OperationModel, Protocol, ServiceModel } from '../models/index.ts'

/** A request as it came, before anyone knows what it means. */
export interface WireRequest {
  readonly method: string
  /** As sent: percent-encoded, without the query. S3's begins with the bucket, also where that came in the host's name. */
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  /** Names in lower case; several of one name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** All of it; for an operation with a streaming input, {@link stream} instead. */
  readonly body: Uint8Array
  /** Present when the operation's input streams (a blob payload or an event stream). Chunk framing is already gone. */
  readonly stream?: AsyncIterable<Uint8Array>
}

/** An answer, ready to be sent. A body that is not bytes is streamed. */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>
}

/** Facts about the one request that an answer mentions. */
export interface AnswerContext {
  readonly requestId: string
  /** The request's headers, for content negotiation. */
  readonly requestHeaders: Readonly<Record<string, string>>
}

/** One way of speaking, for any model, seen from the server. */
export interface ServerProtocol {
  readonly name: Protocol
  /** Whether {@link encode} takes outputs that are written already (WrittenOutput). */
  readonly takesWritten?: boolean
  /** Which operation a request means; undefined when it names none that the model has. */
  identify(
    model: ServiceModel,
    request: Omit<WireRequest, 'body' | 'stream'>,
    body?: Uint8Array,
  ): OperationModel | undefined
  /** The typed input. Throws the AwsError that AWS answers for what cannot be read (SerializationException and kin). */
  decode(model: ServiceModel, operation: OperationModel, request: WireRequest): object
  encode(model: ServiceModel, operation: OperationModel, output: object, answer: AnswerContext): WireResponse
  /** `operation` is undefined when the request named none. */
  encodeError(
    model: ServiceModel,
    operation: OperationModel | undefined,
    error: AwsError,
    answer: AnswerContext,
  ): WireResponse
}
