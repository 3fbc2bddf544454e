import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { ApiMetrics, AuthorizerAnswers, LogLines, Throttle } from '../../../gateway/index.ts'
import { RestApis } from './compiled.ts'
import type { FunctionAnswer } from './function-answer.ts'
import { KeyBook } from './keys.ts'
import type { RestRoom } from './room.ts'
import { StageCaches } from './stage-cache.ts'

/** What requests need on one node. */
export function restRoom(surroundings: BackgroundSurroundings): RestRoom {
  const { store, clock } = surroundings
  return {
    apis: new RestApis(store),
    throttle: new Throttle(clock),
    authorizerAnswers: new AuthorizerAnswers<FunctionAnswer>(clock),
    caches: new StageCaches(clock),
    keys: new KeyBook(surroundings),
    logs: new LogLines(surroundings),
    metrics: new ApiMetrics(surroundings),
  }
}
