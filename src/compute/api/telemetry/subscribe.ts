import { readSubscription } from '../../telemetry/subscription.ts'
import { readLimited } from '../body.ts'
import { type ApiHandler, header } from '../call.ts'

/** `PUT /2022-07-01/telemetry`. Source: Lambda Telemetry API reference, Subscribe. */
export const subscribe: ApiHandler = async ({ host, request, response }) => {
  const { name } = host.extensions.find(header(request, 'lambda-extension-identifier'))
  const { bytes } = await readLimited(request, 65_536)
  host.telemetry.subscribe(name, readSubscription('telemetry', bytes.toString()))
  response.writeHead(200, { 'Content-Type': 'application/json' })
  response.end('"OK"')
}
