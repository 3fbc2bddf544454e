import { randomUuid } from '../base/random.ts'
import { readHead, type UpgradeHandler } from '../http/index.ts'
import type { FrontDoorParts } from './front-door.ts'
import { siteDoor } from './site-door.ts'

/** Hands requests for WebSockets to the sites whose addresses they have; all others are requests like any other. */
export function upgradesOf({
  sites,
  authenticator,
  random,
  logger,
}: Pick<FrontDoorParts, 'sites' | 'authenticator' | 'random' | 'logger'>): UpgradeHandler {
  const siteOf = (head: ReturnType<typeof readHead>) => sites.find((one) => one.claims(head))
  return {
    claims: (request) => siteOf(readHead(request))?.loadSockets !== undefined,
    handle: async (request, upgrade, closing) => {
      const head = readHead(request)
      const requestId = randomUuid(random)
      try {
        const handler = await siteOf(head)?.loadSockets?.()
        const { signal } = upgrade
        await handler?.(head, request, upgrade, siteDoor(authenticator, head, { requestId, signal, closing }))
      } catch (error) {
        logger.error('A request for a WebSocket failed by a defect', { requestId, error })
        await upgrade.refuse({
          status: 500,
          headers: { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId },
          body: '{"message":"Internal Server Error"}',
        })
      }
    },
  }
}
