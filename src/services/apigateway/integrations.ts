/** Integrations of methods, and their responses. Source: API Reference, PutIntegration, PutIntegrationResponse. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { bodyOf, unlessEmpty } from './bodies.ts'
import { checkedIntegration, checkIntegrationResponse } from './domain/integration-rules.ts'
import { patched } from './domain/patch.ts'
import { integrationPatches, integrationResponsePatches } from './domain/patch-tables.ts'
import { noPart, notFound } from './errors.ts'
import { findPart } from './lookups.ts'
import { changeThere, type MethodPlace, noStatusCode, requireMethod } from './methods.ts'

/** An integration without what is empty of it. */
export function integrationBody(integration: Api.Integration): Api.Integration {
  return bodyOf({
    ...integration,
    requestParameters: unlessEmpty(integration.requestParameters),
    requestTemplates: unlessEmpty(integration.requestTemplates),
    integrationResponses: unlessEmpty(integration.integrationResponses),
  }) as Api.Integration
}

/** An integration response without what is empty of it. */
export function integrationResponseBody(response: Api.IntegrationResponse): Api.IntegrationResponse {
  return bodyOf({
    ...response,
    responseParameters: unlessEmpty(response.responseParameters),
    responseTemplates: unlessEmpty(response.responseTemplates),
  }) as Api.IntegrationResponse
}

/** Puts an integration on a method, in the place of the one that was there. */
export async function putIntegration(
  { restApiId, resourceId, httpMethod, integrationHttpMethod, ...given }: Api.PutIntegrationRequest,
  context: OperationContext,
): Promise<Api.Integration> {
  const place = { restApiId, resourceId, httpMethod }
  const changed = await changeThere(context, place, (method, resource) => {
    const integration = integrationBody(
      checkedIntegration(
        { ...given, ...(integrationHttpMethod ? { httpMethod: integrationHttpMethod } : {}) },
        { resourceId: resource.id ?? '', method },
      ),
    )
    return { ...method, methodIntegration: integration }
  })
  return integrationOf(changed)
}

function integrationOf({ methodIntegration }: Api.Method): Api.Integration {
  if (!methodIntegration) throw noPart('Integration')
  return methodIntegration
}

/** An integration with its responses. */
export async function getIntegration(
  input: Api.GetIntegrationRequest,
  context: OperationContext,
): Promise<Api.Integration> {
  return integrationOf((await requireMethod(context, input)).method)
}

/** Changes an integration. */
export async function updateIntegration(
  input: Api.UpdateIntegrationRequest,
  context: OperationContext,
): Promise<Api.Integration> {
  const changed = await changeThere(context, input, (method, resource) => {
    const before = bodyOf(integrationOf(method))
    const after = patched(integrationPatches, before, input.patchOperations) as Api.Integration
    const checked = checkedIntegration(after, { resourceId: resource.id ?? '', method })
    return { ...method, methodIntegration: integrationBody(checked) }
  })
  return integrationOf(changed)
}

/** Takes a method's integration away. */
export async function deleteIntegration(
  input: Api.DeleteIntegrationRequest,
  context: OperationContext,
): Promise<object> {
  await changeThere(context, input, (method) => {
    integrationOf(method)
    const { methodIntegration: _gone, ...rest } = method
    return rest
  })
  return {}
}

/** Says how an integration's answers become the method's, in the place of what was said of the status code. */
export async function putIntegrationResponse(
  { restApiId, resourceId, httpMethod, ...given }: Api.PutIntegrationResponseRequest,
  context: OperationContext,
): Promise<Api.IntegrationResponse> {
  const statusCode = given.statusCode ?? ''
  const response = integrationResponseBody(given)
  await changeThere(context, { restApiId, resourceId, httpMethod }, (method) => {
    const { methodIntegration } = method
    if (!methodIntegration) throw notFound('No integration defined for method')
    checkIntegrationResponse(response, method)
    return withResponse(method, methodIntegration, statusCode, response)
  })
  return response
}

function withResponse(
  method: Api.Method,
  integration: Api.Integration,
  statusCode: string,
  response: Api.IntegrationResponse,
): Api.Method {
  const integrationResponses = { ...integration.integrationResponses, [statusCode]: response }
  return { ...method, methodIntegration: { ...integration, integrationResponses } }
}

function responseOf(
  { integrationResponses = {} }: Api.Integration,
  statusCode = '',
): Api.IntegrationResponse {
  const found = Object.hasOwn(integrationResponses, statusCode) ? integrationResponses[statusCode] : undefined
  if (!found) throw noStatusCode()
  return found
}

/** A response of an integration. */
export async function getIntegrationResponse(
  input: Api.GetIntegrationResponseRequest,
  context: OperationContext,
): Promise<Api.IntegrationResponse> {
  const { method } = await requireMethod(context, input)
  return responseOf(integrationOf(method), input.statusCode)
}

/** Changes a response of an integration. */
export async function updateIntegrationResponse(
  input: Api.UpdateIntegrationResponseRequest,
  context: OperationContext,
): Promise<Api.IntegrationResponse> {
  const statusCode = input.statusCode ?? ''
  const changed = await changeThere(context, input, (method) => {
    const integration = integrationOf(method)
    const before = bodyOf(responseOf(integration, statusCode))
    const after = integrationResponseBody(
      patched(integrationResponsePatches, before, input.patchOperations) as Api.IntegrationResponse,
    )
    checkIntegrationResponse(after, method)
    return withResponse(method, integration, statusCode, after)
  })
  return responseOf(integrationOf(changed), statusCode)
}

/** Takes a response of an integration away. */
export async function deleteIntegrationResponse(
  input: Api.DeleteIntegrationResponseRequest,
  context: OperationContext,
): Promise<object> {
  await refuseMissingMethod(context, input)
  await changeThere(context, input, (method) => {
    const integration = integrationOf(method)
    responseOf(integration, input.statusCode)
    const { [input.statusCode ?? '']: _gone, ...rest } = integration.integrationResponses ?? {}
    return { ...method, methodIntegration: integrationBody({ ...integration, integrationResponses: rest }) }
  })
  return {}
}

/** AWS says of a method that is not there that its integration is not. Source: answers of AWS. */
async function refuseMissingMethod(
  context: OperationContext,
  { restApiId, resourceId, httpMethod = '' }: MethodPlace,
): Promise<void> {
  const resource = await findPart(context, restApiId, 'resource', resourceId)
  if (!resource) return
  const { resourceMethods = {} } = resource.value.body as Api.Resource
  if (!Object.hasOwn(resourceMethods, httpMethod)) throw noPart('Integration')
}
