/** Running the unmodified AWS CLI against a test server. `npm test` installs one where there is none. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a command left behind. */
export interface Outcome {
  /** 0 when it succeeded; 254 or 255, by the CLI's version, when the service refused. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

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
    try {
      // By option: versions before 2.13 do not know AWS_ENDPOINT_URL, and would go to AWS itself.
      const options = ['--endpoint-url', this.#endpoint, '--output', 'json']
      const { stdout, stderr } = await run('aws', [...command, ...options], { env: this.#environment })
      return { code: 0, stdout, stderr }
    } catch (error) {
      const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string }
      if (typeof code === 'number') return { code, stdout, stderr }
      throw new Error('The AWS CLI could not be run', { cause: error })
    }
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
  try {
    const { stdout, stderr } = await run('aws', ['--version'])
    // Older versions write it where errors go.
    const found = /aws-cli\/(\d+)\./.exec(stdout + stderr)?.[1]
    return found === undefined ? undefined : Number(found)
  } catch {
    return undefined
  }
}
