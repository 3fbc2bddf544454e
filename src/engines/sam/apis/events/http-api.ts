import type { Context } from '../../context.ts'
import { InvalidDocument, InvalidEvent, InvalidResource } from '../../errors.ts'
import { invokePermission } from '../../events/permission.ts'
import { sub } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { isInteger, isMap, isText, optional } from '../../model/properties.ts'
import type { Resource } from '../../model/resource.ts'
import { assumeMap } from '../../openapi/document.ts'
import { HttpDocument } from '../../openapi/http-document.ts'
import { setHttpMethodAuthorizer } from '../../openapi/http-security.ts'
import { addHttpIntegration } from '../../openapi/integrations.ts'
import { anyMethodKey, defaultPath } from '../../openapi/names.ts'
import { arnText } from '../../partitions.ts'
import { set } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { EventSource, FunctionEvent, FunctionEventParts } from '../../sam-types.ts'
import { managedKey } from '../rest/rules.ts'
import { integrationUri } from './integration-uri.ts'
import { checkAuthorizerTypes } from './rest-auth.ts'

interface LinkedHttpApi {
  readonly api: Dict
  readonly apiId: string
}

/** Event `HttpApi` of a function: a route of an HTTP API. Source: SAM Developer Guide, "HttpApi". */
export const httpApiEvent: FunctionEvent = {
  type: 'HttpApi',
  rules: {
    Path: optional(isText),
    Method: optional(isText),
    ApiId: optional(isText),
    Stage: optional(isText),
    Auth: optional(isMap),
    TimeoutInMillis: optional(isInteger),
    RouteSettings: optional(isMap),
    PayloadFormatVersion: optional(isText),
  },
  link(event, resources): LinkedHttpApi {
    const given = event.resource.get('ApiId')
    const apiId = isDict(given) && has(given, 'Ref') ? (given.Ref as Value) : given
    const resource = assumeMap(typeof apiId === 'string' ? get(resources, apiId) : undefined)
    return { api: assumeMap(has(resource, 'Properties') ? resource.Properties : {}), apiId: apiId as string }
  },
  translate(event, parts, context) {
    const linked = parts.linked as LinkedHttpApi
    const route: Route = {
      ...linked,
      eventName: event.name,
      // Both were filled in by the implicit API, if the template has left them out.
      method: (event.resource.get('Method') as string).toLowerCase(),
      path: event.resource.get('Path') as string,
    }
    const permission = permissionOf(event, parts, context, route)
    addIntegration(event, parts, route)
    return permission ? [permission] : []
  },
}

interface Route extends LinkedHttpApi {
  readonly eventName: string
  readonly method: string
  readonly path: string
}

/** A function that has the route for all that has no other needs no further permission. */
function permissionOf(
  event: EventSource,
  { target }: FunctionEventParts,
  context: Context,
  { api, apiId, method, path }: Route,
): Resource | undefined {
  const body = get(api, 'DefinitionBody')
  const document = isTruthy(body) ? readDocument(body as Value, apiId) : undefined
  let pattern = path.replace(/^(.+)\/(\n?)$/, '$1$2')
  if (pattern === defaultPath) pattern = ''
  else if (document?.callsFunction(defaultPath, anyMethodKey, target.logicalId)) return undefined
  pattern = pattern.replace(/\{([a-zA-Z0-9._-]+|proxy\+)\}/g, '*')
  const verb = method === 'any' || method === anyMethodKey ? '*' : method.toUpperCase()
  const isAnyOfDefault = method === 'any' && pattern === `/${defaultPath}`
  const route = isAnyOfDefault ? pattern : `/${verb}${pattern}`
  return invokePermission(
    event,
    target,
    {
      principal: 'apigateway.amazonaws.com',
      sourceArn: sub(arnText('${AWS::Partition}', 'execute-api', `\${__ApiId__}/\${__Stage__}${route}`), {
        __ApiId__: event.resource.get('ApiId'),
        __Stage__: '*',
      }),
    },
    context,
  )
}

function readDocument(body: Value, apiId: string): HttpDocument {
  try {
    return new HttpDocument(body)
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error
    throw new InvalidResource(apiId, error.causes.map(({ message }) => message).join(' '))
  }
}

