/**
 * SnapStart: the first environment of a version is a template. It loads the handler and runs the hooks before the snapshot; the
 * environments that serve invocations are clones of it, which share what it has loaded and run the hooks after restoring.
 */
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { type RandomSource, randomHex } from '../../base/random.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { ChannelLink } from '../channel/channel-link.ts'
import type { HeldFolder } from '../code/code-cache.ts'
import { assignmentOf } from '../environment/assignment.ts'
import { RunningRuntime } from '../environment/running-runtime.ts'
import type { RuntimePlan } from '../environment/runtime-plan.ts'
import { functionVariables } from '../environment/variables.ts'
import { preparedInitLimitMs } from '../limits.ts'
import { EnvironmentLog, logStreamName } from '../logs/environment-log.ts'
import { Journal } from '../logs/journal.ts'
import type { Shell, Workshop } from '../pools/workshop.ts'
import type { ComputeSurroundings, FunctionVersion, RoleCredentials } from '../types.ts'

/** What a version runs on. */
export interface Prepared {
  readonly code: HeldFolder
  readonly layers: HeldFolder | undefined
  readonly plan: RuntimePlan
  release(): void
}

/** What templates are made with. */
export interface SnapshotParts {
  readonly workshop: Workshop
  readonly prepare: (version: FunctionVersion) => Promise<Prepared>
  readonly credentials: (version: FunctionVersion) => Promise<RoleCredentials>
  readonly surroundings: Pick<ComputeSurroundings, 'logs' | 'frontDoor' | 'network'>
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
}

interface Template {
  readonly sandbox: Sandbox
  stop(): Promise<void>
}

/** The templates of one server. */
export class Snapshots {
  readonly #parts: SnapshotParts
  readonly #templates = new Map<string, Promise<Template | undefined>>()

  constructor(parts: SnapshotParts) {
    this.#parts = parts
  }

  /** The sandbox whose process is to be cloned; undefined where there is none: then environments initialise by themselves. */
  async of(version: FunctionVersion): Promise<Sandbox | undefined> {
    let making = this.#templates.get(version.key)
    if (!making) {
      making = this.#make(version).catch((error: unknown) => {
        this.#parts.logger.warn('A version could not be kept initialised', { error })
        return undefined
      })
      this.#templates.set(version.key, making)
    }
    return (await making)?.sandbox
  }

  /** Ends the template of a key, and its clones with it. */
  async drop(key: string): Promise<void> {
    const making = this.#templates.get(key)
    this.#templates.delete(key)
    await (await making)?.stop()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#templates.keys()].map((key) => this.drop(key)))
  }

  async #make(version: FunctionVersion): Promise<Template | undefined> {
    const { workshop, prepare, credentials } = this.#parts
    const [prepared, roleCredentials] = await Promise.all([prepare(version), credentials(version)])
    let shell: Shell | undefined
    const stop = async () => {
      if (shell) await workshop.discard(shell)
      prepared.release()
    }
    try {
      if (!prepared.plan.startTemplate) {
        await stop()
        return undefined
      }
      shell = await workshop.takeBare(prepared.plan)
      const isReady =
        shell.sandbox.cloneFrom !== undefined && (await this.#load(version, prepared, shell, roleCredentials))
      if (isReady) return { sandbox: shell.sandbox, stop }
    } catch (error) {
      await stop()
      throw error
    }
    await stop()
    return undefined
  }

  /** Answers whether it can be cloned. What is wrong with the function, its environments tell. */
  async #load(
    version: FunctionVersion,
    { plan, code, layers }: Prepared,
    { sandbox, api }: Shell,
    credentials: RoleCredentials,
  ): Promise<boolean> {
    const { surroundings, clock, random } = this.#parts
    const { frontDoor, network } = surroundings
    await sandbox.assign(
      assignmentOf({ version, plan, code: code.path, layers: layers?.path, api, frontDoor, network }),
    )
    const streamName = logStreamName(version, randomHex(random, 16), clock.now())
    const log = new EnvironmentLog(surroundings.logs, version, streamName)
    const journal = new Journal(log, version, clock)
    const process = await plan.startTemplate?.(sandbox)
    if (!process) return false
    const link = new ChannelLink(process.channels)
    const runtime = new RunningRuntime(process, link, journal)
    const inside = (target: string) => sandbox.pathOf(target)
    const env = functionVariables({
      version,
      credentials,
      initializationType: 'snap-start',
      logStreamName: streamName,
      runtimeApi: sandbox.addressOf('runtime-api'),
      frontDoor: sandbox.addressOf('aws'),
      inside,
      runtimeVariables: plan.variables(inside),
    })
    const load = async () => {
      await link.booted
      const fault = await link.initialise({
        env,
        handler: version.handler ?? '',
        taskRoot: inside('/var/task'),
        layersRoot: inside('/opt'),
        workingDirectory: inside('/var/task'),
        sdkPaths: plan.sdkPaths(inside),
        snapStart: true,
      })
      return (fault ?? (await link.prepareSnapshot())) === undefined
    }
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), preparedInitLimitMs)
    })
    const isReady = await Promise.race([load(), runtime.gone.then(() => false), tooLong])
    clearTimeout(timer)
    if (isReady) {
      await runtime.outputDelivered()
      runtime.gone.then(() => this.#templates.delete(version.key)).catch(() => {})
    }
    log.handOn()
    return isReady
  }
}
