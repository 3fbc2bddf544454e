/**
 * Builds what runs functions, when the first service asks for it: a server that runs none pays nothing. Functions reach the
 * front door through a Unix socket in a folder that only this server's user may enter.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Soon } from '../../base/soon.ts'
import type { Compute } from '../../compute/index.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { type HttpHandler, startHttpServer } from '../../http/index.ts'
import type { ResolvedOptions } from '../options.ts'
import { functionLogSink } from './log-sink.ts'
import { ownRegistry } from './own-registry.ts'
import { registryAccess } from './registries.ts'
import { roleCredentials } from './role-credentials.ts'

/** What the room is built from. */
export interface ComputeParts {
  readonly options: ResolvedOptions
  readonly surroundings: Surroundings
  /** Answers what functions ask of AWS. */
  readonly handler: HttpHandler
  /** Where the server listens for others. */
  readonly port: () => number
  readonly loadLogs: () => Promise<unknown>
}

/** The room, built once when first asked for. */
export class ComputeRoom {
  readonly #parts: ComputeParts
  #built: Promise<{ compute: Compute; close: () => Promise<void> }> | undefined
  #ready: Compute | undefined
  #stopped = false

  constructor(parts: ComputeParts) {
    this.#parts = parts
  }

  /** As {@link import('../rooms.ts').Rooms.compute}. */
  compute(): Soon<Compute> {
    return this.#stopped ? stops() : (this.#ready ?? this.#build())
  }

  async #build(): Promise<Compute> {
    this.#built ??= build(this.#parts)
    try {
      const { compute } = await this.#built
      this.#ready = compute
      return compute
    } catch (error) {
      this.#built = undefined
      throw error
    }
  }

  /** The room if it has been built, without waiting. */
  get built(): Compute | undefined {
    return this.#ready
  }

  /** Ends all functions. */
  async stop(): Promise<void> {
    this.#stopped = true
    const built = await this.#built?.catch(() => undefined)
    await built?.close()
  }
}

async function stops(): Promise<never> {
  const { ComputeError } = await import('../../compute/index.ts')
  throw new ComputeError('stopping', 'The server stops.')
}

async function build({ options, surroundings, handler, port, loadLogs }: ComputeParts) {
  const { clock, random, logger } = options
  const [{ createCompute }, { openSandboxHost }] = await Promise.all([
    import('../../compute/index.ts'),
    import('./sandbox-host.ts'),
  ])
  const sandboxes = await openSandboxHost(options)
  const socketFolder = await mkdtemp(join(tmpdir(), 'lambent-'))
  const socketPath = join(socketFolder, 'aws.sock')
  const door = await startHttpServer({
    socketPath,
    handler,
    logger: logger.child({ room: 'http', door: 'functions' }),
  })
  const room = logger.child({ room: 'compute' })
  const compute = await createCompute({
    clock,
    random,
    logger: room,
    sandboxes,
    readCode: (sha256) => surroundings.store.getBlob(sha256),
    credentials: roleCredentials(surroundings, room),
    logs: functionLogSink(surroundings, loadLogs, room),
    frontDoor: { socketPath, hostAddress: reachable(options.host), port: port() },
    registries: registryAccess(
      process.env,
      ownRegistry(surroundings, () => `${reachable(options.host)}:${port()}`),
    ),
    cacheFolder: options.cacheDir,
    socketFolder,
    network: options.network,
    strictRuntimes: options.strictRuntimes,
  })
  const close = async () => {
    await compute.stop()
    await sandboxes.close()
    await door.close(0)
    await rm(socketFolder, { recursive: true, force: true })
  }
  return { compute, close }
}

/** Where a server that listens on this address is reached from its own machine. */
function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' || host === '' ? '127.0.0.1' : host
}
