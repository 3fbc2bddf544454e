/**
 * Which API a request is for, and of which kind: addresses of all kinds are the same, and one lookup decides.
 *
 *   host and path -> an API's id, or a name of one's own with its mappings -> the service that has this API -> its answer
 */
import type { SiteDoor } from '../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead } from '../http/index.ts'
import { type ApiAddress, readApiAddress } from './addresses.ts'
import type { DomainMapping } from './domain-names.ts'
import { type OwnNames, plainHost } from './own-names.ts'

/** What a request's address says. */
export type ApiTarget = AddressedTarget | MappedTarget

/** The address names the API. */
export interface AddressedTarget extends ApiAddress {
  readonly kind: 'address'
  /** The host name that was asked, where it names the API; absent: the path does. */
  readonly host?: string
}

/** A name of one's own leads to the API. */
export interface MappedTarget {
  readonly kind: 'mapping'
  readonly apiId: string
  /** Empty: the path names it. */
  readonly stage: string
  /** Behind the mapping's key; begins with a slash. */
  readonly path: string
  /** The path as it was asked, the key included. */
  readonly wholePath: string
  readonly host: string
  readonly key: string
}

/** One API, ready to answer. Refusals are answers; what it throws is a defect. Undefined: it is not at this address. */
export type ApiAnswerer = (
  target: ApiTarget,
  head: RequestHead,
  request: IncomingMessage,
  door: SiteDoor,
) => Promise<Answer | undefined>

/** The APIs of one service. */
export interface ApiKind {
  /** Undefined: it has no API of this id. */
  find(apiId: string): Promise<ApiAnswerer | undefined>
}

/** What a service that has APIs hands over to the application. */
export interface ApiGateway {
  readonly names: Pick<OwnNames, 'has' | 'find'>
  /** Asked for when the first request to an API comes. */
  readonly load: () => Promise<ApiKind>
}

/** Answers requests to APIs of these kinds. */
export function apiFront(
  kinds: readonly ApiKind[],
  names: Pick<OwnNames, 'find'>,
): (head: RequestHead, request: IncomingMessage, door: SiteDoor) => Promise<Answer> {
  const find = async (apiId: string): Promise<ApiAnswerer | undefined> => {
    for (const kind of kinds) {
      const found = await kind.find(apiId)
      if (found) return found
    }
    return undefined
  }
  return async (head, request, door) => {
    const { host } = head.headers
    const address = readApiAddress(host, head.path)
    if (address) {
      const api = await find(address.apiId)
      const named = host?.includes('.execute-api.') ? { host: plainHost(host) } : {}
      const target = { kind: 'address', ...address, ...named } as const
      return (await api?.(target, head, request, door)) ?? refused(403, 'Forbidden', door)
    }
    if (host === undefined) return refused(403, 'Forbidden', door)
    const domain = await names.find(host)
    if (!domain) return refused(403, 'Forbidden', door)
    for (const mapping of domain.mappings) {
      const target = mappedTarget(mapping, plainHost(host), head.path)
      const api = target && (await find(mapping.apiId))
      const answer = target && (await api?.(target, head, request, door))
      if (answer) return answer
    }
    return refused(404, 'Not Found', door)
  }
}

function mappedTarget(
  { apiId, stage, key }: DomainMapping,
  host: string,
  path: string,
): MappedTarget | undefined {
  if (key !== '' && path !== `/${key}` && !path.startsWith(`/${key}/`)) return undefined
  const rest = key === '' ? path : path.slice(key.length + 1) || '/'
  return { kind: 'mapping', apiId, stage, path: rest, wholePath: path, host, key }
}

/** Where there is no API nobody knows of which kind it would be: as HTTP APIs answer. UNVERIFIED for names without any API. */
function refused(status: number, message: string, { requestId }: SiteDoor): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'apigw-requestid': requestId },
    body: JSON.stringify({ message }),
  }
}
