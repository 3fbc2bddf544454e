import { runtimeMayNot } from '../answers.ts'
import type { ApiHandler } from '../call.ts'

/** `GET /2018-06-01/runtime/restore/next`. Source: Lambda Developer Guide, "Using the Lambda runtime API", SnapStart. */
export const restoreNext: ApiHandler = async ({ host, response }) => {
  if (!host.runtime) throw runtimeMayNot('Ready', 'RestoreReady')
  await host.runtime.restoreNext()
  response.writeHead(200, { 'Content-Length': 0 })
  response.end()
}
