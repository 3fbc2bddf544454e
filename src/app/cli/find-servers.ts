import { resolve } from 'node:path'
import type { Health } from '../status-routes.ts'
import { askHealth } from './ask-health.ts'
import { readServerRecords } from './server-records.ts'

/** A server that was found: by its note in the data folder, or by its port. `health` is absent when it does not answer. */
export interface FoundServer {
  readonly endpoint: string
  readonly port: number
  readonly pid: number
  readonly health?: Health
  /** Why it does not answer. */
  readonly trouble?: string
  readonly region?: string
  readonly accountId?: string
  readonly credentialsFile?: string
}

/** Servers noted in the data folder; with a port, the one there, noted or not. */
export async function findServers(dataDir: string, port?: number): Promise<FoundServer[]> {
  const records = readServerRecords(resolve(dataDir)).filter(
    (record) => port === undefined || record.port === port,
  )
  const found = await Promise.all(
    records.map(async (record): Promise<FoundServer | undefined> => {
      const { endpoint, pid } = record
      const server = record
      const answer = await askHealth(endpoint)
      if (answer.kind === 'lambent') {
        // Another server has taken the port since; this note's process is somebody else by now.
        return answer.health.pid === pid ? { ...server, health: answer.health } : undefined
      }
      return { ...server, trouble: answer.kind === 'other' ? 'another program answers' : answer.reason }
    }),
  )
  const servers = found.filter((server) => server !== undefined)
  if (servers.length > 0 || port === undefined) return servers
  const endpoint = `http://127.0.0.1:${port}`
  const answer = await askHealth(endpoint)
  return answer.kind === 'lambent' ? [{ endpoint, port, pid: answer.health.pid, health: answer.health }] : []
}
