import type { Soon } from '../../base/soon.ts'
import type { Compute } from '../../compute/index.ts'
import type { UrlSite } from './adapters/url-site.ts'
import type { UsageSource } from './adapters/usage-report.ts'
import type { ConcurrencyGate } from './concurrency-gate.ts'
import type { Environments } from './environment-encryption.ts'
import type { TargetCache } from './target-cache.ts'
import type { UsageMeter } from './usage.ts'

/** What this service asks the application for. Nothing is built before it is asked for. */
export interface LambdaRooms {
  /** Runs functions; the same for all that ask. Fails with a ComputeError when it cannot be built. */
  compute(): Soon<Compute>
  /** Hands over how to learn what functions have used. */
  reportUsage(source: UsageSource): void
  /** Hands over what answers requests to function URLs; loaded when the first one comes. */
  answerUrls(load: () => Promise<UrlSite>): void
}

/** What the operations of this service, and its work without requests, share on this node. */
export interface LambdaRoom extends LambdaRooms {
  readonly gate: ConcurrencyGate
  readonly meter: UsageMeter
  readonly targets: TargetCache
  readonly environments: Environments
}
