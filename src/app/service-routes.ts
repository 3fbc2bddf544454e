import { invariant } from '../base/invariant.ts'
import type { Surroundings } from '../dispatch/index.ts'
import type { Route } from '../edge/index.ts'
import { loadedOnce } from './loaded-once.ts'

/** Paths of Lambent's own that services answer. What answers one is loaded when it is first asked for: a start does not wait for it. */
export function serviceRoutes(
  surroundings: Pick<Surroundings, 'store' | 'clock' | 'random'>,
  openToAll: boolean,
): readonly Route[] {
  return [
    loadedRoute('GET', '/_lambent/lambda/code', async () => {
      const { codeRoute } = await import('../services/lambda/adapters/code-route.ts')
      return codeRoute(surroundings)
    }),
    loadedRoute('GET', '/_lambent/sns/SimpleNotificationService.pem', async () => {
      const { certificateRoute } = await import('../services/sns/adapters/certificate-route.ts')
      return certificateRoute(surroundings)
    }),
    loadedRoute('PUT', '/_lambent/cloudformation/responses', async () => {
      const { responsesRoute } = await import('../services/cloudformation/adapters/responses-route.ts')
      return responsesRoute(surroundings)
    }),
    loadedRoute('GET', '/_lambent/cognito-idp/messages', async () => {
      const { messagesRoute } = await import('../services/cognito-idp/adapters/messages-route.ts')
      return messagesRoute(surroundings, openToAll)
    }),
  ]
}

function loadedRoute(method: Route['method'], path: string, load: () => Promise<Route>): Route {
  const loaded = loadedOnce(load)
  return {
    method,
    path,
    handler: async (head, request, closing) => {
      const route = await loaded()
      invariant(
        route.method === method && route.path === path,
        `${method} ${path} is the route that was loaded`,
      )
      return route.handler(head, request, closing)
    },
  }
}
