import { parseAccountId, parseRegion } from '../../aws/identifiers.ts'
import { CommandError } from './command-error.ts'
import { defaultPort } from './default-port.ts'
import { type EnvFormat, formatAssignments, formatRemovals, shellFormat } from './env-formats.ts'
import { exitCodes } from './exit-codes.ts'
import { findServers } from './find-servers.ts'
import { nothingRuns } from './status.ts'
import type { Terminal } from './terminal.ts'

/** The flags of `lambent env`. */
export interface EnvFlags {
  readonly dataDir: string
  readonly port?: number
  readonly format?: EnvFormat
  readonly region?: string
  readonly account?: string
  readonly unset?: boolean
}

/** Prints variables that every AWS SDK and the AWS CLI read. Source: AWS SDKs and Tools Reference Guide, "Settings reference". */
export async function env(flags: EnvFlags, terminal: Terminal): Promise<number> {
  if (flags.account !== undefined && !parseAccountId(flags.account)) {
    throw new CommandError(
      `The account "${flags.account}" is none.`,
      ['Give twelve digits.'],
      exitCodes.usage,
    )
  }
  if (flags.region !== undefined && !parseRegion(flags.region)) {
    throw new CommandError(
      `The region "${flags.region}" is none.`,
      ['Give one like eu-central-1.'],
      exitCodes.usage,
    )
  }
  const servers = await findServers(flags.dataDir, flags.port)
  if (servers.length > 1) {
    const ports = servers.map(({ port }) => port).join(', ')
    throw new CommandError(
      `Several servers run, on ports ${ports}.`,
      ['Choose one: --port <number>'],
      exitCodes.usage,
    )
  }
  const [server] = servers
  if (!server && !flags.unset) {
    terminal.err(`# ${nothingRuns(flags)} These are for one to come.`)
  }
  const region = flags.region ?? server?.region ?? 'us-east-1'
  const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const credentialsFile = flags.account === undefined ? server?.credentialsFile : undefined
  const assignments: Readonly<Record<string, string>> = {
    AWS_ENDPOINT_URL: server?.endpoint ?? `http://127.0.0.1:${flags.port ?? defaultPort}`,
    ...(credentialsFile === undefined
      ? {
          // A key of twelve digits belongs to the account of that number.
          AWS_ACCESS_KEY_ID: flags.account ?? server?.accountId ?? '000000000000',
          AWS_SECRET_ACCESS_KEY: 'lambent',
        }
      : { AWS_SHARED_CREDENTIALS_FILE: credentialsFile }),
    AWS_REGION: region,
    // The AWS CLI and older SDKs read this one.
    AWS_DEFAULT_REGION: region,
    // Some operations (Live Tail) put a label before the host name, and no name server knows the result.
    // Source: AWS SDKs and Tools Reference Guide, "Host prefix injection".
    AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
  }
  // A profile or a session left over from AWS would win over the keys, or spoil the signature.
  const removals = [
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    'AWS_SESSION_TOKEN',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    ...(credentialsFile === undefined ? [] : keys),
  ]
  const format = flags.format ?? shellFormat(process.env.SHELL)
  for (const line of flags.unset
    ? formatRemovals(format, Object.keys(assignments))
    : formatAssignments(format, assignments, removals)) {
    terminal.out(line)
  }
  return exitCodes.success
}
