import type { Context } from '../../context.ts'
import { InvalidEvent, InvalidResource } from '../../errors.ts'
import { invokePermission } from '../../events/permission.ts'
import { sub } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { isInteger, isList, isMap, isText, optional, required } from '../../model/properties.ts'
import { assumeMap, deepGet, methodKey } from '../../openapi/document.ts'
import { addFunctionIntegration } from '../../openapi/integrations.ts'
import { emptyRestDocument, RestDocument } from '../../openapi/rest-document.ts'
import { arnText } from '../../partitions.ts'
import {
  type Carried,
  carryEntries,
  copyDict,
  fromTemplate,
  plainDict,
  set,
  Text,
} from '../../python/memory.ts'
import { type Dict, get, has, isTruthy, type Value } from '../../python/values.ts'
import type { EventSource, FunctionEvent, FunctionEventParts } from '../../sam-types.ts'
import { managedKey } from '../rest/rules.ts'
import { integrationUri } from './integration-uri.ts'
import { addEventAuth, type EventMethod } from './rest-auth.ts'
import { type LinkedRestApi, linkRestApi } from './rest-link.ts'
import { addRequestModel, addRequestParameters } from './rest-request.ts'

/** Event `Api` of a function: a method of a REST API. Source: SAM Developer Guide, "Api". */
export const apiEvent: FunctionEvent = {
  type: 'Api',
  rules: {
    Path: required(isText),
    Method: required(isText),
    RestApiId: required(isText),
    Stage: optional(isText),
    Auth: optional(isMap),
    RequestModel: optional(isMap),
    RequestParameters: optional(isList),
    TimeoutInMillis: optional(isInteger),
    ResponseTransferMode: optional(isText),
  },
  link: (event, resources) => linkRestApi(resources, event.name, event.resource.get('RestApiId')),
  translate(event, parts, context) {
    const linked = parts.linked as LinkedRestApi
    const method = (event.resource.get('Method') as string).toLowerCase()
    const path = event.resource.get('Path') as string
    const permission = permissionOf(event, parts, context, { path, method, stage: linked.stage })
    const api = assumeMap(linked.api)
    const at: EventMethod = {
      eventName: event.name,
      apiId: String(linked.apiId),
      api,
      path,
      method,
      stage: linked.stage,
    }
    if (isTruthy(get(api, managedKey)) || isTruthy(get(api, 'MergeDefinitions'))) {
      addIntegration(event, parts, context, at)
    }
    overrideAuth(event, context, at)
    return [permission]
  },
}

function permissionOf(
  event: EventSource,
  { target }: FunctionEventParts,
  context: Context,
  { path, method, stage }: { readonly path: string; readonly method: string; readonly stage: Carried },
) {
  // API Gateway takes the slash at the end of a path away, and a variable of a path stands for anything.
  const pattern = path.replace(/^(.+)\/(\n?)$/, '$1$2').replace(/\{[a-zA-Z0-9._-]+\+?\}/g, '*')
  const verb = method === 'any' ? '*' : method.toUpperCase()
  return invokePermission(
    event,
    target,
    {
      suffix: String(stage instanceof Text ? stage.text : stage),
      principal: 'apigateway.amazonaws.com',
      sourceArn: sub(
        arnText(context.partition, 'execute-api', `\${__ApiId__}/\${__Stage__}/${verb}${pattern}`),
        {
          __ApiId__: event.resource.get('RestApiId'),
          __Stage__: '*',
        },
      ),
    },
    context,
  )
}

function addIntegration(
  event: EventSource,
  { target }: FunctionEventParts,
  context: Context,
  at: EventMethod,
): void {
  const { api, apiId, path, method, eventName } = at
  const own = get(api, 'DefinitionBody') ?? null
  if (own === null) return
  const isMerged = isTruthy(get(api, 'MergeDefinitions'))
  const isStreamed = event.resource.get('ResponseTransferMode') === 'RESPONSE_STREAM'
  const uri = integrationUri(target, context.partition, isStreamed)
  const document = new RestDocument(isMerged ? emptyRestDocument() : own)
  if (document.hasIntegration(path, method)) {
    throw new InvalidEvent(eventName, `API method "${method}" defined multiple times for path "${path}".`)
  }
  const auth = event.resource.get('Auth')
  const eventAuth = expectMap(isTruthy(auth) ? auth : {}, { id: eventName, kind: 'event' }, 'Auth')
  const apiAuth = get(api, 'Auth')
  addFunctionIntegration(
    document,
    { path, method, uri, condition: target.attributes.Condition },
    {
      event: eventAuth,
      api: expectMap(isTruthy(apiAuth) ? apiAuth : {}, { id: apiId }, 'Auth'),
      partition: context.partition,
    },
    isStreamed,
  )
  if (isTruthy(auth)) addEventAuth(document, eventAuth, at, context)
  const timeoutMs = event.resource.get('TimeoutInMillis')
  if (isTruthy(timeoutMs)) document.setTimeout(path, method, timeoutMs)
  const model = event.resource.get('RequestModel')
  if (isTruthy(model)) addRequestModel(document, model, at)
  const parameters = event.resource.get('RequestParameters')
  if (isTruthy(parameters)) addRequestParameters(document, parameters, at)
  set(api, 'DefinitionBody', isMerged ? merged(at, assumeMap(own), document) : document.body)
}

/**
 * `OverrideApiAuth`: what the event says of authorization goes into a document that the template has written itself, too.
 * @throws InvalidEvent
 */
function overrideAuth(event: EventSource, context: Context, at: EventMethod): void {
  const auth = event.resource.get('Auth')
  const body = get(at.api, 'DefinitionBody')
  if (!isTruthy(body) || !isTruthy(auth) || !isTruthy(get(assumeMap(auth), 'OverrideApiAuth'))) return
  const map = assumeMap(auth)
  if (!['Authorizer', 'ApiKeyRequired', 'ResourcePolicy'].some((name) => isTruthy(get(map, name)))) {
    throw new InvalidEvent(
      at.eventName,
      'Must define one of: Authorizer, ApiKeyRequired or ResourcePolicy when using the OverrideApiAuth property.',
    )
  }
  const document = new RestDocument(body)
  addEventAuth(document, map, at, context)
  set(at.api, 'DefinitionBody', document.body)
}

/** `MergeDefinitions`: the method as the template has it, and as SAM made it, which wins. @throws InvalidResource */
function merged({ apiId, path, method }: EventMethod, own: Dict, document: RestDocument): Dict {
  const body = copyDict(own)
  const given = get(body, 'paths')
  const paths: Value = isTruthy(given) ? (given as Value) : {}
  const ofMethod = deepGet(
    paths,
    [path, method],
    (sentence) => new InvalidResource(apiId, `Property 'DefinitionBody' is invalid: ${sentence}`),
  )
  const existing = isTruthy(ofMethod) ? (ofMethod as Value) : {}
  expectMap(existing, { id: apiId }, `DefinitionBody.paths.${path}.${method}`)
  const generated = assumeMap(assumeMap(assumeMap(document.body.paths)[path])[methodKey(method).text])
  const together = plainDict([...carryEntries(existing as Dict), ...carryEntries(generated)])
  const map = assumeMap(paths)
  if (!has(map, path)) set(map, fromTemplate(path), plainDict([[fromTemplate(method), together]]))
  set(assumeMap(map[path]), fromTemplate(method), together)
  return body
}
