import type { AccountId, Region } from '../aws/identifiers.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { RandomSource } from '../base/random.ts'

/** How a server is started. All may be left out: then it keeps its state in memory, on a free port of this machine. */
export interface LambentOptions {
  /** 0 takes a free port. Default 0. */
  readonly port?: number
  /** The address to listen on. Default `127.0.0.1`; `0.0.0.0` for all. */
  readonly host?: string
  /** Keeps the state in this folder. Default: in memory. */
  readonly dataDir?: string
  /** `memory`, or `postgres://...` for a database that many nodes may share. Default: `dataDir`, else memory. */
  readonly store?: string
  /** `local` accepts any well-formed key; `enforce` verifies signatures of keys issued here. Default `local`. */
  readonly identity?: 'local' | 'enforce'
  /** Default: silent. */
  readonly logger?: Logger
  /** Default: the machine's. */
  readonly clock?: Clock
  /** Default: the system's. */
  readonly random?: RandomSource
  /** For requests that name no region. Default `us-east-1`. */
  readonly defaultRegion?: string
  /** For keys that belong to no account of their own. Default `000000000000`. */
  readonly defaultAccountId?: string
  /** Where unpacked code and runtimes are kept; it may be emptied while no server runs. Default: the user's cache folder. */
  readonly cacheDir?: string
  /**
   * What functions may reach beside this server: nothing, all but this machine's own addresses, or all. Default `outside`.
   */
  readonly network?: 'none' | 'outside' | 'host'
  /** Refuses a function whose interpreter is not here in its exact version, where a near one would run. Default false. */
  readonly strictRuntimes?: boolean
  /** How long `stop` waits for requests in flight, and then for jobs under way. Unit: milliseconds. Default 30,000. */
  readonly drainMs?: number
}

/** Options with every default in place. */
export interface ResolvedOptions
  extends Required<Omit<LambentOptions, 'dataDir' | 'store' | 'defaultRegion' | 'defaultAccountId'>> {
  readonly store: StoreChoice
  readonly defaultRegion: Region
  readonly defaultAccountId: AccountId
}

/** Where the state is kept. */
export type StoreChoice =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly directory: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** An option that cannot be used; the message says what would be right. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}
