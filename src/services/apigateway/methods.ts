/** Methods of resources, and their responses. Source: API Reference, PutMethod, UpdateMethod, PutMethodResponse. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { bodyOf, shapeOf, unlessEmpty } from './bodies.ts'
import { change } from './changing.ts'
import {
  checkedMethod,
  checkHttpMethod,
  checkMethodResponse,
  type KnownParts,
} from './domain/method-rules.ts'
import { patched } from './domain/patch.ts'
import { methodPatches, methodResponsePatches } from './domain/patch-tables.ts'
import { conflict, noPart, notFound } from './errors.ts'
import { listEntries, requirePart, type Where } from './lookups.ts'
import { entries } from './records.ts'

/** Where a method is. */
export interface MethodPlace {
  readonly restApiId: string | undefined
  readonly resourceId: string | undefined
  readonly httpMethod: string | undefined
}

/** What is said of a status code that a method does not answer with. */
export const noStatusCode = () => notFound('Invalid Response status code specified')

/** A method with its resource. Fails with NotFoundException. */
export async function requireMethod(
  where: Where,
  { restApiId, resourceId, httpMethod = '' }: MethodPlace,
): Promise<{ readonly method: Api.Method; readonly resource: Api.Resource }> {
  const resource = shapeOf<Api.Resource>((await requirePart(where, restApiId, 'resource', resourceId)).value)
  const method = Object.hasOwn(resource.resourceMethods ?? {}, httpMethod)
    ? resource.resourceMethods?.[httpMethod]
    : undefined
  if (!method) throw noPart('Method')
  return { method, resource }
}

/**
 * Changes a method: `decide` is given it as it is (nothing: it is not there yet), with its resource, and answers it as it shall be
 * (nothing: it goes). Fails as `decide` does, and with NotFoundException for the resource.
 */
export async function changeMethod(
  context: OperationContext,
  { restApiId, resourceId, httpMethod = '' }: MethodPlace,
  decide: (
    before: Api.Method | undefined,
    resource: Api.Resource,
  ) => Promise<Api.Method | undefined> | Api.Method | undefined,
): Promise<Api.Method> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'resource', resourceId)
    const resource = shapeOf<Api.Resource>(stored.value)
    const methods = resource.resourceMethods ?? {}
    const before = Object.hasOwn(methods, httpMethod) ? methods[httpMethod] : undefined
    const after = await decide(before, resource)
    const { [httpMethod]: _before, ...others } = methods
    const next = after === undefined ? others : { ...methods, [httpMethod]: after }
    const body = bodyOf({ ...resource, resourceMethods: unlessEmpty(next) })
    entries.put(commit, { ...stored.value, body, modifiedAt: context.now }, stored)
    return after ?? {}
  })
}

/** As {@link changeMethod}, of one that must be there. */
export function changeThere(
  context: OperationContext,
  place: MethodPlace,
  decide: (
    before: Api.Method,
    resource: Api.Resource,
  ) => Promise<Api.Method | undefined> | Api.Method | undefined,
): Promise<Api.Method> {
  return changeMethod(context, place, (before, resource) => {
    if (!before) throw noPart('Method')
    return decide(before, resource)
  })
}

/** What methods of an API may name. */
export async function knownParts(context: OperationContext, apiId = ''): Promise<KnownParts> {
  const [models, authorizers, validators] = await Promise.all([
    listEntries(context, context, apiId, 'model'),
    listEntries(context, context, apiId, 'authorizer'),
    listEntries(context, context, apiId, 'requestValidator'),
  ])
  return {
    models: new Set(models.map(({ value }) => value.id)),
    authorizers: new Map(authorizers.map(({ value }) => [value.id, String(value.body.type)])),
    requestValidators: new Set(validators.map(({ value }) => value.id)),
  }
}

