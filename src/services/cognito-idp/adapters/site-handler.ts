import type { SiteDoor } from '../../../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead } from '../../../http/index.ts'

/** Answers one request to a pool's addresses, refusals included; what it throws is a defect. */
export type SiteHandler = (head: RequestHead, request: IncomingMessage, door: SiteDoor) => Promise<Answer>
