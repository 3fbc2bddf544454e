/** Running the unmodified AWS CLI against a test server. `npm test` installs one where there is none. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadCli, type Outcome, type RunCommand } from './loaded-cli.ts'

const run = promisify(execFile)

let runCommand: Promise<RunCommand> | undefined

/** Keys that a command signs with. */
export interface Keys {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken?: string
}

/** The CLI, pointed at one server; nothing of this machine's own AWS settings is seen. */
export class AwsCli {
  readonly #endpoint: string
  readonly #environment: NodeJS.ProcessEnv

  constructor(endpoint: string, keys: Keys, region = 'us-east-1') {
    this.#endpoint = endpoint
    this.#environment = {
      PATH: process.env.PATH,
      // Version managers of Python find their Pythons through the home folder.
      HOME: process.env.HOME,
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      ...(keys.SessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.SessionToken }),
      AWS_DEFAULT_REGION: region,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
      PYTHONWARNINGS: 'ignore',
    }
  }

  /** Runs a command to its end, whatever that is. */
  async run(...command: string[]): Promise<Outcome> {
    runCommand ??= versionOf().then(async (version) => (version && (await loadCli(version))) || runProgram)
    // By option: versions before 2.13 do not know AWS_ENDPOINT_URL, and would go to AWS itself.
    const options = ['--endpoint-url', this.#endpoint, '--output', 'json']
    return (await runCommand)([...command, ...options], this.#environment)
  }

  /** Runs a command that must succeed; answers what it printed. */
  async json<Answer = Record<string, unknown>>(...command: string[]): Promise<Answer> {
    const { code, stdout, stderr } = await this.run(...command)
    if (code !== 0) throw new Error(`aws ${command.join(' ')} ended with ${code}: ${stderr}`)
    return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as Answer
  }
}

/** The first number of the CLI's version; undefined when there is no CLI. */
export async function majorVersion(): Promise<number | undefined> {
  const version = await versionOf()
  return version === undefined ? undefined : Number.parseInt(version, 10)
}

async function versionOf(): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run('aws', ['--version'])
    // Older versions write it where errors go.
    return /aws-cli\/(\S+)/.exec(stdout + stderr)?.[1]
  } catch {
    return undefined
  }
}

/** As anybody does, where the CLI cannot be loaded once for all commands. */
async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  try {
    const { stdout, stderr } = await run('aws', args, { env })
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code === 'number') return { code, stdout, stderr }
    throw new Error('The AWS CLI could not be run', { cause: error })
  }
}
