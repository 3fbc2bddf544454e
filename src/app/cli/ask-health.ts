import { nodeHttp } from '../../http/index.ts'
import type { Health } from '../status-routes.ts'

/** How long a server may take to answer for its health. Unit: milliseconds. Source: chosen; it answers in one. */
const patienceMs = 2_000

/** What came back from an address: a Lambent, another HTTP server, or nothing. */
export type HealthAnswer =
  | { readonly kind: 'lambent'; readonly health: Health }
  | { readonly kind: 'other' }
  | { readonly kind: 'silent'; readonly reason: string }

/** Asks `GET /_lambent/health` at an endpoint (`http://127.0.0.1:4566`). Never fails. Proxies are not used. */
export function askHealth(endpoint: string): Promise<HealthAnswer> {
  return new Promise((resolve) => {
    const silent = (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'silent', reason: error.code ?? error.message })
    const asked = nodeHttp.request(
      `${endpoint}/_lambent/health`,
      { timeout: patienceMs, agent: false },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => {
          text += part
          if (text.length > 100_000) answer.destroy()
        })
        answer.on('error', silent)
        answer.on('close', () => resolve(readHealth(text)))
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('it did not answer in time')))
    // Something that does not speak HTTP listens there: it is not nothing.
    asked.on('error', (error: NodeJS.ErrnoException) =>
      error.code?.startsWith('HPE_') ? resolve({ kind: 'other' }) : silent(error),
    )
    asked.end()
  })
}

function readHealth(text: string): HealthAnswer {
  try {
    const value = JSON.parse(text) as Partial<Health>
    const isOurs = value.status === 'ok' && typeof value.pid === 'number' && typeof value.version === 'string'
    return isOurs ? { kind: 'lambent', health: value as Health } : { kind: 'other' }
  } catch {
    return { kind: 'other' }
  }
}
