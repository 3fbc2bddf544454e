import type { UsageReport } from '../../services/lambda/adapters/usage-report.ts'
import { askUsage } from './ask-usage.ts'
import { inWords } from './durations.ts'
import { exitCodes } from './exit-codes.ts'
import { type FoundServer, findServers } from './find-servers.ts'
import { columns, type Terminal } from './terminal.ts'

/** The flags of `lambent status`. */
export interface StatusFlags {
  readonly dataDir: string
  readonly port?: number
  readonly json?: boolean
}

/** Says which servers run. */
export async function status(flags: StatusFlags, terminal: Terminal): Promise<number> {
  const found = await findServers(flags.dataDir, flags.port)
  const servers = await Promise.all(
    found.map(async (server) => {
      const usage = await askUsage(server)
      return usage === undefined ? server : { ...server, usage }
    }),
  )
  if (flags.json) terminal.out(JSON.stringify({ servers }, null, 2))
  else if (servers.length === 0) terminal.out(nothingRuns(flags))
  else terminal.out(servers.map((server) => describe(server, terminal).join('\n')).join('\n\n'))
  return servers.some(({ health }) => health) ? exitCodes.success : exitCodes.notRunning
}

/** The sentence for no server. */
export function nothingRuns({ dataDir, port }: { readonly dataDir: string; readonly port?: number }): string {
  return port === undefined
    ? `No Lambent runs on the data folder ${dataDir}.`
    : `No Lambent runs on port ${port}.`
}

interface ReportedServer extends FoundServer {
  readonly usage?: UsageReport['total']
}

function describe({ endpoint, pid, health, trouble, usage }: ReportedServer, { paint }: Terminal): string[] {
  if (!health) {
    return [
      `${paint.yellow('Lambent does not answer')} at ${endpoint} (process ${pid}: ${trouble ?? 'no answer'})`,
      '  It may be starting, or hang. To end it: lambent stop --force',
    ]
  }
  return [
    `${paint.green('Lambent is running')} at ${paint.cyan(endpoint)}`,
    ...columns([
      ['version', health.version],
      ['process', String(pid)],
      ['running for', inWords(health.uptimeSeconds)],
      ['store', health.store],
      ['identity', health.identity],
      ['services loaded', health.services.join(', ') || 'none yet'],
      ['calls answered', String(health.calls)],
      ...(health.environments === undefined
        ? []
        : [['environments', inWordsOfStates(health.environments)] as const]),
      ...(usage === undefined ? [] : [['invocations', inWordsOf(usage)] as const]),
    ]),
  ]
}

function inWordsOfStates(states: Readonly<Record<string, number>>): string {
  return (
    Object.entries(states)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ') || 'none'
  )
}

function inWordsOf({ requests, errors, gbSeconds, cost }: UsageReport['total']): string {
  const failed = errors === 0 ? '' : ` (${errors} with an error)`
  return `${requests}${failed}, ${gbSeconds.toFixed(2)} GB-seconds; AWS would charge $${cost.toFixed(6)}`
}
