/**
 * Addresses of pools beside the API.
 *
 * - What an issuer publishes: `/<pool>/.well-known/jwks.json` and `/<pool>/.well-known/openid-configuration`, below any host name:
 *   `cognito-idp.us-east-1.localhost:4566` as on AWS, or the server's plain one.
 * - A domain's pages and OAuth endpoints: `<domain>.auth.<region>.amazoncognito.com` as on AWS, the same below `localhost`, or by path
 *   `/_aws/cognito-idp/<domain>/...`, which also takes domains of one's own.
 */

/** What a request is for. */
export type PoolAddress =
  | { readonly kind: 'published'; readonly poolId: string; readonly document: string }
  | {
      readonly kind: 'domain'
      readonly domain: string
      /** What stands before the path: empty where the host names the domain. */
      readonly base: string
      /** Begins with a slash. */
      readonly path: string
    }

const publishedForm = /^\/([a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]+)\/\.well-known\/([a-z.-]+)$/
const hostForm = /^([a-z0-9-]+)\.auth\.[a-z0-9-]+\.amazoncognito\./i
const pathForm = /^(\/_aws\/cognito-idp\/([A-Za-z0-9.-]+))(\/.*)?$/

/** Undefined: the request is for none of these. */
export function readPoolAddress(host: string | undefined, path: string): PoolAddress | undefined {
  const published = publishedForm.exec(path)
  if (published) return { kind: 'published', poolId: published[1] ?? '', document: published[2] ?? '' }
  const named = hostForm.exec(host ?? '')
  if (named) return { kind: 'domain', domain: (named[1] ?? '').toLowerCase(), base: '', path }
  const found = pathForm.exec(path)
  if (!found) return undefined
  const [, base = '', domain = '', rest = '/'] = found
  return { kind: 'domain', domain, base, path: rest }
}

/** Whether a request is for a pool: every request of the server is asked. */
export function isPoolRequest(host: string | undefined, path: string): boolean {
  return (
    host?.includes('.amazoncognito.') === true ||
    path.startsWith('/_aws/cognito-idp/') ||
    (path.includes('/.well-known/') && publishedForm.test(path))
  )
}
