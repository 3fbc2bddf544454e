import type { IncomingMessage } from 'node:http'
import { responseBytesMax } from '../../limits.ts'
import type { InvocationSink, RuntimeFault } from '../../link/types.ts'
import {
  entityTooLarge,
  invalidRequestId,
  invalidResponseMode,
  sendAccepted,
  truncatedRequest,
} from '../answers.ts'
import { readLimited } from '../body.ts'
import { type ApiCall, type ApiHandler, header } from '../call.ts'
import type { HttpRuntime } from '../http-runtime.ts'
import { faultOf } from './fault.ts'

/** `POST /2018-06-01/runtime/invocation/{id}/response`, whole or streamed. Source: as for `next`, and "Response streaming". */
export const response: ApiHandler = async (call) => {
  const { host, request, requestId } = call
  const { runtime } = host
  if (!runtime) throw invalidRequestId()
  const sink = runtime.running(requestId)
  runtime.beginResponse('InvocationResponse')
  const mode = header(request, 'lambda-runtime-function-response-mode')
  if (mode !== undefined && mode !== '' && mode.toLowerCase() !== 'streaming') {
    sink.failed(faultOf('Runtime.InvalidResponseModeHeader', Buffer.alloc(0)))
    runtime.responseSent()
    throw invalidResponseMode()
  }
  if (mode) await streamed(call, runtime, sink)
  else await whole(call, runtime, sink)
  sendAccepted(call.response)
}

async function whole({ request }: ApiCall, runtime: HttpRuntime, sink: InvocationSink): Promise<void> {
  let body: Awaited<ReturnType<typeof readLimited>>
  try {
    body = await readLimited(request, responseBytesMax)
  } catch {
    sink.failed(faultOf('Runtime.TruncatedResponse', Buffer.alloc(0)))
    runtime.responseSent()
    throw truncatedRequest()
  }
  const isTooLarge = body.length > responseBytesMax
  if (isTooLarge) sink.resultTooLarge(body.length)
  else sink.result(body.bytes)
  runtime.responseSent()
  if (isTooLarge) throw entityTooLarge()
}

async function streamed({ request }: ApiCall, runtime: HttpRuntime, sink: InvocationSink): Promise<void> {
  sink.streamBegins(header(request, 'content-type'))
  const whole = await new Promise<boolean>((resolve) => {
    request.on('data', (chunk: Buffer) => {
      if (sink.chunk(chunk)) return
      request.pause()
      runtime.onResume(() => request.resume())
    })
    request.once('end', () => resolve(request.complete))
    request.once('close', () => resolve(request.complete))
    request.once('error', () => resolve(false))
  })
  if (!whole) {
    sink.streamEnds(faultOf('Runtime.TruncatedResponse', Buffer.alloc(0)))
    runtime.responseSent()
    throw truncatedRequest()
  }
  sink.streamEnds(trailingFault(request))
  runtime.responseSent()
}

/** A stream that fails midway says so in trailers; the body of the error is in base64. */
function trailingFault({ trailers }: IncomingMessage): RuntimeFault | undefined {
  const errorType = trailers['lambda-runtime-function-error-type']
  if (errorType === undefined) return undefined
  return faultOf(errorType, Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64'))
}
