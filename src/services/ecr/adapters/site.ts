/**
 * A registry's own door, at which `docker push` and its like speak: the OCI Distribution Specification. Whoever comes says the password of
 * GetAuthorizationToken; where identities are not verified everybody is let in, as the registry's own account.
 * Source: ECR User Guide, "Private registry authentication"; OCI Distribution Specification 1.1.
 */
import { defaultAccountId, partitionOf } from '../../../aws/identifiers.ts'
import {
  accessRefusal,
  type OperationContext,
  type SiteDoor,
  type Surroundings,
  siteContext,
} from '../../../dispatch/index.ts'
import type { Answer, RequestHead } from '../../../http/index.ts'
import { isDigest, isRepositoryName, type RegistryRequest, readRegistryRequest } from '../domain/addresses.ts'
import { accessDenied, repositoryNotFound } from '../errors.ts'
import { type Repository, repositories } from '../records.ts'
import { repositoryArn } from '../repositories.ts'
import { readToken } from '../tokens.ts'
import { answer, jsonAnswer, refusal, refusalOf } from './answers.ts'
import { answerBlob, answerUpload, answerUploadOf } from './blobs.ts'
import { answerManifest, answerReferrers, answerTags } from './manifests.ts'
import type { RepositoryRequest, SiteHandler } from './site-handler.ts'

/** The site of a server. */
export function registrySite(surroundings: Surroundings): SiteHandler {
  return async (head, request, door) => {
    const address = readRegistryRequest(head.headers.host, head.path)
    const query = new URLSearchParams(head.query)
    try {
      const route = address && routeOf(address.path)
      const caller = await callerOf(surroundings, head, address)
      const reads = head.method === 'GET' || head.method === 'HEAD'
      if (route?.kind === 'blob' && address && reads) {
        const layer = await layerByToken(surroundings, query.get('token'), route.digest)
        if (layer) {
          const context = contextOf(surroundings, head, door, address, caller ?? door.anonymous())
          return await answerBlob({ context, head, repository: layer }, route.digest)
        }
      }
      if (!caller) return unauthorized(head)
      if (!address || address.path === '') return jsonAnswer(200, {})
      if (!route) return refusal(404, 'NAME_UNKNOWN', 'The address is none of a registry')
      const context = contextOf(surroundings, head, door, address, caller)
      const action = actionOf(route, head.method)
      if (!action) return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.')
      const repository = await enter(context, address, route.name, action)
      const path = `${address.base}${route.name}`
      const asked = { context, head, request, repository, query, path }
      return await answerRoute(asked, route, address)
    } catch (error) {
      return refusalOf(error)
    }
  }
}

/** What a path behind the registry is about. */
type Route = { readonly name: string } & (
  | { readonly kind: 'blob' | 'referrers'; readonly digest: string }
  | { readonly kind: 'manifest'; readonly reference: string }
  | { readonly kind: 'upload'; readonly id: string }
  | { readonly kind: 'uploads' | 'tags' }
)

function routeOf(path: string): Route | undefined {
  // A repository may have such words in its name: the last of them counts.
  const [, name = '', rest = ''] = routeForm.exec(decoded(path)) ?? []
  if (!isRepositoryName(name)) return undefined
  const [kind, first = '', id] = rest.split('/')
  if (kind === 'tags') return { name, kind }
  if (kind === 'manifests') return { name, kind: 'manifest', reference: first }
  if (kind === 'blobs' && first === 'uploads')
    return id ? { name, kind: 'upload', id } : { name, kind: 'uploads' }
  if (!isDigest(first)) return undefined
  return kind === 'blobs' ? { name, kind: 'blob', digest: first } : { name, kind: 'referrers', digest: first }
}

const routeForm = /^(.+)\/(blobs\/uploads(?:\/[^/]*)?|(?:manifests|blobs|referrers)\/[^/]+|tags\/list)$/s

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

