import type {
  ApiGateway,
  ApiMetrics,
  AuthorizerAnswers,
  IssuerKeys,
  LogLines,
  OwnNames,
  Throttle,
} from '../../gateway/index.ts'
import type { AuthorizerAnswer } from './gateway/authorizer-answer.ts'
import type { CompiledApis } from './gateway/compiled.ts'
import type { Connections } from './sockets/connections.ts'
import type { Goodbyes } from './sockets/goodbyes.ts'

/** What the parts of this service share on one node. */
export interface GatewayRoom {
  readonly names: OwnNames
  readonly answers: AuthorizerAnswers<AuthorizerAnswer>
}

/** What requests to APIs need beside. Made when the first one comes. */
export interface DoorRoom extends GatewayRoom {
  readonly apis: CompiledApis
  readonly throttle: Throttle
  readonly issuers: IssuerKeys
  readonly logs: LogLines
  readonly metrics: ApiMetrics
  readonly connections: Connections
  readonly goodbyes: Goodbyes
}

/** What this service asks of the application. */
export interface GatewayRooms {
  /** Takes what answers requests to APIs. */
  answerApis(gateway: ApiGateway): void
}
