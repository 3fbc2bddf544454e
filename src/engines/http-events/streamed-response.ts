/**
 * Responses that stream: a prelude in JSON (status, headers, cookies), eight zero bytes, and the body as it comes. Source: Lambda
 * Developer Guide, "Response streaming for Lambda functions"; aws-lambda-nodejs-runtime-interface-client, `HttpResponseStream`.
 */
import type { Json } from '../../base/json.ts'
import { type HttpResponse, readHead } from './response.ts'

/** The content type of responses that begin with a prelude. */
export const httpResponseType = 'application/vnd.awslambda.http-integration-response'

/** The largest prelude. Unit: bytes. Source: chosen; all headers of a response fit into a fraction of it. */
export const preludeBytesMax = 1024 * 1024

/** Status, headers and cookies of a response that streams. */
export type Prelude = Pick<HttpResponse, 'status' | 'headers' | 'cookies'>

const zeros = 8

/** Takes the prelude off a stream of pieces. */
export class PreludeSplitter {
  #pieces: Uint8Array[] = []
  #bytes = 0
  /** Zero bytes at the end of what has come. */
  #run = 0

  /**
   * Takes a piece. `undefined`: the prelude goes on. `'malformed'`: it is none. Otherwise the prelude is over, and `rest` is what
   * has come of the body.
   */
  take(
    piece: Uint8Array,
  ): { readonly prelude: Prelude; readonly rest: Uint8Array } | 'malformed' | undefined {
    for (let at = 0; at < piece.length; at++) {
      this.#run = piece[at] === 0 ? this.#run + 1 : 0
      if (this.#run < zeros) continue
      this.#pieces.push(piece.subarray(0, at + 1))
      const prelude = readPrelude(joined(this.#pieces).slice(0, -zeros))
      return prelude ? { prelude, rest: piece.subarray(at + 1) } : 'malformed'
    }
    this.#bytes += piece.length
    if (this.#bytes > preludeBytesMax) return 'malformed'
    this.#pieces.push(piece)
    return undefined
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function readPrelude(bytes: Uint8Array): Prelude | undefined {
  let value: Json
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json
  } catch {
    return undefined
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const head = readHead(value as Readonly<Record<string, Json>>)
  // Without a type of its own a body that streams is bytes.
  return head && { ...head, headers: { 'content-type': 'application/octet-stream', ...head.headers } }
}
