import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../../base/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { LogLevel } from '../log.ts'
import { createLogger } from '../log.ts'
import { type LambentOptions, OptionError, type ResolvedOptions } from '../options.ts'
import { resolveOptions } from '../resolve-options.ts'
import { type Lambent, startLambent } from '../start-lambent.ts'
import { version } from '../version.ts'
import { askHealth } from './ask-health.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { explainStartFailure } from './explain-start-failure.ts'
import { keepRootCredentials } from './root-credentials.ts'
import {
  readServerRecords,
  removeServerRecord,
  type ServerRecord,
  writeServerRecord,
} from './server-records.ts'
import { stopSignal } from './stop-signal.ts'
import type { Terminal } from './terminal.ts'

/** The flags of `lambent start`. */
export interface StartFlags {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly store?: string
  readonly identity: 'local' | 'enforce'
  readonly region: string
  readonly account: string
  readonly network: 'none' | 'outside' | 'host'
  readonly strictRuntimes?: boolean
  readonly cacheDir?: string
  readonly clock: 'system' | 'virtual'
  readonly logLevel: LogLevel
  readonly json?: boolean
  /** The folder of an example to deploy once the server runs. */
  readonly example?: string
}

/** Serves until a signal says to stop; then finishes what is in flight. */
export async function start(flags: StartFlags, terminal: Terminal): Promise<number> {
  const dataFolder = resolve(flags.dataDir)
  const logger = createLogger({
    level: flags.logLevel,
    format: flags.json ? 'json' : 'text',
    clock: systemClock,
    write: (text) => void process.stdout.write(text),
    ...(terminal.paint.isColorSupported ? { paint: levelPaint(terminal) } : {}),
  })
  const options: LambentOptions = {
    port: flags.port,
    host: flags.host,
    ...(flags.store === undefined ? { dataDir: dataFolder } : { store: flags.store }),
    identity: flags.identity,
    logger,
    defaultRegion: flags.region,
    defaultAccountId: flags.account,
    network: flags.network,
    strictRuntimes: flags.strictRuntimes ?? false,
    ...(flags.clock === 'virtual' ? { clock: virtualClock(flags) } : {}),
    ...(flags.cacheDir === undefined ? {} : { cacheDir: flags.cacheDir }),
  }
  const store = resolveOrExplain(options).store.kind
  // Without it a server that keeps its state elsewhere still serves; only `status` and `stop` do not find it.
  const findable = prepareDataFolder(dataFolder, store === 'sqlite' || flags.identity === 'enforce')
  if (!findable)
    logger.warn('status and stop do not find this server: the data folder cannot be written', { dataFolder })
  if (store === 'sqlite') await refuseSharedFolder(dataFolder)

  const stopped = stopSignal()
  const starting = startOrExplain(options)
  const lambent = await Promise.race([starting, stopped.then(() => undefined)])
  if (!lambent) {
    // Told to stop while it waited for its store, say. What comes of the start after all is let go of.
    starting.then(
      (late) => late.stop(),
      () => {},
    )
    logger.info('Stopped before it served')
    return exitCodes.success
  }
  const credentialsFile =
    flags.identity === 'enforce' ? keepRootCredentials(dataFolder, lambent.firstKey) : undefined
  const record: ServerRecord = {
    pid: process.pid,
    port: lambent.port,
    endpoint: lambent.endpoint,
    version,
    startedAt: new Date(systemClock.now()).toISOString(),
    store,
    region: flags.region,
    accountId: flags.account,
    ...(credentialsFile === undefined ? {} : { credentialsFile }),
  }
  if (findable) writeServerRecord(dataFolder, record)
  try {
    if (flags.json) {
      logger.info('Lambent is running', {
        version,
        endpoint: lambent.endpoint,
        pid: process.pid,
        store,
        dataFolder,
        ...(credentialsFile === undefined ? {} : { credentialsFile }),
      })
    } else {
      const { bannerLines } = await import('./banner.ts')
      for (const line of bannerLines({
        ...flags,
        dataFolder,
        endpoint: lambent.endpoint,
        ...(credentialsFile === undefined ? {} : { credentialsFile }),
        paint: terminal.paint,
      })) {
        terminal.out(line)
      }
    }
    if (flags.example !== undefined) {
      const { startExample } = await import('./example/start-example.ts')
      // Nobody waits for it: the server answers already.
      void startExample(flags.example, { ...flags, ...record, dataFolder }, terminal, logger)
    }
    const signal = await stopped
    logger.info('Stopping: requests in flight are finished first', { signal })
    await lambent.stop()
    logger.info('Stopped')
  } finally {
    if (findable) removeServerRecord(dataFolder, record)
  }
  return exitCodes.success
}

/** A clock that begins now and stands still. Several nodes on one database cannot share it. */
function virtualClock({ store, identity }: StartFlags): VirtualClock {
  const why =
    store !== undefined && store !== 'memory'
      ? 'nodes that share a database share real time'
      : identity === 'enforce'
        ? 'signatures are held against real time'
        : undefined
  if (why !== undefined)
    throw new CommandError(`--clock virtual cannot be used here: ${why}.`, [], exitCodes.usage)
  return new VirtualClock(systemClock.now())
}

/** What is wrong with a flag's value is said before anything is touched. */
function resolveOrExplain(options: LambentOptions): ResolvedOptions {
  try {
    return resolveOptions(options)
  } catch (error) {
    if (error instanceof OptionError) throw new CommandError(error.message, [], exitCodes.usage)
    throw error
  }
}

async function startOrExplain(options: LambentOptions): Promise<Lambent> {
  try {
    return await startLambent(options)
  } catch (error) {
    throw await explainStartFailure(error, options)
  }
}

/**
 * Makes the folder; false when that cannot be done and need not. It holds secrets (encrypted parameters and their keys, the
 * first key of an enforcing server): only its owner may read it.
 */
function prepareDataFolder(folder: string, needed: boolean): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    if (!needed) return false
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException
    throw new CommandError(`The data folder ${folder} cannot be written (${code}).`, [
      'Choose another:  --data-dir <folder>, or LAMBENT_DATA_DIR',
      'Or keep nothing: --store memory',
    ])
  }
}

async function refuseSharedFolder(folder: string): Promise<void> {
  for (const record of readServerRecords(folder).filter(({ store }) => store === 'sqlite')) {
    const answer = await askHealth(record.endpoint)
    if (answer.kind !== 'lambent' || answer.health.pid !== record.pid) continue
    throw new CommandError(`Lambent is already running at ${record.endpoint} (process ${record.pid}).`, [
      `It keeps its state in ${folder}, which one server at a time can use.`,
      'Stop it:               lambent stop',
      'Or start another one:  lambent start --port 0 --data-dir <another folder>',
    ])
  }
}

function levelPaint({ paint }: Terminal): (level: LogLevel, text: string) => string {
  const paints = {
    debug: paint.dim,
    info: paint.cyan,
    warn: paint.yellow,
    error: paint.red,
    silent: paint.dim,
  }
  return (level, text) => paints[level](text)
}
