import { nodeHttp } from '../../http/index.ts'
import type { UsageReport } from '../../services/lambda/adapters/usage-report.ts'
import type { FoundServer } from './find-servers.ts'

/** Unit: milliseconds. Source: chosen; it answers in a few. */
const patienceMs = 2_000

/** What functions have used; undefined when none have run, or the server does not tell. Never fails. */
export function askUsage({ endpoint, health }: FoundServer): Promise<UsageReport['total'] | undefined> {
  if (!health?.services.includes('lambda')) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const nothing = () => resolve(undefined)
    const asked = nodeHttp.request(
      `${endpoint}/_lambent/usage`,
      { timeout: patienceMs, agent: false },
      (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('error', nothing)
        answer.on('close', () => resolve(readTotal(Buffer.concat(pieces).toString('utf8'))))
      },
    )
    asked.on('timeout', () => asked.destroy())
    asked.on('error', nothing)
    asked.end()
  })
}

function readTotal(text: string): UsageReport['total'] | undefined {
  try {
    const { total } = JSON.parse(text) as Partial<UsageReport>
    return total && total.requests > 0 ? total : undefined
  } catch {
    return undefined
  }
}
