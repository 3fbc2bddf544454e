import { readFileSync } from 'node:fs'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { findServers } from '../find-servers.ts'
import { nothingRuns } from '../status.ts'
import { AwsClient } from './aws-client.ts'

/** Which server, account and region a command speaks to. */
export interface ServerFlags {
  readonly dataDir: string
  readonly port?: number
  readonly region?: string
  readonly account?: string
}

/** A client of the one server that runs. Fails with a CommandError that says what to do when there is none, or several. */
export async function findServer(flags: ServerFlags): Promise<AwsClient> {
  const servers = (await findServers(flags.dataDir, flags.port)).filter(({ health }) => health)
  const [server, another] = servers
  if (!server) throw new CommandError(nothingRuns(flags), ['Start one: lambent start'], exitCodes.notRunning)
  if (another) {
    const ports = servers.map(({ port }) => port).join(', ')
    throw new CommandError(
      `Several servers run, on ports ${ports}.`,
      ['Choose one: --port <number>'],
      exitCodes.usage,
    )
  }
  return new AwsClient({
    endpoint: server.endpoint,
    region: flags.region ?? server.region ?? 'us-east-1',
    ...(server.credentialsFile === undefined || flags.account !== undefined
      ? { accessKeyId: flags.account ?? server.accountId ?? '000000000000', secretAccessKey: 'lambent' }
      : readCredentials(server.credentialsFile)),
  })
}

/** The first key of a shared credentials file. Fails with a CommandError. */
export function readCredentials(file: string): { accessKeyId: string; secretAccessKey: string } {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(`The key of the server's root user cannot be read: ${(error as Error).message}`, [
      'Only the user who started the server may.',
    ])
  }
  const value = (name: string) => new RegExp(`^${name} *= *(\\S+)`, 'm').exec(text)?.[1] ?? ''
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') }
}
