/**
 * The AWS SDKs that come with AWS's runtimes: boto3 for Python, the clients of the SDK for JavaScript for Node.js. Fetched
 * into the cache once, when the first function of the language is deployed.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../base/logger.ts'
import type { ReadOnlyMount } from '../../sandbox/index.ts'
import { exists, installOnce } from './install-once.ts'
import type { Interpreter } from './interpreter.ts'
import { npmInstall, runClient } from './package-clients.ts'

/** An SDK that is there. */
export interface Sdk {
  /** Where it is on this machine. */
  readonly folder: string
  readonly mount: ReadOnlyMount
}

/** What functions without a bundle of their own import: a client for each service that Lambent names, and what people use beside. */
const javascriptPackages = [
  'api-gateway',
  'apigatewaymanagementapi',
  'apigatewayv2',
  'cloudformation',
  'cloudwatch',
  'cloudwatch-logs',
  'cognito-identity-provider',
  'dynamodb',
  'dynamodb-streams',
  'eventbridge',
  'iam',
  'kinesis',
  'kms',
  'lambda',
  'pipes',
  's3',
  'scheduler',
  'secrets-manager',
  'sfn',
  'sns',
  'sqs',
  'ssm',
  'sts',
  'xray',
].map((name) => `@aws-sdk/client-${name}`)
const javascriptTools = [
  '@aws-sdk/lib-dynamodb',
  '@aws-sdk/lib-storage',
  '@aws-sdk/util-dynamodb',
  '@aws-sdk/s3-request-presigner',
  '@aws-sdk/credential-providers',
]

/** How many files and bytes of a function's code are searched for the SDK's name. Source: chosen; more of it is likely a bundle. */
const searchFilesMax = 200
const searchBytesMax = 4_000_000

/** Provides SDKs. */
export class SdkProvider {
  readonly #folder: string
  readonly #logger: Logger
  readonly #under = new Map<string, Promise<Sdk | undefined>>()
  readonly #failures = new Map<string, string>()

  /** `folder`: of the cache. */
  constructor(folder: string, logger: Logger) {
    this.#folder = folder
    this.#logger = logger
  }

  /** Why an SDK could not be fetched. */
  failure(language: 'python' | 'nodejs'): string | undefined {
    return this.#failures.get(language)
  }

  /** boto3, for Python from 3.9 on: one tree serves all versions. Resolves with undefined when it cannot be had. */
  python(interpreter: Interpreter): Promise<Sdk | undefined> {
    // The newest boto3 wants a newer Python than the oldest runtime has: each generation has its own.
    const old = Number(interpreter.version.split('.')[1]) < 10
    return this.#fetch('python', join(this.#folder, old ? 'boto3-python3.9' : 'boto3'), '/var/runtime', async (stage) => {
      await pip(interpreter, ['install', '--quiet', '--disable-pip-version-check', '--no-compile', '--target', stage, 'boto3'])
    })
  }

  /** Clients of the AWS SDK for JavaScript. Resolves with undefined when they cannot be had. */
  nodejs(): Promise<Sdk | undefined> {
    return this.#fetch('nodejs', join(this.#folder, 'sdk-javascript'), '/var/runtime/node_modules', async (stage) => {
      await npmInstall(stage, [...javascriptPackages, ...javascriptTools])
    })
  }

  /** Only if it is there already, or has been asked for and come. */
  async pythonHere(interpreter: Interpreter): Promise<Sdk | undefined> {
    const old = Number(interpreter.version.split('.')[1]) < 10
    const folder = join(this.#folder, old ? 'boto3-python3.9' : 'boto3')
    return (await exists(folder)) ? { folder, mount: { source: folder, target: '/var/runtime' } } : undefined
  }

  async nodejsHere(): Promise<Sdk | undefined> {
    const folder = join(this.#folder, 'sdk-javascript/node_modules')
    return (await exists(folder)) ? { folder, mount: { source: folder, target: '/var/runtime/node_modules' } } : undefined
  }

  #fetch(
    language: 'python' | 'nodejs',
    folder: string,
    target: string,
    install: (stage: string) => Promise<void>,
  ): Promise<Sdk | undefined> {
    let fetching = this.#under.get(folder)
    if (!fetching) {
      fetching = this.#install(language, folder, install).then((done) => {
        if (!done) return undefined
        const source = language === 'nodejs' ? join(folder, 'node_modules') : folder
        return { folder: source, mount: { source, target } }
      })
      this.#under.set(folder, fetching)
    }
    return fetching
  }

  async #install(
    language: 'python' | 'nodejs',
    folder: string,
    install: (stage: string) => Promise<void>,
  ): Promise<boolean> {
    const name = language === 'python' ? 'boto3' : 'the AWS SDK for JavaScript'
    try {
      await installOnce(folder, async (stage) => {
        this.#logger.info(`Fetching ${name} for functions, once ...`)
        await install(stage)
        this.#logger.info(`${name} is here.`)
      })
      return true
    } catch (error) {
      const reason = (error as Error).message
      this.#failures.set(language, reason)
      this.#logger.warn(
        `${name} could not be fetched (${reason}): functions that import it without bringing it will fail to.`,
      )
      return false
    }
  }
}

/** pip of this interpreter, or of any other: the packages are for all. */
async function pip(interpreter: Interpreter, args: readonly string[]): Promise<void> {
  try {
    await runClient(interpreter.path, ['-m', 'pip', ...args])
  } catch (error) {
    if (!/No module named pip/i.test((error as Error).message)) throw error
    await runClient('pip3', args)
  }
}

/** Whether code seems to use the SDK that the runtime brings, and not one of its own. */
export async function usesSdk(task: string, language: 'python' | 'nodejs'): Promise<boolean> {
  const [pattern, files, own] =
    language === 'python'
      ? [/\b(boto3|botocore)\b/, /\.py$/, ['boto3']]
      : [/@(aws-sdk|smithy)\//, /\.[cm]?js$/, ['node_modules/@aws-sdk']]
  for (const folder of own) if (await exists(join(task, folder))) return false
  let bytes = 0
  const names = await readdir(task, { recursive: true }).catch(() => [])
  const sources = names.filter((name) => files.test(name) && !name.includes('node_modules/')).slice(0, searchFilesMax)
  for (const name of sources) {
    const text = await readFile(join(task, name), 'utf8').catch(() => '')
    if (pattern.test(text)) return true
    bytes += text.length
    if (bytes > searchBytesMax) return true
  }
  return false
}
