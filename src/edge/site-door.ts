import type { SiteDoor } from '../dispatch/index.ts'
import type { RequestHead } from '../http/index.ts'
import { readAuthorization } from '../protocol/index.ts'
import type { Authenticator, Identity } from './authenticate.ts'

/** What a site may ask of the front door, for one request. */
export function siteDoor(
  authenticator: Authenticator,
  head: RequestHead,
  { requestId, signal, closing }: Pick<SiteDoor, 'requestId' | 'signal' | 'closing'>,
): SiteDoor {
  const callerOf = ({ principal, accountId, region, source }: Identity) => ({
    principal,
    accountId,
    region,
    signal,
    ...(source === undefined ? {} : { source }),
  })
  return {
    requestId,
    signal,
    closing,
    anonymous: () => callerOf(authenticator.anonymous(head)),
    identify: async (signingName, body) => {
      const family = 'restJson'
      const authorization = readAuthorization(head, family)
      if (!authorization) return undefined
      const unsignedAllowed = false
      const signed = { head, family, signingName, authorization, unsignedAllowed, body } as const
      return callerOf(await authenticator.identify(signed))
    },
  }
}
