import { AwsError } from '../aws/aws-error.ts'
import { partitionOf } from '../aws/identifiers.ts'
import { readOutput } from '../aws/written-output.ts'
import type { Changeable } from '../base/changeable.ts'
import { randomUuid } from '../base/random.ts'
import type { OperationModel } from '../models/index.ts'
import type { Call, Caller, OperationContext, Surroundings } from './operation.ts'
import type { LoadedService, ServiceRegistry } from './registry.ts'
import { validate } from './validate.ts'

/** What happened to one call, for logs and metrics. */
export interface CallRecord {
  readonly service: string
  readonly operation: string
  readonly requestId: string
  readonly caller: Caller
  readonly durationMs: number
  /** The error's code; absent when the call succeeded. */
  readonly errorCode?: string
  readonly fault?: 'client' | 'server'
  /** Present on defects: what was thrown, for the log only. */
  readonly defect?: unknown
}

/** What a request from outside brings along beside its caller. */
export interface RequestFacts {
  readonly requestId: string
  readonly sourceIp?: string
  readonly userAgent?: string
  readonly host?: string
  readonly traceHeader?: string
  readonly closing?: AbortSignal
}

/**
 * The one door. Every call comes through here, from the front door or from another service: it is held against the
 * model, run, and recorded. A call fails with an AwsError and nothing else: what an operation throws beside that is a
 * defect, logged with the request's id and answered as an internal failure.
 */
export class Dispatcher {
  readonly #registry: ServiceRegistry
  readonly #surroundings: Surroundings
  readonly #record: (record: CallRecord) => void

  constructor(
    registry: ServiceRegistry,
    surroundings: Omit<Surroundings, 'call'>,
    record: (record: CallRecord) => void,
  ) {
    this.#registry = registry
    this.#surroundings = { ...surroundings, call: this.call }
    this.#record = record
  }

  /** What services are given. */
  get surroundings(): Surroundings {
    return this.#surroundings
  }

  /** Runs an operation on a typed input; the output may be written already ({@link readOutput}). Fails with an AwsError. */
  run(
    service: LoadedService,
    operation: OperationModel,
    input: object,
    caller: Caller,
    facts: RequestFacts,
  ): Promise<object> {
    return this.#perform(service, operation.name, caller, facts, (context) => {
      const implementation = service.definition?.operations[operation.name]
      if (!implementation) throw notImplemented(service.model.serviceId, operation.name)
      validate(operation.input, input, service.definition?.validation)
      return implementation(input as never, context)
    })
  }

  async #perform(
    service: LoadedService,
    operation: string,
    caller: Caller,
    facts: RequestFacts,
    perform: (context: OperationContext) => Promise<object | undefined>,
  ): Promise<object> {
    const started = performance.now()
    const record = (failed?: Pick<CallRecord, 'errorCode' | 'fault' | 'defect'>) => {
      const { requestId } = facts
      const durationMs = performance.now() - started
      const made = { service: service.named.prefix, operation, requestId, caller, durationMs }
      this.#record(failed === undefined ? made : { ...made, ...failed })
    }
    let answer: object | undefined
    try {
      answer = await perform(this.#context(caller, facts))
    } catch (thrown) {
      const { wordError } = service.definition ?? {}
      const error = wordError ? wordError(thrown) : thrown
      const isKnown = error instanceof AwsError
      const failure = isKnown ? error : internalFailure(error)
      const { code: errorCode, fault } = failure
      record({ errorCode, fault, ...(isKnown ? {} : { defect: error }) })
      throw failure
    }
    record()
    return answer ?? {}
  }

  readonly call: Call = async <Output>(operation: string, input: object, caller: Caller) => {
    const [prefix = '', name = ''] = operation.split(':', 2)
    const service = this.#registry.peek(prefix) ?? (await this.#registry.load(prefix))
    const model = service.model.operations.get(name)
    const facts = { requestId: randomUuid(this.#surroundings.random) }
    const inner = service.definition?.inner?.[name]
    if (!model && inner) {
      const perform = (context: OperationContext) => inner(input as never, context)
      return (await this.#perform(service, name, caller, facts, perform)) as Output
    }
    if (!model)
      throw new AwsError('UnknownOperationException', `${service.model.serviceId} has no operation ${name}.`)
    return readOutput(await this.run(service, model, input, caller, facts)) as Output
  }

  /** Named one by one: spreading them would cost more than all else that is done here. */
  #context(caller: Caller, facts: RequestFacts): OperationContext {
    const { store, clock, random, logger, call, settings, trail, identityPolicies } = this.#surroundings
    const { principal, accountId, region, signal = neverAborted, source, causes } = caller
    const { requestId, sourceIp, userAgent, host, closing } = facts
    const traceHeader = caller.traceHeader ?? facts.traceHeader
    const context: Changeable<OperationContext> = {
      store,
      clock,
      random,
      logger,
      call,
      settings,
      trail,
      identityPolicies,
      principal,
      accountId,
      region,
      signal,
      requestId,
      partition: partitionOf(region),
      now: clock.now(),
    }
    if (source !== undefined) context.source = source
    if (causes !== undefined) context.causes = causes
    if (traceHeader !== undefined) context.traceHeader = traceHeader
    if (closing !== undefined) context.closing = closing
    if (sourceIp !== undefined) context.sourceIp = sourceIp
    if (userAgent !== undefined) context.userAgent = userAgent
    if (host !== undefined) context.host = host
    return context
  }
}

const neverAborted = new AbortController().signal

/** An operation that exists at AWS and is not here yet. SDKs do not retry 501. */
export function notImplemented(serviceId: string, operation: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${serviceId} ${operation} yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}

function internalFailure(cause: unknown): AwsError {
  const message = 'The request processing has failed because of an unknown error, exception or failure.'
  return new AwsError('InternalFailure', message, { statusCode: 500, fault: 'server', cause })
}
