import type { Route } from '../edge/index.ts'
import type { DebugParts } from './debug-answer.ts'

/** `POST /_lambent/debug`, see `debug-answer.ts`: seldom asked for, and not loaded before that. */
export function debugRoute(parts: DebugParts): Route {
  return {
    method: 'POST',
    path: '/_lambent/debug',
    handler: async (...request) => {
      const { answerDebug } = await import('./debug-answer.ts')
      return answerDebug(parts, ...request)
    },
  }
}
