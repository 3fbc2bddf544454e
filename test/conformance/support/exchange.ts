/** Single exchanges between the real client and the codec. What does not come out as it went in is a {@link Mismatch}. */
import { AwsError } from '../../../src/aws/aws-error.ts'
import type { OperationModel, ServiceModel, StructureShape } from '../../../src/models/index.ts'
import type { ServerProtocol } from '../../../src/protocol/index.ts'
import type { Values } from './arbitraries.ts'
import { type Answer, CodecServer } from './codec-server.ts'
import { type Difference, firstDifference, isRecord, show } from './difference.ts'
import type { Limits } from './limits.ts'
import { SdkClient } from './sdk-client.ts'
import { collectStreams, withClientStreams } from './streams.ts'

/** Thrown when something did not come out as it went in; the message says what, where and out of what. */
export class Mismatch extends Error {}

/** A client and a server that talk about one thing at a time. */
export class Wire {
  readonly #model: ServiceModel
  readonly #protocol: ServerProtocol
  readonly #limits: Limits
  readonly #client: SdkClient
  readonly #server: CodecServer
  #exchanges = 0

  private constructor(
    model: ServiceModel,
    protocol: ServerProtocol,
    limits: Limits,
    client: SdkClient,
    server: CodecServer,
  ) {
    this.#model = model
    this.#protocol = protocol
    this.#limits = limits
    this.#client = client
    this.#server = server
  }

  /** `sdkProtocol` is a protocol class of the SDK, where it is not the client's own. */
  static async open(
    model: ServiceModel,
    protocol: ServerProtocol,
    limits: Limits,
    sdkProtocol?: unknown,
  ): Promise<Wire> {
    const server = await CodecServer.start(model, protocol)
    const client = await SdkClient.connect(model, server.port, sdkProtocol)
    return new Wire(model, protocol, limits, client, server)
  }

  /** How many requests there were. */
  get exchanges(): number {
    return this.#exchanges
  }

  async close(): Promise<void> {
    this.#client.close()
    await this.#server.stop()
  }

