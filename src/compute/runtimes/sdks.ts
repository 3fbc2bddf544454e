/**
 * The AWS SDKs that come with AWS's runtimes: boto3 for Python, the clients of the SDK for JavaScript for Node.js. Fetched
 * into the cache once, when the first function of the language is deployed.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
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
  'codedeploy',
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

/** To find that an SDK has been fetched before takes less. Unit: milliseconds. Source: measured, 2 to 30. */
const alreadyThereMs = 150

/** Provides SDKs. */
export class SdkProvider {
  readonly #folder: string
  readonly #logger: Logger
  readonly #under = new Map<string, Promise<Sdk | undefined>>()
  readonly #settled = new Map<string, Sdk | undefined>()
  readonly #ended: AbortSignal

  /** `folder`: of the cache. `ended` gives up what is being fetched. */
  constructor(folder: string, logger: Logger, ended: AbortSignal) {
    this.#folder = folder
    this.#logger = logger
    this.#ended = ended
  }

  /** Waits until nothing is fetched any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#under.values())
  }

  /**
   * The SDK for a function's code: boto3 (one tree serves all versions of Python), or clients of the AWS SDK for JavaScript. The first time
   * that it is asked for it is fetched, and waited for only if the code uses it. Undefined: it is not there (yet).
   */
  async for(language: 'python' | 'nodejs', interpreter: Interpreter, task: string): Promise<Sdk | undefined> {
    const folderName = folderOf(language, interpreter)
    const kind = language === 'nodejs' ? folderName : `${folderName} ${minorOf(interpreter)}`
    if (this.#settled.has(kind)) return this.#settled.get(kind)
    const source =
      language === 'nodejs' ? join(this.#folder, folderName, 'node_modules') : join(this.#folder, folderName)
    const target = language === 'nodejs' ? '/var/runtime/node_modules' : '/var/runtime'
    const sdk: Sdk = { folder: source, mount: { source, target } }
    let fetching = this.#under.get(kind)
    if (!fetching) {
      fetching = this.#install(language, interpreter, join(this.#folder, folderName)).then(async (done) => {
        if (done && language === 'python') await this.#compile(interpreter, source)
        const result = done ? sdk : undefined
        this.#settled.set(kind, result)
        return result
      })
      this.#under.set(kind, fetching)
    }
    if (await usesSdk(task, language)) return fetching
    // What was fetched before is there in a moment; a runtime made ahead without it would be of no use afterwards.
    return Promise.race([fetching, after(alreadyThereMs, undefined, { ref: false })])
  }

  /** Each version of Python has its own form of compiled modules: without it an import takes seconds. */
  async #compile(interpreter: Interpreter, folder: string): Promise<void> {
    const mark = join(this.#folder, `compiled-${minorOf(interpreter)}`, basename(folder))
    try {
      const compile = ['-I', '-S', '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', folder]
      const install = () => runClient(interpreter.path, compile, { signal: this.#ended })
      await installOnce(mark, install, this.#ended)
    } catch (error) {
      this.#logger.debug('boto3 could not be compiled', { error })
    }
  }

  async #install(language: 'python' | 'nodejs', interpreter: Interpreter, folder: string): Promise<boolean> {
    const name = language === 'python' ? 'boto3' : 'the AWS SDK for JavaScript'
    try {
      const install = async (stage: string) => {
        this.#logger.info(`Fetching ${name} for functions, once ...`)
        if (language === 'nodejs')
          await npmInstall(stage, [...javascriptPackages, ...javascriptTools], this.#ended)
        else await pip(interpreter, ['--no-compile', '--target', stage, 'boto3'], this.#ended)
        this.#logger.info(`${name} is here.`)
      }
      await installOnce(folder, install, this.#ended)
      return true
    } catch (error) {
      if (this.#ended.aborted) return false
      this.#logger.warn(
        `${name} could not be fetched (${(error as Error).message}): functions that import it without bringing it will fail to.`,
      )
      return false
    }
  }
}

/** `3.13` */
export function minorOf({ version }: Interpreter): string {
  return version.split('.').slice(0, 2).join('.')
}

/** What is fetched once is named by what it holds: with one package more it is another. */
const javascriptFolder = `sdk-javascript-${createHash('sha256')
  .update([...javascriptPackages, ...javascriptTools].join(' '))
  .digest('hex')
  .slice(0, 8)}`

/** The newest boto3 wants a newer Python than the oldest runtime has: that one has its own. */
function folderOf(language: 'python' | 'nodejs', { version }: Interpreter): string {
  if (language === 'nodejs') return javascriptFolder
  return Number(version.split('.')[1]) < 10 ? 'boto3-python3.9' : 'boto3'
}

/** pip of this interpreter, or of any other: the packages are for all. */
export async function pip(
  interpreter: Interpreter,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const install = ['install', '--quiet', '--disable-pip-version-check', '--no-input', ...args]
  try {
    await runClient(interpreter.path, ['-m', 'pip', ...install], { signal })
  } catch (error) {
    if (!/No module named pip/i.test((error as Error).message)) throw error
    await runClient('pip3', install, { signal })
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
  const sources = names
    .filter((name) => files.test(name) && !name.includes('node_modules/'))
    .slice(0, searchFilesMax)
  for (const name of sources) {
    const text = await readFile(join(task, name), 'utf8').catch(() => '')
    if (pattern.test(text)) return true
    bytes += text.length
    if (bytes > searchBytesMax) return true
  }
  return false
}