/** Puts a method on a resource that has none of its name yet. */
export async function putMethod(
  { restApiId, resourceId, ...given }: Api.PutMethodRequest,
  context: OperationContext,
): Promise<Api.Method> {
  const known = await knownParts(context, restApiId)
  const place = { restApiId, resourceId, httpMethod: given.httpMethod }
  return changeMethod(context, place, (before) => {
    checkHttpMethod(given.httpMethod ?? '')
    if (before) throw conflict('Method already exists for this resource')
    return methodBody(checkedMethod(given, known))
  })
}

/** A method without what is empty of it. */
export function methodBody(method: Api.Method): Api.Method {
  return bodyOf({
    ...method,
    requestParameters: unlessEmpty(method.requestParameters),
    requestModels: unlessEmpty(method.requestModels),
    authorizationScopes: unlessEmpty(method.authorizationScopes),
    methodResponses: unlessEmpty(method.methodResponses),
    operationName: method.operationName || undefined,
  }) as Api.Method
}

/** A method with its responses and integration. */
export async function getMethod(input: Api.GetMethodRequest, context: OperationContext): Promise<Api.Method> {
  return (await requireMethod(context, input)).method
}

/** Changes a method. */
export async function updateMethod(
  input: Api.UpdateMethodRequest,
  context: OperationContext,
): Promise<Api.Method> {
  const known = await knownParts(context, input.restApiId)
  return changeThere(context, input, (before) => {
    const after = patched(methodPatches, bodyOf(before), input.patchOperations) as Api.Method
    return methodBody(checkedMethod(after, known))
  })
}

/** Takes a method away, with its integration. */
export async function deleteMethod(
  input: Api.DeleteMethodRequest,
  context: OperationContext,
): Promise<object> {
  await changeThere(context, input, () => undefined)
  return {}
}

/** Says that a method answers with a status code. */
export async function putMethodResponse(
  { restApiId, resourceId, httpMethod, ...given }: Api.PutMethodResponseRequest,
  context: OperationContext,
): Promise<Api.MethodResponse> {
  const known = await knownParts(context, restApiId)
  const response = bodyOf(given) as Api.MethodResponse
  const statusCode = given.statusCode ?? ''
  await changeThere(context, { restApiId, resourceId, httpMethod }, (before) => {
    const responses = before.methodResponses ?? {}
    if (Object.hasOwn(responses, statusCode)) throw conflict('Response already exists for this resource')
    checkMethodResponse(response, known)
    return { ...before, methodResponses: { ...responses, [statusCode]: response } }
  })
  return response
}

/** A response of a method. */
export async function getMethodResponse(
  input: Api.GetMethodResponseRequest,
  context: OperationContext,
): Promise<Api.MethodResponse> {
  const { method } = await requireMethod(context, input)
  return responseOf(method, input.statusCode)
}

function responseOf({ methodResponses = {} }: Api.Method, statusCode = ''): Api.MethodResponse {
  const found = Object.hasOwn(methodResponses, statusCode) ? methodResponses[statusCode] : undefined
  if (!found) throw noStatusCode()
  return found
}

/** Changes a response of a method. */
export async function updateMethodResponse(
  input: Api.UpdateMethodResponseRequest,
  context: OperationContext,
): Promise<Api.MethodResponse> {
  const known = await knownParts(context, input.restApiId)
  const { statusCode = '' } = input
  const changed = await changeThere(context, input, (before) => {
    const response = bodyOf(responseOf(before, statusCode))
    const after = patched(methodResponsePatches, response, input.patchOperations) as Api.MethodResponse
    checkMethodResponse(after, known)
    return { ...before, methodResponses: { ...before.methodResponses, [statusCode]: after } }
  })
  return responseOf(changed, statusCode)
}

/** Takes a response of a method away. */
export async function deleteMethodResponse(
  input: Api.DeleteMethodResponseRequest,
  context: OperationContext,
): Promise<object> {
  await changeThere(context, input, (before) => {
    responseOf(before, input.statusCode)
    const { [input.statusCode ?? '']: _gone, ...rest } = before.methodResponses ?? {}
    return methodBody({ ...before, methodResponses: rest })
  })
  return {}
}
