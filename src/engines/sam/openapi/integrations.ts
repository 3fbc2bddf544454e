import { type Carried, carry, legacyDict, plainDict, set, Text, twin, update } from '../python/memory.ts'
import { type Dict, get, has, isTruthy, type Value } from '../python/values.ts'
import { assumeMap, invalidDocument, methodKey, requirePathItem, underCondition } from './document.ts'
import type { HttpDocument } from './http-document.ts'
import { anyMethodKey, defaultPath, integrationKey } from './names.ts'
import type { RestDocument } from './rest-document.ts'

/** How a method calls a function. */
export interface FunctionIntegration {
  readonly path: string
  readonly method: string
  /** The integration's `uri`. */
  readonly uri: Value
  /** The function's condition. */
  readonly condition: Value | undefined
}

/** `Auth` of an event and of its API, as far as integrations care. */
export interface IntegrationAuth {
  readonly event: Dict
  readonly api: Dict
  readonly partition: string
}

/** Adds a Lambda proxy integration to a REST API. @throws InvalidDocument when the method has an integration already */
export function addFunctionIntegration(
  document: RestDocument,
  { path, method, uri, condition }: FunctionIntegration,
  auth: IntegrationAuth,
  isStreamed: boolean,
): void {
  const key = methodKey(method)
  if (document.hasIntegration(path, method)) {
    throw invalidDocument(`Lambda integration already exists on Path=${path}, Method=${key.text}`)
  }
  document.addPath(path, method)
  const wrappedUri = isTruthy(condition) ? underCondition(condition as Value, uri) : uri
  for (const item of document.pathItems(path)) {
    const map = requirePathItem(item, path)
    const definition = assumeMap(map[key.text])
    const integration = legacyDict()
    set(definition, integrationKey, integration)
    set(integration, 'type', 'aws_proxy')
    set(integration, 'httpMethod', 'POST')
    set(integration, 'uri', wrappedUri)
    if (isStreamed) set(integration, 'responseTransferMode', 'STREAM')
    const credentials = integrationCredentials(auth)
    if (credentials !== undefined) set(integration, 'credentials', credentials)
    if (!has(definition, 'responses')) set(definition, 'responses', legacyDict())
    if (isTruthy(condition)) set(map, key, underCondition(condition as Value, definition))
  }
}

/** With IAM authorization, API Gateway calls the function in the caller's name, or by a role that the template gives. */
function integrationCredentials({ event, api, partition }: IntegrationAuth): Carried | undefined {
  const byIam =
    event.Authorizer === 'AWS_IAM' || (get(api, 'DefaultAuthorizer') === 'AWS_IAM' && !isTruthy(event))
  if (!byIam) return undefined
  const role = invokeRole(event) ?? invokeRole(api)
  const value = role instanceof Text ? role.text : role
  if (value === 'NONE') return undefined
  return value === undefined || value === 'CALLER_CREDENTIALS' ? `arn:${partition}:iam::*:user/*` : role
}

/** `InvokeRole`; an empty one is `NONE`. */
function invokeRole(auth: Dict): Carried | undefined {
  if (!has(auth, 'InvokeRole')) return undefined
  return isTruthy(auth.InvokeRole) ? twin(carry(auth, 'InvokeRole') ?? null) : 'NONE'
}

/** How a method starts a state machine. */
export interface StateMachineIntegration extends FunctionIntegration {
  /** ARN of the role. */
  readonly credentials: Value
  readonly requestTemplates: Dict
}

/** Adds an integration that starts a state machine. @throws InvalidDocument when the method has an integration already */
export function addStateMachineIntegration(
  document: RestDocument,
  integration: StateMachineIntegration,
): void {
  const { path, method, uri, condition, credentials, requestTemplates } = integration
  const key = methodKey(method)
  if (document.hasIntegration(path, method)) {
    throw invalidDocument(`Integration already exists on Path=${path}, Method=${key.text}`)
  }
  document.addPath(path, method)
  const wrappedUri = isTruthy(condition) ? underCondition(condition as Value, uri) : uri
  for (const item of document.pathItems(path)) {
    const map = requirePathItem(item, path)
    const definition = assumeMap(map[key.text])
    const added = legacyDict()
    set(definition, integrationKey, added)
    set(added, 'type', 'aws')
    set(added, 'httpMethod', 'POST')
    set(added, 'uri', wrappedUri)
    set(
      added,
      'responses',
      legacyDict([
        ['200', legacyDict([['statusCode', '200']])],
        ['400', legacyDict([['statusCode', '400']])],
      ]),
    )
    set(added, 'credentials', credentials)
    if (!has(definition, 'responses')) {
      set(
        definition,
        'responses',
        legacyDict([
          ['200', legacyDict([['description', 'OK']])],
          ['400', legacyDict([['description', 'Bad Request']])],
        ]),
      )
    }
    update(added, plainDict([['requestTemplates', requestTemplates]]))
    if (isTruthy(condition)) set(map, key, underCondition(condition as Value, definition))
  }
}

/** Adds a Lambda proxy integration to an HTTP API, unless the method has an integration. */
export function addHttpIntegration(
  document: HttpDocument,
  { path, method, uri, condition }: FunctionIntegration,
): void {
  if (document.hasIntegration(path, method)) return
  document.addPath(path, method)
  const key = methodKey(method)
  const wrappedUri = isTruthy(condition) ? underCondition(condition as Value, uri) : uri
  for (const item of document.pathItems(path)) {
    const map = requirePathItem(item, path)
    if (map[key.text] === null) set(map, key, legacyDict())
    const definition = assumeMap(map[key.text])
    const integration = legacyDict()
    set(definition, integrationKey, integration)
    set(integration, 'type', 'aws_proxy')
    set(integration, 'httpMethod', 'POST')
    set(integration, 'payloadFormatVersion', '2.0')
    set(integration, 'uri', wrappedUri)
    if (path === defaultPath && key.text === anyMethodKey) set(definition, 'isDefaultRoute', true)
    if (!has(definition, 'responses')) set(definition, 'responses', legacyDict())
    if (isTruthy(condition)) set(map, key, underCondition(condition as Value, definition))
  }
}
