/**
 * One service, one protocol, the real client on one side and the codec on the other: everything that goes over the
 * wire must come out as it went in.
 */
import fc from 'fast-check'
import { AwsError } from '../../../src/aws/aws-error.ts'
import {
  loadModel,
  type OperationModel,
  type ServiceModel,
  type StructureShape,
} from '../../../src/models/index.ts'
import type { ServerProtocol } from '../../../src/protocol/index.ts'
import { Arbitraries, full, type Manner, sparse, type Values } from './arbitraries.ts'
import { Coverage } from './coverage.ts'
import { Mismatch, Wire } from './exchange.ts'
import { Limits } from './limits.ts'
import { isEventStream } from './streams.ts'

export interface RoundtripOptions {
  /** The SDK package's name without `@aws-sdk/client-`. */
  readonly service: string
  readonly protocol: ServerProtocol
  /** A protocol class of the SDK, where it is not the client's own. */
  readonly sdkProtocol?: unknown
  readonly seed: number
  /** Inputs and outputs of each operation, at least two: the first have all members, the others some. */
  readonly runs: number
  /** How often a failing case is made smaller before it is reported. */
  readonly shrinksMax?: number
}

/** What was found out about a service. */
export interface RoundtripReport {
  readonly operations: number
  /** Requests, those among them that made a failing case smaller. */
  readonly exchanges: number
  /** Which share of all members of inputs and outputs was sent. */
  readonly coverage: number
  /** A paragraph for each operation that failed: where, what was sent, what was received. */
  readonly failures: readonly string[]
}

/** So far apart that runs with neighbouring seeds have no check in common. */
const seedStep = 7919

const shrinksMaxDefault = 150

/** Of so many operations, one is answered with an error that is in no model: its form is the protocol's alone. */
const unknownErrorEvery = 8

const unheardOf = new AwsError('NobodyKnowsException', 'You shall not <pass> & "more"', { statusCode: 403 })

/** Tries every operation of a service. */
export async function roundtrip(options: RoundtripOptions): Promise<RoundtripReport> {
  const model = await loadModel(options.service)
  const limits = new Limits(model.name, options.protocol.name)
  const wire = await Wire.open(model, options.protocol, limits, options.sdkProtocol)
  try {
    const trial = new Trial(model, options, limits, wire)
    for (const operation of model.operations.values()) await trial.operation(operation)
    return trial.report
  } finally {
    await wire.close()
  }
}

class Trial {
  readonly #model: ServiceModel
  readonly #options: RoundtripOptions
  readonly #wire: Wire
  readonly #coverage = new Coverage()
  readonly #full: Arbitraries
  readonly #sparse: Arbitraries
  readonly #failures: string[] = []
  #failed: OperationModel | undefined
  #operations = 0
  #checks = 0

  constructor(model: ServiceModel, options: RoundtripOptions, limits: Limits, wire: Wire) {
    this.#model = model
    this.#options = options
    this.#wire = wire
    const arbitraries = (manner: Manner) =>
      new Arbitraries(options.protocol.name, limits.valuesOf.bind(limits), manner)
    this.#full = arbitraries(full)
    this.#sparse = arbitraries(sparse)
  }

  get report(): RoundtripReport {
    return {
      operations: this.#operations,
      exchanges: this.#wire.exchanges,
      coverage: this.#coverage.share,
      failures: this.#failures,
    }
  }

  async operation(operation: OperationModel): Promise<void> {
    const index = this.#operations++
    const inputs = this.#sparse.input(operation)
    const outputs = this.#sparse.output(operation)
    const whole = fc.tuple(this.#full.input(operation), this.#full.output(operation))
    this.#coverage.know(operation.input)
    this.#coverage.know(operation.output)
    const exchange = ([input, output]: [Values, Values]) => {
      this.#coverage.mark(operation.input, input)
      this.#coverage.mark(operation.output, output)
      return this.#wire.exchange(operation, input, output)
    }
    await this.#check(operation, whole, 1, exchange)
    await this.#check(operation, fc.tuple(inputs, outputs), this.#options.runs - 1, exchange)
    for (const shape of this.#errorsOf(operation, index)) {
      const errors = (index % 2 === 0 ? this.#full : this.#sparse).error(shape)
      const cases = fc.tuple(inputs, errors)
      await this.#check(operation, cases, 1, ([input, fields]) =>
        this.#wire.refusal(operation, input, shape, fields),
      )
    }
    if (index % unknownErrorEvery === 0 && operation.http?.method !== 'HEAD') {
      await this.#check(operation, inputs, 1, (input) => this.#wire.unknownError(operation, input, unheardOf))
    }
    const stream = operation.output.members.find(isEventStream)
    if (stream?.shape.type !== 'union') return
    for (const { shape } of stream.shape.members) {
      if (shape.type !== 'structure' || !shape.error) continue
      const cases = fc.tuple(inputs, outputs, this.#sparse.error(shape))
      await this.#check(operation, cases, 1, ([input, output, fields]) =>
        this.#wire.brokenStream(operation, input, { ...output }, shape, fields),
      )
    }
  }

  /** Another for every check, or operations that resemble each other would all be tried with the same values. */
  #nextSeed(): number {
    return this.#options.seed + this.#checks++ * seedStep
  }

  /** All that an operation declares when there is time, else one: another for each operation and seed. */
  #errorsOf(operation: OperationModel, index: number): StructureShape[] {
    const shapes = operation.errors.flatMap((name) => this.#model.errors.get(name) ?? [])
    const start = (index + this.#options.seed) % Math.max(1, shapes.length)
    return [...shapes.slice(start), ...shapes.slice(0, start)].slice(0, Math.ceil(this.#options.runs / 2))
  }

  async #check<T>(
    operation: OperationModel,
    cases: fc.Arbitrary<T>,
    numRuns: number,
    run: (value: T) => Promise<void>,
  ): Promise<void> {
    const shrinksMax = this.#options.shrinksMax ?? shrinksMaxDefault
    let shrinks = 0
    let failed = false
    const property = fc.asyncProperty(cases, async (value) => {
      if (failed && ++shrinks > shrinksMax) return
      try {
        await run(value)
      } catch (error) {
        failed = true
        throw error
      }
    })
    // One paragraph for an operation is enough.
    if (this.#failed === operation) return
    const details = await fc.check(property, { seed: this.#nextSeed(), numRuns })
    if (!details.failed) return
    const error = details.errorInstance
    const text =
      error instanceof Mismatch
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error)
    this.#failed = operation
    this.#failures.push(`${this.#model.name} ${operation.name}: ${text}`)
  }
}
