/**
 * Which function URL a request is for. By host name as on AWS, below any domain: `<id>.lambda-url.<region>.on.aws`,
 * `<id>.lambda-url.us-east-1.localhost`; or by path, for clients that cannot resolve such names: `/_aws/lambda-url/<id>/...`.
 */

/** A function URL as a request names it. */
export interface UrlAddress {
  readonly id: string
  /** Absent where the path names the URL. */
  readonly region?: string
  /** What is left of the path: begins with a slash. */
  readonly path: string
}

const hostForm = /^([a-z0-9]+)\.lambda-url\.([a-z0-9-]+)(?:[.:]|$)/i
const pathForm = /^\/_aws\/lambda-url\/([a-z0-9]+)(\/.*)?$/i

/** Reads the Host header and the path; undefined: no function URL is meant. */
export function readUrlAddress(host: string | undefined, path: string): UrlAddress | undefined {
  const named = hostForm.exec(host ?? '')
  if (named) return { id: (named[1] ?? '').toLowerCase(), region: (named[2] ?? '').toLowerCase(), path }
  const found = pathForm.exec(path)
  return found ? { id: (found[1] ?? '').toLowerCase(), path: found[2] ?? '/' } : undefined
}

/** Whether a request is for a function URL: every request of the server is asked. */
export function isFunctionUrl(host: string | undefined, path: string): boolean {
  return host?.includes('.lambda-url.') === true || path.startsWith('/_aws/lambda-url/')
}
