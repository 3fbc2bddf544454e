import type { SiteHandler } from './adapters/site-handler.ts'

/** What this service asks of the application. */
export interface PoolRooms {
  /** Takes what answers requests to pools that are none of the API. It is asked for when the first such request comes. */
  answerPools(load: () => Promise<SiteHandler>): void
}
