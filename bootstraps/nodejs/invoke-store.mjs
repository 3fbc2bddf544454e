/**
 * What the AWS SDK and tracing libraries ask about the invocation under way: the object at `awslambda.InvokeStore`, as the package
 * @aws/lambda-invoke-store finds it.
 */

const key = (name) => Symbol.for(`_AWS_LAMBDA_${name}`)
const readers = {
  getXRayTraceId: key('X_RAY_TRACE_ID'),
  getTenantId: key('TENANT_ID'),
  getTraceparent: key('TRACEPARENT'),
  getTracestate: key('TRACESTATE'),
  getBaggage: key('BAGGAGE'),
}
const own = new Set([key('REQUEST_ID'), ...Object.values(readers)])

export class InvokeStore {
  #context

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
    this.#context ??= {}
    this.#context[name] = value
  }

  run(context, work) {
    this.#context = context
    return work()
  }

  getRequestId() {
    return this.get(key('REQUEST_ID')) ?? '-'
  }

  /** The invocation that follows is of this context object. */
  enter(context) {
    const w3c = context.w3c()
    this.#context = {
      [key('REQUEST_ID')]: context.awsRequestId,
      [key('X_RAY_TRACE_ID')]: context.xRayTraceId,
      [key('TENANT_ID')]: context.tenantId,
      [key('TRACEPARENT')]: w3c.traceparent,
      [key('TRACESTATE')]: w3c.tracestate,
      [key('BAGGAGE')]: w3c.baggage,
    }
  }
}

for (const [name, symbol] of Object.entries(readers)) {
  InvokeStore.prototype[name] = function () {
    return this.get(symbol)
  }
}
