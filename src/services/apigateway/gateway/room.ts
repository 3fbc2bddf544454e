import type { ApiMetrics, AuthorizerAnswers, LogLines, Throttle } from '../../../gateway/index.ts'
import type { RestApis } from './compiled.ts'
import type { FunctionAnswer } from './function-answer.ts'
import type { KeyBook } from './keys.ts'
import type { StageCaches } from './stage-cache.ts'

/** What requests to REST APIs share on one node. Made when the first one comes. */
export interface RestRoom {
  readonly apis: RestApis
  readonly throttle: Throttle
  readonly authorizerAnswers: AuthorizerAnswers<FunctionAnswer>
  readonly caches: StageCaches
  readonly keys: KeyBook
  readonly logs: LogLines
  readonly metrics: ApiMetrics
}