/** The permission that a request needs. Source: ECR User Guide, "Pushing an image", "Repository policy examples". */
function actionOf({ kind }: Route, method: string): string | undefined {
  const reads = method === 'GET' || method === 'HEAD'
  switch (kind) {
    case 'tags':
      return reads ? 'ListImages' : undefined
    case 'referrers':
      return reads ? 'BatchGetImage' : undefined
    case 'manifest':
      if (reads) return 'BatchGetImage'
      return method === 'PUT' ? 'PutImage' : method === 'DELETE' ? 'BatchDeleteImage' : undefined
    case 'blob':
      if (method === 'HEAD') return 'BatchCheckLayerAvailability'
      return method === 'GET' ? 'GetDownloadUrlForLayer' : undefined
    case 'uploads':
      return method === 'POST' ? 'InitiateLayerUpload' : undefined
    case 'upload':
      if (method === 'PUT') return 'CompleteLayerUpload'
      return method === 'PATCH' || method === 'GET' || method === 'DELETE' ? 'UploadLayerPart' : undefined
  }
}

async function answerRoute(
  asked: RepositoryRequest,
  route: Route,
  address: RegistryRequest,
): Promise<Answer> {
  switch (route.kind) {
    case 'tags':
      return answerTags(asked)
    case 'referrers':
      return answerReferrers(asked, route.digest)
    case 'manifest':
      return answerManifest(asked, route.reference)
    case 'blob':
      return answerBlob(asked, route.digest)
    case 'upload':
      return answerUploadOf(asked, route.id)
    case 'uploads':
      return answerUpload(asked, async (from) => {
        // Clients that name the registry in the path name it here too.
        const own = address.base.slice('/v2/'.length)
        const name = own !== '' && from.startsWith(own) ? from.slice(own.length) : from
        return enter(asked.context, address, name, 'GetDownloadUrlForLayer').catch(() => undefined)
      })
  }
}

type Who = Pick<OperationContext, 'principal' | 'accountId'>

/** Who comes; undefined: nobody who may. */
async function callerOf(
  surroundings: Surroundings,
  { headers }: RequestHead,
  address: RegistryRequest | undefined,
): Promise<Who | undefined> {
  const [, basic = ''] = /^basic ([a-z0-9+/=_-]+)$/i.exec(headers.authorization ?? '') ?? []
  const [, bearer] = /^bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const login = Buffer.from(basic, 'base64').toString('utf8')
  const secret = bearer ?? login.slice(login.indexOf(':') + 1)
  const token = secret === '' ? undefined : await readToken(surroundings, secret)
  if (token && !token.layer) return { accountId: token.accountId, principal: token.principal }
  if (surroundings.settings.identity === 'enforce') return undefined
  const accountId = address?.accountId ?? defaultAccountId
  const arn = `arn:${address ? partitionOf(address.region) : 'aws'}:iam::${accountId}:root`
  return { accountId, principal: { type: 'root', accountId, arn, userId: accountId } }
}

/** The repository of the layer to which an address of GetDownloadUrlForLayer leads. */
async function layerByToken(
  surroundings: Surroundings,
  secret: string | null,
  digest: string,
): Promise<Pick<Repository, 'id'> | undefined> {
  const token = secret === null ? undefined : await readToken(surroundings, secret)
  return token?.layer?.digest === digest ? { id: token.layer.repositoryId } : undefined
}

function unauthorized({ headers }: RequestHead): Answer {
  const realm = `http://${headers.host ?? 'localhost'}/`
  return answer(
    401,
    {
      'WWW-Authenticate': `Basic realm="${realm}",service="ecr.amazonaws.com"`,
      'Content-Type': 'text/plain; charset=utf-8',
    },
    'Not Authorized\n',
  )
}

/** Finds a repository for who comes. Fails with RepositoryNotFoundException, AccessDeniedException. */
async function enter(
  context: OperationContext,
  { accountId, region }: RegistryRequest,
  name: string,
  action: string,
): Promise<Repository> {
  const found = await repositories.get(context.store, [accountId, region, name])
  if (!found) throw repositoryNotFound({ name, registryId: accountId })
  const refused = await accessRefusal(context, {
    action: `ecr:${action}`,
    resource: repositoryArn(found.value),
    owner: accountId,
    policy: found.value.policy,
  })
  if (refused) throw accessDenied(refused.words)
  return found.value
}

/** What an operation would be given, in the region of the registry. */
function contextOf(
  surroundings: Surroundings,
  { sourceIp, headers }: RequestHead,
  door: SiteDoor,
  { region }: RegistryRequest,
  { principal, accountId }: Who,
): OperationContext {
  const caller = { principal, accountId, region }
  return siteContext(surroundings, door, caller, { sourceIp, userAgent: headers['user-agent'] })
}
