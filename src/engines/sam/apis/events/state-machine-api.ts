import { iamRole } from '../../cloudformation/iam.ts'
import type { Context } from '../../context.ts'
import { InvalidEvent } from '../../errors.ts'
import { getAtt, sub } from '../../intrinsics/build.ts'
import { isBoolean, isMap, isText, optional, required, strict } from '../../model/properties.ts'
import { Resource } from '../../model/resource.ts'
import { assumeMap } from '../../openapi/document.ts'
import { addStateMachineIntegration } from '../../openapi/integrations.ts'
import { RestDocument } from '../../openapi/rest-document.ts'
import { allowing, serviceTrust } from '../../policies/documents.ts'
import { set } from '../../python/memory.ts'
import { type Dict, get, isTruthy } from '../../python/values.ts'
import type { EventSource, StateMachineEvent, StateMachineEventParts } from '../../sam-types.ts'
import { managedKey } from '../rest/rules.ts'
import { addEventAuth, type EventMethod } from './rest-auth.ts'
import { type LinkedRestApi, linkRestApi } from './rest-link.ts'

/** Event `Api` of a state machine: a method of a REST API that starts it. Source: SAM Developer Guide, "Api" of state machines. */
export const stateMachineApiEvent: StateMachineEvent = {
  type: 'Api',
  rules: {
    Path: required(isText),
    Method: required(isText),
    RestApiId: required(isText),
    Stage: optional(isText),
    Auth: optional(isMap),
    UnescapeMappingTemplate: strict(isBoolean),
  },
  link: (event, resources) => linkRestApi(resources, event.name, event.resource.get('RestApiId')),
  translate(event, parts, context) {
    const linked = parts.linked as LinkedRestApi
    const role = roleOf(event, parts, context)
    const api = assumeMap(linked.api)
    if (isTruthy(get(api, managedKey))) {
      addIntegration(event, parts, context, role, {
        eventName: event.name,
        apiId: String(linked.apiId),
        api,
        path: event.resource.get('Path') as string,
        method: (event.resource.get('Method') as string).toLowerCase(),
        // AWS's translator knows the stage of functions' events alone.
        stage: null,
      })
    }
    return [role]
  },
}

function roleOf(
  event: EventSource,
  { target, permissionsBoundary }: StateMachineEventParts,
  context: Context,
): Resource {
  const id = context.hashedId(`${event.logicalId}Role`, '')
  return new Resource(iamRole, id, {
    attributes: target.passedOn,
    properties: {
      AssumeRolePolicyDocument: serviceTrust('apigateway.amazonaws.com'),
      Policies: [allowing(`${id}StartExecutionPolicy`, 'states:StartExecution', target.arn)],
      ...(isTruthy(permissionsBoundary) ? { PermissionsBoundary: permissionsBoundary } : {}),
    },
  })
}

function addIntegration(
  event: EventSource,
  { target }: StateMachineEventParts,
  context: Context,
  role: Resource,
  at: EventMethod,
): void {
  const { api, path, method, eventName } = at
  const body = get(api, 'DefinitionBody') ?? null
  if (body === null) return
  const document = new RestDocument(body)
  if (document.hasIntegration(path, method)) {
    throw new InvalidEvent(eventName, `API method "${method}" defined multiple times for path "${path}".`)
  }
  addStateMachineIntegration(document, {
    path,
    method,
    uri: sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'),
    condition: target.attributes.Condition,
    credentials: getAtt(role.logicalId, 'Arn'),
    requestTemplates: requestTemplates(
      target.logicalId,
      isTruthy(event.resource.get('UnescapeMappingTemplate')),
    ),
  })
  const auth = event.resource.get('Auth')
  if (isTruthy(auth)) addEventAuth(document, assumeMap(auth), at, context)
  set(api, 'DefinitionBody', document.body)
}

/** The request becomes the execution's input. Escaped single quotes are no JSON, and may be unescaped again. */
function requestTemplates(stateMachineId: string, isUnescaped: boolean): Dict {
  const input = "$util.escapeJavaScript($input.json('$'))"
  const replaced = isUnescaped ? `.replaceAll("\\\\'","'")` : ''
  const text = `{"input": "${input}${replaced}", "stateMachineArn": "\${${stateMachineId}}"}`
  return { 'application/json': sub(text) }
}
