/**
 * Which API a request is for, and of which kind: addresses of all kinds are the same, and one lookup decides.
 *
 *   host and path -> an API's id, or a name of one's own with its mappings -> the service that has this API -> its answer
 */
import { type Soon, soon } from '../base/soon.ts'
import type { SiteDoor } from '../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead, Upgrade } from '../http/index.ts'
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

/** One API that speaks WebSocket: accepts or refuses. */
export type SocketAnswerer = (
  target: ApiTarget,
  head: RequestHead,
  request: IncomingMessage,
  upgrade: Upgrade,
  door: SiteDoor,
) => Promise<void>

/** The APIs of one service. */
export interface ApiKind {
  /** Undefined: it has no API of this id. */
  find(apiId: string): Soon<ApiAnswerer | undefined>
  /** Undefined: it has no API of this id that speaks WebSocket. */
  findSocket?(apiId: string): Soon<SocketAnswerer | undefined>
}

/** What a service that has APIs hands over to the application. */
export interface ApiGateway {
  readonly names: Pick<OwnNames, 'has' | 'find'>
  /** Asked for when the first request to an API comes. */
  readonly load: () => Promise<ApiKind>
}

/** What answers requests to APIs of all kinds. */
export interface ApiFront {
  answer(head: RequestHead, request: IncomingMessage, door: SiteDoor): Promise<Answer>
  /** Requests for WebSockets to APIs that do not speak it are answered like any other. */
  upgrade(head: RequestHead, request: IncomingMessage, upgrade: Upgrade, door: SiteDoor): Promise<void>
  /** Whether the API is here that AWS would give this host name. */
  has(host: string): Promise<boolean>
}

/** Answers requests to APIs of these kinds. */
export function apiFront(kinds: readonly ApiKind[], names: Pick<OwnNames, 'find'>): ApiFront {
  const find = <Found>(
    ask: (kind: ApiKind) => Soon<Found | undefined>,
    first = 0,
  ): Soon<Found | undefined> => {
    const kind = kinds[first]
    return kind && soon(ask(kind), (found) => found ?? find(ask, first + 1))
  }
  const front: ApiFront = {
    answer: async (head, request, door) => {
      // What is known already is not waited for: such requests are the most of all.
      const found = targetsOf(head, names)
      const { targets, otherwise } = found instanceof Promise ? await found : found
      for (const target of targets) {
        const asked = find((kind) => kind.find(target.apiId))
        const api = asked instanceof Promise ? await asked : asked
        const answer = await api?.(target, head, request, door)
        if (answer) return answer
      }
      return refused(otherwise, door)
    },
    upgrade: async (head, request, upgrade, door) => {
      const { targets } = await targetsOf(head, names)
      for (const target of targets) {
        const api = await find((kind) => kind.findSocket?.(target.apiId))
        if (api) return api(target, head, request, upgrade, door)
      }
      await upgrade.refuse(await front.answer(head, request, door))
    },
    has: async (host) => {
      const address = readApiAddress(host, '/')
      return address !== undefined && (await find((kind) => kind.find(address.apiId))) !== undefined
    },
  }
  return front
}

/** Where a request may lead, and what it is answered if no API is there. */
interface Leads {
  readonly targets: readonly ApiTarget[]
  readonly otherwise: 403 | 404
}

function targetsOf({ headers: { host }, path }: RequestHead, names: Pick<OwnNames, 'find'>): Soon<Leads> {
  const address = readApiAddress(host, path)
  if (!address) return mappedTargets(host, path, names)
  const named = host?.includes('.execute-api.') ? { host: plainHost(host) } : {}
  return { targets: [{ kind: 'address', ...address, ...named }], otherwise: 403 }
}

async function mappedTargets(
  host: string | undefined,
  path: string,
  names: Pick<OwnNames, 'find'>,
): Promise<Leads> {
  const domain = host === undefined ? undefined : await names.find(host)
  if (!domain || host === undefined) return { targets: [], otherwise: 403 }
  const targets = domain.mappings.flatMap((mapping) => mappedTarget(mapping, plainHost(host), path) ?? [])
  return { targets, otherwise: 404 }
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
function refused(status: 403 | 404, { requestId }: SiteDoor): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'apigw-requestid': requestId },
    body: JSON.stringify({ message: status === 403 ? 'Forbidden' : 'Not Found' }),
  }
}
