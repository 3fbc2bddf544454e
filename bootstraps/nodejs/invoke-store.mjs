/**
 * What the AWS SDK and tracing libraries ask about the invocation under way: the object at `awslambda.InvokeStore`, as the package
 * @aws/lambda-invoke-store finds it.
 */

const key = (name) => Symbol.for(`_AWS_LAMBDA_${name}`)
const requestIdKey = key('REQUEST_ID')
const readers = {
  getXRayTraceId: key('X_RAY_TRACE_ID'),
  getTenantId: key('TENANT_ID'),
  getTraceparent: key('TRACEPARENT'),
  getTracestate: key('TRACESTATE'),
  getBaggage: key('BAGGAGE'),
}
const own = new Set([requestIdKey, ...Object.values(readers)])

export class InvokeStore {
  #own
  /** The context object of an invocation that nobody has asked for anything yet. */
  #entered

  getContext() {
    return this.#context
  }

  hasContext() {
    return this.#context !== undefined
  }

  get(name) {
    return this.#context?.[name]
  }

  set(name, value) {
    if (own.has(name)) throw new Error(`Cannot modify protected Lambda context field: ${String(name)}`)
    const context = this.#context ?? {}
    context[name] = value
    this.#context = context
  }

  run(context, work) {
    this.#context = context
    return work()
  }

  getRequestId() {
    return this.get(requestIdKey) ?? '-'
  }

  /** The invocation that follows is of this context object. What is asked of it is put together when somebody asks. */
  enter(entered) {
    this.#entered = entered
    this.#own = undefined
  }

  get #context() {
    if (this.#entered) this.#own = fieldsOf(this.#entered)
    this.#entered = undefined
    return this.#own
  }

  set #context(context) {
    this.#entered = undefined
    this.#own = context
  }
}

function fieldsOf(context) {
  const w3c = context.w3c()
  return {
    [requestIdKey]: context.awsRequestId,
    [readers.getXRayTraceId]: context.xRayTraceId,
    [readers.getTenantId]: context.tenantId,
    [readers.getTraceparent]: w3c.traceparent,
    [readers.getTracestate]: w3c.tracestate,
    [readers.getBaggage]: w3c.baggage,
  }
}

for (const [name, symbol] of Object.entries(readers)) {
  InvokeStore.prototype[name] = function () {
    return this.get(symbol)
  }
}
