import type { OperationContext, SiteDoor } from '../../../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead } from '../../../http/index.ts'
import type { Repository } from '../records.ts'

/** Answers one request to a registry, refusals included; what it throws is a defect. */
export type SiteHandler = (head: RequestHead, request: IncomingMessage, door: SiteDoor) => Promise<Answer>

/** One request about a repository, its caller known and let in. */
export interface RepositoryRequest {
  readonly context: OperationContext
  readonly head: RequestHead
  readonly request: IncomingMessage
  readonly repository: Repository
  readonly query: URLSearchParams
  /** The path of the repository in addresses of answers: `/v2/team/app`. */
  readonly path: string
}
