import type { OwnNames } from '../../gateway/index.ts'
import type { SiteHandler } from './adapters/site-handler.ts'
import type { IssuerKeys } from './adapters/tokens.ts'
import type { AccessLogs } from './gateway/access-logs.ts'
import type { AuthorizerAnswers } from './gateway/authorizer-answers.ts'
import type { CompiledApis } from './gateway/compiled.ts'
import type { GatewayMetrics } from './gateway/metrics.ts'
import type { Throttle } from './gateway/throttle.ts'

/** What the parts of this service share on one node. */
export interface GatewayRoom {
  readonly names: OwnNames
  readonly answers: AuthorizerAnswers
}

/** What requests to APIs need beside. Made when the first one comes. */
export interface DoorRoom extends GatewayRoom {
  readonly apis: CompiledApis
  readonly throttle: Throttle
  readonly issuers: IssuerKeys
  readonly logs: AccessLogs
  readonly metrics: GatewayMetrics
}

/** What this service asks of the application. */
export interface GatewayRooms {
  /** Takes what answers requests to APIs. It is asked for when the first such request comes. */
  answerApis(load: () => Promise<SiteHandler>, isDomain: (host: string) => boolean): void
}
