import type { Context } from '../../context.ts'
import { InvalidEvent } from '../../errors.ts'
import { expectList, expectMap } from '../../model/expect.ts'
import { assumeMap } from '../../openapi/document.ts'
import { addCustomStatements, addResourcePolicy } from '../../openapi/resource-policy.ts'
import type { RestDocument } from '../../openapi/rest-document.ts'
import { setMethodApiKey, setMethodAuthorizer } from '../../openapi/security.ts'
import { type Carried, carry } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../../python/values.ts'

/** A method of a REST API that an event stands for. */
export interface EventMethod {
  readonly eventName: string
  readonly apiId: string
  /** Properties of the API in the template. */
  readonly api: Dict
  readonly path: string
  readonly method: string
  /** The stage that the policy is about. */
  readonly stage: Carried
}

/**
 * Puts `Auth` of an event into the document.
 * Source: SAM Developer Guide, "ApiFunctionAuth".
 * @throws InvalidEvent, InvalidResource or InvalidDocument for the first fault
 */
export function addEventAuth(document: RestDocument, auth: Dict, at: EventMethod, context: Context): void {
  const { api, apiId, eventName, path, method } = at
  const where = `on API method [${method}] for path [${path}]`
  const apiAuth = context.resolveParameters(get(api, 'Auth') ?? null)
  const ofApi = (name: string): Value => (isTruthy(apiAuth) ? (get(assumeMap(apiAuth), name) ?? null) : null)
  const authorizer = get(auth, 'Authorizer') ?? null
  if (isTruthy(authorizer)) {
    const authorizers = ofApi('Authorizers')
    if (isTruthy(authorizers)) expectMap(authorizers, { id: apiId }, 'Auth.Authorizers')
    checkAuthorizer(authorizer, {
      authorizers,
      hasDefault: isTruthy(ofApi('DefaultAuthorizer')),
      eventName,
      where,
    })
  }
  const scopes = get(auth, 'AuthorizationScopes') ?? null
  if (isTruthy(scopes)) {
    expectList(scopes, { id: eventName, kind: 'event' }, 'Auth.AuthorizationScopes')
    if (!isTruthy(authorizer)) {
      throw new InvalidEvent(eventName, 'AuthorizationScopes works only when Authorizer is set')
    }
  }
  const apiKey = get(auth, 'ApiKeyRequired') ?? null
  if (apiKey !== null && !isTruthy(apiKey) && !isTruthy(ofApi('ApiKeyRequired'))) {
    throw new InvalidEvent(
      eventName,
      `Unable to set ApiKeyRequired [False] ${where} because the related API does not specify any ApiKeyRequired.`,
    )
  }
  if (isTruthy(authorizer)) {
    // The template's map again: resolving may have put another value in the place of the whole.
    const held = isTruthy(get(api, 'Auth')) ? get(assumeMap(api.Auth), 'Authorizers') : null
    setMethodAuthorizer(document, path, method, carry(auth, 'Authorizer') ?? null, {
      authorizers: held ?? null,
      scopes,
    })
  }
  if (apiKey !== null) setMethodApiKey(document, path, method, isTruthy(apiKey))
  const policy = get(auth, 'ResourcePolicy')
  if (isTruthy(policy)) {
    const statements = expectMap(policy, { id: eventName }, 'Auth.ResourcePolicy')
    addResourcePolicy(document, statements, path, at.stage)
    const custom = get(statements, 'CustomStatements')
    if (isTruthy(custom)) addCustomStatements(document, custom as Value)
  }
}

interface AuthorizerUse {
  readonly authorizers: Value
  readonly hasDefault: boolean
  readonly eventName: string
  readonly where: string
}

function checkAuthorizer(
  authorizer: Value,
  { authorizers, hasDefault, eventName, where }: AuthorizerUse,
): void {
  if (authorizer === 'AWS_IAM') return
  if (authorizer === 'NONE') {
    if (hasDefault) return
    throw new InvalidEvent(
      eventName,
      `Unable to set Authorizer ${where} because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`,
    )
  }
  const text = pythonText(authorizer)
  if (!isTruthy(authorizers)) {
    throw new InvalidEvent(
      eventName,
      `Unable to set Authorizer [${text}] ${where} because the related API does not define any Authorizers.`,
    )
  }
  checkAuthorizerTypes(authorizer, authorizers, eventName, where)
  if (!isTruthy(get(authorizers as Dict, authorizer as string))) {
    throw new InvalidEvent(
      eventName,
      `Unable to set Authorizer [${text}] ${where} because it wasn't defined in the API's Authorizers.`,
    )
  }
}

/** That an authorizer is named by a text, and the API has a map of them. @throws InvalidEvent */
export function checkAuthorizerTypes(
  authorizer: Value,
  authorizers: Value,
  eventName: string,
  where: string,
): void {
  if (typeof authorizer === 'string' && isDict(authorizers)) return
  throw new InvalidEvent(
    eventName,
    `Unable to set Authorizer [${pythonText(authorizer)}] ${where}. ` +
      'The method authorizer must be a string with a corresponding dict entry in the api authorizer.',
  )
}
