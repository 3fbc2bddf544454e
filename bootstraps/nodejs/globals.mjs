/** The global `awslambda`, by which handlers ask to stream. Source: Lambda Developer Guide, "Response streaming". */

const streamingKey = Symbol.for('aws.lambda.runtime.handler.streaming')
const highWaterMarkKey = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')

const HttpResponseStream = {
  /** Puts a prelude, the response's status, headers and cookies as JSON and eight zero bytes, before what is written first. */
  from(stream, prelude) {
    stream.setContentType('application/vnd.awslambda.http-integration-response')
    const text = JSON.stringify(prelude)
    stream._onBeforeFirstWrite = (write) => {
      write(text)
      write(new Uint8Array(8))
    }
    return stream
  },
}

export function installGlobals() {
  const refused = process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA
  if (refused === '1' || refused === 'true') return
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse(handler, options) {
      handler[streamingKey] = 'response'
      if (typeof options?.highWaterMark === 'number') {
        handler[highWaterMarkKey] = Number.parseInt(options.highWaterMark, 10)
      }
      return handler
    },
    HttpResponseStream,
  }
}

/** Whether a handler streams, and by which high-water mark. */
export function streamingOf(handler) {
  if (!handler[streamingKey]) return undefined
  const highWaterMark = Number.parseInt(handler[highWaterMarkKey], 10)
  return Number.isNaN(highWaterMark) ? {} : { highWaterMark }
}
