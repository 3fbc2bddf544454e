import { errorBytesMax } from '../../limits.ts'
import { invalidRequestId, sendAccepted } from '../answers.ts'
import { readLimited } from '../body.ts'
import { type ApiHandler, header } from '../call.ts'
import { faultOf } from './fault.ts'

/** `POST /2018-06-01/runtime/invocation/{id}/error`. Source: Lambda Developer Guide, "Using the Lambda runtime API". */
export const error: ApiHandler = async ({ host, request, response, requestId }) => {
  const { runtime } = host
  if (!runtime) throw invalidRequestId()
  const sink = runtime.running(requestId)
  runtime.beginResponse('InvocationErrorResponse')
  const { bytes } = await readLimited(request, errorBytesMax).catch(() => ({ bytes: Buffer.alloc(0) }))
  sink.failed(faultOf(header(request, 'lambda-runtime-function-error-type'), bytes))
  runtime.responseSent()
  sendAccepted(response)
}
