import { readSubscription } from '../../telemetry/subscription.ts'
import { readLimited } from '../body.ts'
import { type ApiHandler, header } from '../call.ts'

/** `PUT /2020-08-15/logs`. Source: Lambda Logs API reference, Subscribe. */
export const subscribeToLogs: ApiHandler = async ({ host, request, response }) => {
  const { name } = host.extensions.find(header(request, 'lambda-extension-identifier'))
  const { bytes } = await readLimited(request, 65_536)
  host.telemetry.subscribe(name, readSubscription('logs', bytes.toString()))
  response.writeHead(200, { 'Content-Type': 'application/json' })
  response.end('"OK"')
}
