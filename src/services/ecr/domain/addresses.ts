/**
 * Where registries are. By host name as at AWS, below any domain: `<account>.dkr.ecr.<region>.amazonaws.com`,
 * `<account>.dkr.ecr.<region>.localhost:4566`; or, for clients that cannot resolve such names, by a repository's first part:
 * `localhost:4566/<account>.dkr.ecr.<region>.amazonaws.com/<repository>`.
 */
import { type AccountId, parseAccountId, parseRegion, type Region } from '../../../aws/identifiers.ts'

/** A registry as a request or a reference names it. */
export interface RegistryAddress {
  readonly accountId: AccountId
  readonly region: Region
}

const host = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|localhost)$/

/** Reads a host name, its port left out; undefined: it is no registry's. */
export function readRegistryHost(name: string): RegistryAddress | undefined {
  const [, account = '', place = ''] = host.exec(name.toLowerCase().replace(/:\d+$/, '')) ?? []
  const accountId = parseAccountId(account)
  const region = parseRegion(place)
  return accountId && region ? { accountId, region } : undefined
}

/** What a request to a registry is about. */
export interface RegistryRequest extends RegistryAddress {
  /** Behind `/v2/`, without the first part that names the registry: `team/app/manifests/latest`. */
  readonly path: string
  /** What stands before it in the addresses of answers: `/v2/`, or `/v2/<registry>/`. */
  readonly base: string
}

/** Reads the Host header and the path of a request; undefined: it names no registry. */
export function readRegistryRequest(
  hostHeader: string | undefined,
  path: string,
): RegistryRequest | undefined {
  if (!path.startsWith('/v2/')) return undefined
  const named = readRegistryHost(hostHeader ?? '')
  if (named) return { ...named, path: path.slice(4), base: '/v2/' }
  const [, first = '', rest = ''] = /^\/v2\/([^/]+)\/(.*)$/s.exec(path) ?? []
  const found = readRegistryHost(first)
  return found && { ...found, path: rest, base: `/v2/${first}/` }
}

/** Whether a request is for a registry, or asks whether there is one here: every request of the server is asked. */
export function isRegistryRequest(hostHeader: string | undefined, path: string): boolean {
  if (!path.startsWith('/v2')) return false
  if (path === '/v2/' || path === '/v2') return true
  return readRegistryRequest(hostHeader, path) !== undefined
}

/** The host of a registry on this server: `endpoint` is where the server is reached. */
export function registryHost({ accountId, region }: RegistryAddress, endpoint: string): string {
  const { port } = new URL(endpoint)
  return `${accountId}.dkr.ecr.${region}.localhost${port === '' ? '' : `:${port}`}`
}

const repositoryName = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/

/** Source: API Reference, CreateRepository, repositoryName. */
export function isRepositoryName(text: string): boolean {
  return text.length >= 2 && text.length <= 256 && repositoryName.test(text)
}

/** Source: OCI Distribution Specification, "Pull". */
export function isTag(text: string): boolean {
  return /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,299}$/.test(text)
}

export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text)
}

/** The blob of a digest. */
export function blobOf(digest: string): string {
  return digest.slice('sha256:'.length)
}
