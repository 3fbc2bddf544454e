import { join } from 'node:path'
import type { Logger } from '../../base/logger.ts'
import type { Sandbox, SandboxHost, SandboxProcess, WarmParent } from '../../sandbox/index.ts'
import { bootstraps } from '../bootstraps.ts'
import { channelStreams } from '../channel/channel-link.ts'
import { exists } from './install-once.ts'
import type { Interpreter } from './interpreter.ts'
import { preloadable } from './plans.ts'
import type { Sdk } from './sdks.ts'

/** Python processes that have loaded what many functions use, one for each interpreter. */
export class WarmParents {
  readonly #sandboxes: SandboxHost
  readonly #logger: Logger
  readonly #parents = new Map<string, Promise<WarmParent>>()
  #canEnter: Promise<boolean> | undefined
  #closed = false

  constructor(sandboxes: SandboxHost, logger: Logger) {
    this.#sandboxes = sandboxes
    this.#logger = logger
  }

  /** What forks runtimes of this interpreter into sandboxes; undefined where sandboxes cannot be forked into. */
  async forking(
    interpreter: Interpreter,
    sdk: Sdk | undefined,
  ): Promise<((sandbox: Sandbox, template?: boolean) => Promise<SandboxProcess>) | undefined> {
    if (!this.#sandboxes.canFork) return undefined
    this.#canEnter ??= exists(join(bootstraps, 'python/enter_sandbox.py'))
    if (!(await this.#canEnter)) return undefined
    return async (sandbox, template = false) =>
      sandbox.fork(await this.#parent(interpreter, sdk), {
        env: {},
        workingDirectory: '/',
        channels: channelStreams,
        ...(template ? { template } : {}),
      })
  }

  #parent({ path }: Interpreter, sdk: Sdk | undefined): Promise<WarmParent> {
    const key = `${path}\n${sdk?.folder ?? ''}`
    const known = this.#parents.get(key)
    if (known) return known
    const starting = this.#sandboxes.warmParent({
      command: [
        path,
        '-I',
        '-S',
        join(bootstraps, 'python/warm_parent.py'),
        ...(sdk !== undefined && preloadable(sdk) ? ['--sdk', sdk.folder] : []),
      ],
      env: {},
      workingDirectory: '/',
    })
    this.#parents.set(key, starting)
    const forget = () => {
      if (this.#parents.get(key) === starting) this.#parents.delete(key)
    }
    starting.then(
      async ({ ended }) => {
        const end = await ended
        forget()
        if (!this.#closed) this.#logger.warn('A warm Python ended; another takes its place.', { ...end })
      },
      () => forget(),
    )
    return starting
  }

  async close(): Promise<void> {
    this.#closed = true
    const parents = await Promise.allSettled(this.#parents.values())
    await Promise.all(
      parents.map((parent) => (parent.status === 'fulfilled' ? parent.value.stop() : undefined)),
    )
  }
}
