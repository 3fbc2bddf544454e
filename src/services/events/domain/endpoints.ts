import { invalidParameter } from '../errors.ts'

/** An address that requests can be sent to. AWS takes HTTPS alone; here HTTP is taken too, for what runs on this machine. */
export function checkEndpoint(endpoint: string): void {
  try {
    const { protocol } = new URL(endpoint.replaceAll('*', 'x'))
    if (protocol === 'https:' || protocol === 'http:') return
  } catch {
    // No address at all.
  }
  throw invalidParameter('InvocationEndpoint', `Endpoint '${endpoint}' is not valid`)
}