  /** An input that is answered with an output. */
  async exchange(operation: OperationModel, input: Values, generated: Values): Promise<void> {
    const streamed = this.#exchanges % 2 === 0
    const output = this.#limits.agree(operation, input, generated)
    const answer = await this.#send(operation, input, { output, pieces: streamed })
    this.#compareInput(operation, input, answer.error)
    if (answer.error !== undefined)
      throw new Mismatch(`the client refused the answer ${show(output)}\n  ${describe(answer.error)}`)
    const { $metadata, ...received } = answer.output
    this.#compareMetadata($metadata, statusOf(operation, output))
    if (this.#limits.excludes(operation, 'output')) return
    const arrived = await collectStreams(operation.output, received)
    const expected = this.#limits.expected(operation, 'output', output, arrived)
    report('output', firstDifference(expected, arrived), expected)
  }

  /** An input that is answered with an error that the model knows. */
  async refusal(
    operation: OperationModel,
    input: Values,
    shape: StructureShape,
    fields: Values,
  ): Promise<void> {
    const answer = await this.#send(operation, input, { error: makeError(shape, fields), pieces: false })
    this.#compareInput(operation, input, answer.error)
    if (this.#limits.excludes(operation, 'error', shape.name)) return
    if (answer.error === undefined) throw new Mismatch(`the client saw no error for ${shape.name}`)
    this.#compareError(answer.error, shape, this.#limits.expected(operation, 'error', fields, {}))
    const status = this.#protocol.name === 'awsQuery' ? shape.error?.queryStatusCode : undefined
    this.#compareMetadata(answer.error.$metadata, status ?? shape.error?.statusCode)
  }

  /** An input that is answered with an error that no model has, as the front door does. */
  async unknownError(operation: OperationModel, input: Values, error: AwsError): Promise<void> {
    const answer = await this.#send(operation, input, { error, pieces: false })
    this.#compareInput(operation, input, answer.error)
    const thrown = answer.error
    if (thrown === undefined) throw new Mismatch(`the client saw no error for ${error.code}`)
    report('error', firstDifference(error.code, thrown.name, 'name'), {})
    report('error', firstDifference(error.fault, thrown.$fault, '$fault'), {})
    report('error', firstDifference(error.message, thrown.message, 'message'), {})
    this.#compareMetadata(thrown.$metadata, error.statusCode)
  }

  /** An input that is answered with a stream of events that ends with an error. */
  async brokenStream(
    operation: OperationModel,
    input: Values,
    output: Values,
    shape: StructureShape,
    fields: Values,
  ): Promise<void> {
    const breakWith = makeError(shape, fields)
    const answer = await this.#send(operation, input, { output, breakWith, pieces: false })
    if (answer.error !== undefined)
      throw new Mismatch(`the client refused a stream\n  ${describe(answer.error)}`)
    let thrown: unknown
    await collectStreams(operation.output, answer.output).catch((error: unknown) => {
      thrown = error
    })
    if (!isThrown(thrown)) throw new Mismatch(`the stream did not end with ${shape.name}`)
    this.#compareError(thrown, shape, this.#limits.expected(operation, 'error', fields, {}))
  }

  async #send(
    operation: OperationModel,
    input: Values,
    answer: Omit<Answer, 'requestId'>,
  ): Promise<SdkAnswer> {
    const requestId = this.#nextId()
    // Copies: what one side does to its values is not seen by the other.
    const output = answer.output && structuredClone(answer.output)
    this.#server.expect({ ...answer, ...(output && { output }), requestId })
    const copy = structuredClone(input)
    const sent = answer.pieces ? withClientStreams(operation.input, copy) : copy
    try {
      return { output: await this.#client.send(operation, sent) }
    } catch (error) {
      if (isThrown(error)) return { output: {}, error }
      throw error
    }
  }

  #nextId(): string {
    return `request-${++this.#exchanges}`
  }

  #compareInput(operation: OperationModel, input: Values, error: unknown): void {
    const { arrival } = this.#server
    if (!arrival) throw new Mismatch(`no request came for ${show(input)}\n  ${describe(error)}`)
    if (arrival.failure !== undefined) {
      throw new Mismatch(`the codec failed on ${show(input)}\n  ${describe(arrival.failure)}`)
    }
    if (arrival.operation !== operation) {
      throw new Mismatch(`taken for ${arrival.operation?.name}: ${show(input)}`)
    }
    if (this.#limits.excludes(operation, 'input')) return
    const arrived = arrival.input ?? {}
    const expected = this.#limits.expected(operation, 'input', input, arrived)
    report('input', firstDifference(expected, arrived), expected)
  }

  #compareError(error: Thrown, shape: StructureShape, fields: Values): void {
    const message = messageOf(fields)
    report('error', firstDifference(shape.name, error.name, 'name'), fields)
    report('error', firstDifference(shape.error?.fault, error.$fault, '$fault'), fields)
    if (message !== undefined) report('error', firstDifference(message, error.message, 'message'), fields)
    if (this.#protocol.name === 'awsQuery' || this.#model.awsQueryCompatible) {
      const type = shape.error?.fault === 'client' ? 'Sender' : 'Receiver'
      report('error', firstDifference(shape.error?.queryCode ?? shape.name, error.Code, 'Code'), fields)
      report('error', firstDifference(type, error.Type, 'Type'), fields)
    }
    for (const { name } of shape.members) {
      if (name.toLowerCase() === 'message') continue
      report('error', firstDifference(fields[name], error[name], name), fields)
    }
  }

  #compareMetadata(metadata: unknown, status: number | undefined): void {
    const facts = isRecord(metadata) ? metadata : {}
    report('metadata', firstDifference(`request-${this.#exchanges}`, facts.requestId, 'requestId'), facts)
    report('metadata', firstDifference(status, facts.httpStatusCode, 'httpStatusCode'), facts)
  }
}

interface SdkAnswer {
  readonly output: Values
  readonly error?: Thrown
}

/** An exception of the SDK. */
type Thrown = Error & Readonly<Record<string, unknown>>

function isThrown(value: unknown): value is Thrown {
  return value instanceof Error
}

function statusOf(operation: OperationModel, output: Values): number {
  const bound = operation.output.members.find((member) => member.traits.httpResponseCode)
  const status = bound && output[bound.name]
  if (typeof status === 'number') return status
  // S3's parts of objects have a status that its model does not bind. Source: RFC 9110, section 15.3.7.
  const range = operation.output.memberByName.get('ContentRange')
  if (range?.traits.httpHeader !== undefined && typeof output.ContentRange === 'string') return 206
  return operation.http?.status ?? 200
}

function messageOf(fields: Values): string | undefined {
  const entry = Object.entries(fields).find(([name]) => name.toLowerCase() === 'message')
  return typeof entry?.[1] === 'string' ? entry[1] : undefined
}

function makeError(shape: StructureShape, fields: Values): AwsError {
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => name.toLowerCase() !== 'message'))
  return new AwsError(shape.name, messageOf(fields) ?? '', { fields: rest })
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : show(error)
}

function report(what: string, difference: Difference | undefined, whole: Values): void {
  if (!difference) return
  const { path, sent, received } = difference
  throw new Mismatch(
    `${what} differs at ${path || 'the root'}\n  sent:     ${sent}\n  received: ${received}\n  of:       ${show(whole)}`,
  )
}
