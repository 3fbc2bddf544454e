import { invalidInput, quotaExceeded, validation } from '../errors.ts'
import { limits } from '../limits.ts'

/** The address of a provider without its scheme, which is how ARNs and tokens name it. Fails with ValidationError. */
export function readProviderUrl(url: string): string {
  const [, address] = /^https:\/\/([^/?#\s][^?#\s]*)$/.exec(url) ?? []
  if (address === undefined) throw validation('Invalid Open ID Connect Provider URL')
  return address.endsWith('/') ? address.slice(0, -1) : address
}

export function checkThumbprints(thumbprints: readonly string[]): void {
  // AWS's words say fewer than five and mean at most five.
  if (thumbprints.length > limits.thumbprintsPerOpenIdProvider)
    throw invalidInput(
      `Thumbprint list must contain fewer than ${limits.thumbprintsPerOpenIdProvider} entries.`,
    )
}

export function checkClientIds(clientIds: readonly string[]): void {
  const limit = limits.clientIdsPerOpenIdProvider
  if (clientIds.length > limit) throw quotaExceeded('ClientIdsPerOpenIdConnectProvider', limit)
}
