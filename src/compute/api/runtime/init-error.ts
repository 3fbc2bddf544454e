import { errorBytesMax } from '../../limits.ts'
import { runtimeMayNot, sendAccepted } from '../answers.ts'
import { readLimited } from '../body.ts'
import { type ApiHandler, header } from '../call.ts'
import { faultOf } from './fault.ts'

/** `POST /2018-06-01/runtime/init/error`. Source: Lambda Developer Guide, "Using the Lambda runtime API". */
export const initError: ApiHandler = async ({ host, request, response }) => {
  if (!host.runtime) throw runtimeMayNot('Ready', 'InitError')
  const { bytes } = await readLimited(request, errorBytesMax).catch(() => ({ bytes: Buffer.alloc(0) }))
  const fault = faultOf(header(request, 'lambda-runtime-function-error-type'), bytes)
  // Clients of today report a failed hook after restoring here too.
  if (host.runtime.state === 'Restoring') host.runtime.restoreError(fault)
  else host.runtime.initError(fault)
  sendAccepted(response)
}
