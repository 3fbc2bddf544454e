import type { Site, SiteHandler } from '../edge/index.ts'
import { isFunctionUrl } from '../services/lambda/domain/url-addresses.ts'

/** Addresses of applications; each argument loads what answers one kind of them, when the first request comes. */
export function sites(functionUrls: () => Promise<SiteHandler>): readonly Site[] {
  return [
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
