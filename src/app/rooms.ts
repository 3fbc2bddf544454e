import type { Soon } from '../base/soon.ts'
import type { Compute } from '../compute/index.ts'
import type { ResourceTypes } from '../dispatch/index.ts'
import type { SiteHandler } from '../edge/index.ts'
import type { ApiGateway } from '../gateway/index.ts'
import type { UsageSource } from '../services/lambda/adapters/usage-report.ts'

/** What a service may ask the application for beside what every service is given. Nothing is built before it is asked for. */
export interface Rooms {
  /** Runs functions; the same for all that ask. Fails with a ComputeError when it cannot be built. */
  compute(): Soon<Compute>
  /** Takes what tells how much functions have used; the service that runs them hands it over when it starts. */
  reportUsage(source: UsageSource): void
  /** The CloudFormation resource types of all services. */
  readonly resourceTypes: ResourceTypes
  /** Takes what answers requests to function URLs, in the same way. */
  answerUrls(load: () => Promise<SiteHandler>): void
  /** Takes what answers requests to APIs of one kind, and what tells names of one's own that lead to them. */
  answerApis(gateway: ApiGateway): void
  /** Takes what answers requests to user pools that are none of the API, in the same way. */
  answerPools(load: () => Promise<SiteHandler>): void
  /** Takes what answers requests to registries of images, in the same way. */
  answerRegistries(load: () => Promise<SiteHandler>): void
}

/** For reading declarations alone: nothing can be asked for. */
export const noRooms: Rooms = {
  compute: () => Promise.reject(new Error('No server runs: only declarations are read.')),
  reportUsage: () => {},
  resourceTypes: { find: async () => undefined, names: async () => [] },
  answerUrls: () => {},
  answerApis: () => {},
  answerPools: () => {},
  answerRegistries: () => {},
}
