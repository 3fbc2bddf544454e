import type { Site, SiteHandler } from '../edge/index.ts'
import { isApiRequest } from '../services/apigatewayv2/domain/addresses.ts'
import { isFunctionUrl } from '../services/lambda/domain/url-addresses.ts'

/** What answers each kind of addresses of applications, loaded when the first request comes. */
export interface SiteLoaders {
  readonly functionUrls: () => Promise<SiteHandler>
  readonly apis: () => Promise<SiteHandler>
  /** Whether a host is a name of one's own that leads to APIs. */
  readonly isApiDomain: (host: string) => boolean
}

/** Addresses of applications. */
export function sites({ functionUrls, apis, isApiDomain }: SiteLoaders): readonly Site[] {
  return [
    {
      claims: ({ headers: { host = '' }, path }) => isApiRequest(host, path) || isApiDomain(host),
      load: remembered(apis),
    },
    {
      claims: ({ headers, path }) => isFunctionUrl(headers.host, path),
      load: remembered(functionUrls),
    },
  ]
}

function remembered(load: () => Promise<SiteHandler>): () => Promise<SiteHandler> {
  let handler: Promise<SiteHandler> | undefined
  return () => {
    handler ??= load()
    handler.catch(() => {
      handler = undefined
    })
    return handler
  }
}
