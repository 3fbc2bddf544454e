/**
 * Which API a request is for. By host name as on AWS, below any domain: `<api>.execute-api.<region>.amazonaws.com`,
 * `<api>.execute-api.us-east-1.localhost`, `<api>.execute-api.localhost`; or by path, for clients that cannot resolve such names:
 * `/_aws/execute-api/<api>/<stage>/...`, and as tools for local REST APIs have it `/restapis/<api>/<stage>/_user_request_/...`.
 */

/** An API as a request names it. */
export interface ApiAddress {
  readonly apiId: string
  /** Absent where none is named. */
  readonly region?: string
  /** What is left of the path, the stage first: begins with a slash. */
  readonly path: string
  /** The path names the stage in any case, `$default` too. */
  readonly namesStage: boolean
}

const hostForm = /^([a-z0-9]+)\.execute-api\.(?:([a-z]{2}(?:-[a-z]+)+-\d)\.)?/i
const pathForm = /^\/_aws\/execute-api\/([a-z0-9]+)(\/.*)?$/i
const restForm = /^\/restapis\/([a-z0-9]+)\/([^/]+)\/_user_request_(\/.*)?$/i

/** Reads the Host header and the path; undefined: no API is meant. */
export function readApiAddress(host: string | undefined, path: string): ApiAddress | undefined {
  const named = hostForm.exec(host ?? '')
  if (named) {
    const [, apiId = '', region] = named
    return {
      apiId: apiId.toLowerCase(),
      ...(region === undefined ? {} : { region: region.toLowerCase() }),
      path,
      namesStage: false,
    }
  }
  const found = pathForm.exec(path)
  if (found) return { apiId: (found[1] ?? '').toLowerCase(), path: found[2] ?? '/', namesStage: true }
  const rest = restForm.exec(path)
  if (!rest) return undefined
  return { apiId: (rest[1] ?? '').toLowerCase(), path: `/${rest[2]}${rest[3] ?? ''}`, namesStage: true }
}

/** Where a stage of an API is reached by path on every machine, whatever names it resolves. `path` begins with a slash. */
export function apiPath(apiId: string, stage: string, path: string): string {
  return `/_aws/execute-api/${apiId}/${encodeURIComponent(stage)}${path}`
}

/** Whether a request is for an API: every request of the server is asked. */
export function isApiRequest(host: string | undefined, path: string): boolean {
  return (
    host?.includes('.execute-api.') === true ||
    path.startsWith('/_aws/execute-api/') ||
    (path.startsWith('/restapis/') && path.includes('/_user_request_'))
  )
}

/**
 * Whether a request is a signed call about a connection of a WebSocket API (`/STAGE/@connections/ID`): one of AWS's API, although it goes to
 * the address of an application. Source: API Gateway Developer Guide, "Use @connections commands in your backend service".
 */
export function isConnectionCall(
  path: string,
  query: string,
  headers: Readonly<Record<string, string | undefined>>,
): boolean {
  if (!path.includes('connections/') || !/\/(?:@|%40)connections\/[^/]+$/i.test(path)) return false
  return /Credential=[^,&\s]*(?:\/|%2F)execute-api(?:\/|%2F)/i.test(headers.authorization ?? query)
}

/** The first part of a path, and the rest. */
export function splitStage(path: string): { readonly stage: string; readonly rest: string } {
  const end = path.indexOf('/', 1)
  const first = end < 0 ? path.slice(1) : path.slice(1, end)
  return { stage: decoded(first), rest: end < 0 ? '/' : path.slice(end) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The host name of an API: below the server's own name, or below localhost where that is digits. */
export function apiHost({ apiId, region }: { apiId: string; region: string }, endpoint: string): string {
  const { hostname } = new URL(endpoint === '' ? 'http://localhost' : endpoint)
  const parent = /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname
  return `${apiId}.execute-api.${region}.${parent}`
}

/** Where an API is reached, without a stage. */
export function apiAddress(api: { apiId: string; region: string }, endpoint: string): string {
  const { protocol, port } = new URL(endpoint === '' ? 'http://localhost' : endpoint)
  return `${protocol}//${apiHost(api, endpoint)}${port === '' ? '' : `:${port}`}`
}

/**
 * Where an address of an API is reached here that is another elsewhere: one that it has at AWS
 * (`https://abc.execute-api.us-east-1.amazonaws.com/prod`, as templates write it in their outputs), or one that it had on another port, where
 * the server was when its stack was deployed. Undefined: it is no such address.
 */
export function addressHere(address: string, endpoint: string): string | undefined {
  const named =
    /^(http|ws)s?:\/\/([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|localhost(?::\d+)?)(\/.*)?$/.exec(
      address,
    )
  if (!named) return undefined
  const [, scheme, apiId = '', region = '', path = ''] = named
  const at = apiAddress({ apiId, region }, endpoint)
  const here = `${scheme === 'ws' ? at.replace(/^http/, 'ws') : at}${path}`
  return here === address ? undefined : here
}