function addIntegration(event: EventSource, { target }: FunctionEventParts, route: Route): void {
  const { api, path, method, eventName } = route
  const body = get(api, 'DefinitionBody') ?? null
  if (body === null) return
  const uri = integrationUri(target, '${AWS::Partition}')
  const document = new HttpDocument(body)
  if (isTruthy(get(api, managedKey)) && document.hasIntegration(path, method)) {
    throw new InvalidEvent(eventName, `API method '${method}' defined multiple times for path '${path}'.`)
  }
  addHttpIntegration(document, { path, method, uri, condition: target.attributes.Condition })
  const auth = event.resource.get('Auth')
  if (isTruthy(auth)) addAuth(document, assumeMap(auth), route)
  const timeoutMs = event.resource.get('TimeoutInMillis')
  if (isTruthy(timeoutMs)) document.setTimeout(path, method, timeoutMs)
  const names = [...path.matchAll(/\{(.*?)\}/g)].map(([, name = '']) => name)
  if (names.length > 0) document.addPathParameters(path, method, names)
  const version = event.resource.get('PayloadFormatVersion')
  if (isTruthy(version)) document.setPayloadFormatVersion(path, method, version)
  set(api, 'DefinitionBody', document.body)
}

/** Source: SAM Developer Guide, "HttpApiFunctionAuth". @throws InvalidEvent, InvalidResource or InvalidDocument */
function addAuth(document: HttpDocument, auth: Dict, { api, apiId, path, method, eventName }: Route): void {
  const apiAuth = expectMap(has(api, 'Auth') ? api.Auth : {}, { id: apiId }, 'Auth')
  const byDefault = get(apiAuth, 'DefaultAuthorizer') ?? null
  const given = get(auth, 'Authorizer') ?? null
  if (!isTruthy(given) && !isTruthy(byDefault)) {
    throw new InvalidEvent(
      eventName,
      "'Auth' section requires either an explicit 'Authorizer' set or a 'DefaultAuthorizer' configured on the HttpApi.",
    )
  }
  const authorizer = isTruthy(given) ? given : byDefault
  if (!isTruthy(given)) set(auth, 'Authorizer', byDefault)
  const where = `on API method [${method}] for path [${path}]`
  // An empty `Auth` is taken for an empty map of authorizers.
  const authorizers = isTruthy(apiAuth) ? (get(apiAuth, 'Authorizers') ?? null) : apiAuth
  const isIamEnabled = get(apiAuth, 'EnableIamAuthorizer') === true
  checkAuthorizer(authorizer, {
    authorizers,
    isIamEnabled,
    hasDefault: isTruthy(byDefault),
    eventName,
    where,
  })
  const scopes = has(auth, 'AuthorizationScopes') ? (auth.AuthorizationScopes as Value) : []
  if (isTruthy(scopes) && !Array.isArray(scopes)) {
    throw new InvalidEvent(
      eventName,
      `Unable to set Authorizer ${where} because 'AuthorizationScopes' must be a list of strings.`,
    )
  }
  setHttpMethodAuthorizer(document, path, method, {
    authorizer: pythonText(authorizer),
    authorizers,
    scopes,
  })
}

interface AuthorizerUse {
  readonly authorizers: Value
  /** Whether `AWS_IAM` is the authorizer that is built in, and not one of this name. */
  readonly isIamEnabled: boolean
  readonly hasDefault: boolean
  readonly eventName: string
  readonly where: string
}

function checkAuthorizer(authorizer: Value, use: AuthorizerUse): void {
  const { authorizers, isIamEnabled, hasDefault, eventName, where } = use
  if (authorizer === 'NONE') {
    if (hasDefault) return
    throw new InvalidEvent(
      eventName,
      `Unable to set Authorizer ${where} because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`,
    )
  }
  if (authorizer === 'AWS_IAM' && isIamEnabled) return
  checkAuthorizerTypes(authorizer, authorizers, eventName, where)
  const start = `Unable to set Authorizer [${pythonText(authorizer)}] ${where} because `
  if (!isTruthy(authorizers)) {
    throw new InvalidEvent(eventName, `${start}the related API does not define any Authorizers.`)
  }
  if (!isTruthy(get(authorizers as Dict, authorizer as string))) {
    throw new InvalidEvent(eventName, `${start}it wasn't defined in the API's Authorizers.`)
  }
}
