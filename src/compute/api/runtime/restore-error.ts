import { errorBytesMax } from '../../limits.ts'
import { runtimeMayNot, sendAccepted } from '../answers.ts'
import { readLimited } from '../body.ts'
import { type ApiHandler, header } from '../call.ts'
import { faultOf } from './fault.ts'

/** `POST /2018-06-01/runtime/restore/error`. Source: as for `restore/next`. */
export const restoreError: ApiHandler = async ({ host, request, response }) => {
  if (!host.runtime) throw runtimeMayNot('Ready', 'RestoreError')
  const { bytes } = await readLimited(request, errorBytesMax).catch(() => ({ bytes: Buffer.alloc(0) }))
  host.runtime.restoreError(faultOf(header(request, 'lambda-runtime-function-error-type'), bytes))
  sendAccepted(response)
}
