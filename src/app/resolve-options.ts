import { resolve } from 'node:path'
import { defaultAccountId, parseAccountId, parseRegion, type Region } from '../aws/identifiers.ts'
import { silentLogger } from '../base/logger.ts'
import { systemClock } from '../base/system-clock.ts'
import { systemRandom } from '../base/system-random.ts'
import { cacheFolder } from './cli/folders.ts'
import { type LambentOptions, OptionError, type ResolvedOptions, type StoreChoice } from './options.ts'

/** Fills in defaults. Fails with an OptionError that says what would be right. */
export function resolveOptions(options: LambentOptions): ResolvedOptions {
  const port = options.port ?? 0
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new OptionError(`The port ${port} is none: give a whole number from 0 (any free one) to 65535.`)
  }
  const identity = options.identity ?? 'local'
  if (identity !== 'local' && identity !== 'enforce') {
    throw new OptionError(`The identity mode "${String(identity)}" is none: give "local" or "enforce".`)
  }
  const network = options.network ?? 'outside'
  if (network !== 'none' && network !== 'outside' && network !== 'host') {
    throw new OptionError(`The network "${String(network)}" is none: give "none", "outside" or "host".`)
  }
  const account = parseAccountId(options.defaultAccountId ?? defaultAccountId)
  if (!account)
    throw new OptionError(`The account "${options.defaultAccountId}" is none: give twelve digits.`)
  const region = parseRegion(options.defaultRegion ?? ('us-east-1' as Region))
  if (!region)
    throw new OptionError(`The region "${options.defaultRegion}" is none: give one like "eu-central-1".`)
  return {
    port,
    host: options.host ?? '127.0.0.1',
    identity,
    store: storeChoice(options),
    logger: options.logger ?? silentLogger,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    defaultRegion: region,
    defaultAccountId: account,
    cacheDir: resolve(options.cacheDir ?? cacheFolder()),
    network,
    strictRuntimes: options.strictRuntimes ?? false,
    drainMs: options.drainMs ?? 30_000,
  }
}

function storeChoice({ store, dataDir }: LambentOptions): StoreChoice {
  if (store !== undefined && /^postgres(ql)?:\/\//.test(store)) return { kind: 'postgres', url: store }
  if (store === 'memory') return { kind: 'memory' }
  if (store !== undefined) {
    throw new OptionError(
      `The store "${store}" is none: give "memory" or an address like "postgres://user@host/database".`,
    )
  }
  return dataDir === undefined ? { kind: 'memory' } : { kind: 'sqlite', directory: resolve(dataDir) }
}
