/**
 * The smallest HTTP server around one model and one protocol: it identifies and decodes what comes, keeps it, and
 * answers with what it was told to. Nothing of Lambent's front door is in it, so a failure is the codec's or the model's.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AwsError } from '../../../src/aws/aws-error.ts'
import { checksums, signingHashes } from '../../../src/edge/hashes.ts'
import type { OperationModel, ServiceModel } from '../../../src/models/index.ts'
import {
  chunkedFacts,
  type ServerProtocol,
  unwrapChunked,
  type WireRequest,
  type WireResponse,
} from '../../../src/protocol/index.ts'
import type { Values } from './arbitraries.ts'
import { collectStreams, withServerStreams } from './streams.ts'

/** What the next request is answered with. */
export interface Answer {
  readonly requestId: string
  readonly output?: Values
  readonly error?: AwsError
  /** Ends the events of the output with an error. */
  readonly breakWith?: AwsError
  /** Streams of bytes are handed to the codec in pieces, not whole. */
  readonly pieces: boolean
}

/** What the codec made of a request. */
export interface Arrival {
  readonly operation?: OperationModel
  readonly input?: Values
  /** Why there is no answer: the codec threw, or knew no such operation. */
  readonly failure?: unknown
}

/** A server for one client that asks one thing at a time. */
export class CodecServer {
  readonly #model: ServiceModel
  readonly #protocol: ServerProtocol
  readonly #server: Server
  #answer: Answer | undefined
  #arrival: Arrival | undefined

  private constructor(model: ServiceModel, protocol: ServerProtocol) {
    this.#model = model
    this.#protocol = protocol
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  static async start(model: ServiceModel, protocol: ServerProtocol): Promise<CodecServer> {
    const server = new CodecServer(model, protocol)
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Prepares for the next request. */
  expect(answer: Answer): void {
    this.#answer = answer
    this.#arrival = undefined
  }

  /** What the last request was, if it came. */
  get arrival(): Arrival | undefined {
    return this.#arrival
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let operation: OperationModel | undefined
    try {
      const answer = this.#answer
      if (!answer) throw new Error('A request came that nobody expected')
      const head = readHead(request)
      const whole = await readAll(bodyOf(request, head))
      operation = this.#protocol.identify(this.#model, head, whole)
      if (!operation) throw new Error(`The protocol knows no operation for ${head.method} ${head.path}`)
      const input = this.#protocol.decode(this.#model, operation, { ...head, ...split(operation, whole) })
      this.#arrival = { operation, input: await collectStreams(operation.input, input) }
      await send(response, this.#respond(operation, answer, head.headers))
    } catch (failure) {
      this.#arrival = operation ? { operation, failure } : { failure }
      if (response.headersSent) response.destroy()
      else response.writeHead(418).end()
    }
  }

  #respond(operation: OperationModel, answer: Answer, requestHeaders: WireRequest['headers']): WireResponse {
    const context = { requestId: answer.requestId, requestHeaders }
    if (answer.error) return this.#protocol.encodeError(this.#model, operation, answer.error, context)
    const output = withServerStreams(operation.output, answer.output ?? {}, answer)
    return this.#protocol.encode(this.#model, operation, output, context)
  }
}

type Head = Pick<WireRequest, 'method' | 'path' | 'query' | 'headers'>

function readHead(request: IncomingMessage): Head {
  const [path = '/', ...rest] = (request.url ?? '/').split('?')
  const headers: Record<string, string> = {}
  for (const [name, values] of Object.entries(request.headersDistinct))
    headers[name] = (values ?? []).join(', ')
  return { method: request.method ?? 'GET', path, query: rest.join('?'), headers }
}

/** The body without the chunks that S3's clients put it in, their checksums verified. */
function bodyOf(request: IncomingMessage, head: Head): AsyncIterable<Uint8Array> {
  const facts = chunkedFacts(head.headers)
  return facts
    ? unwrapChunked(request, head.headers, facts, { seed: undefined, hashes: signingHashes, checksums })
    : request
}

/** A streaming input as a stream, any other whole. */
function split(operation: OperationModel, whole: Uint8Array): Pick<WireRequest, 'body' | 'stream'> {
  if (!operation.input.members.some(({ traits }) => traits.streaming)) return { body: whole }
  return {
    body: new Uint8Array(0),
    stream: (async function* () {
      yield whole
    })(),
  }
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function send(response: ServerResponse, { status, headers, body }: WireResponse): Promise<void> {
  response.writeHead(
    status,
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
    ),
  )
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body)
    return
  }
  for await (const piece of body) response.write(piece)
  response.end()
}
