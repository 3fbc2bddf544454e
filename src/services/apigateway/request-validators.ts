/** Request validators. Source: API Reference, CreateRequestValidator; the words are AWS's, as its answers show them. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import { shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { patched } from './domain/patch.ts'
import { requestValidatorPatches } from './domain/patch-tables.ts'
import { badRequest, conflict } from './errors.ts'
import { findPart, listEntries, listParts, newEntry, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { entries } from './records.ts'

/** The id of a validator. Unit: characters. */
export const requestValidatorIdLength = 6

/** Makes a validator. */
export async function createRequestValidator(
  input: Api.CreateRequestValidatorRequest,
  context: OperationContext,
): Promise<Api.RequestValidator> {
  return change(context, async (commit) => {
    const api = await findPart(context, input.restApiId, 'api', input.restApiId)
    if (!api) throw badRequest('Invalid REST API identifier specified')
    const id = newId(context.random, requestValidatorIdLength)
    const body = {
      id,
      ...(input.name === undefined ? {} : { name: input.name }),
      validateRequestBody: input.validateRequestBody ?? false,
      validateRequestParameters: input.validateRequestParameters ?? false,
    }
    entries.put(commit, newEntry(context, api.value, 'requestValidator', id, body), undefined)
    return body
  })
}

/** A validator. */
export async function getRequestValidator(
  { restApiId, requestValidatorId }: Api.GetRequestValidatorRequest,
  context: OperationContext,
): Promise<Api.RequestValidator> {
  const found = await requirePart(context, restApiId, 'requestValidator', requestValidatorId)
  return shapeOf<Api.RequestValidator>(found.value)
}

/** The validators of an API. */
export async function getRequestValidators(
  input: Api.GetRequestValidatorsRequest,
  context: OperationContext,
): Promise<Api.RequestValidators> {
  const found = await listParts(context, input.restApiId, 'requestValidator')
  const page = pageOf(found, input, `apigateway validators ${input.restApiId}`)
  return { ...page, items: page.items.map(({ value }) => shapeOf<Api.RequestValidator>(value)) }
}

/** Changes a validator. */
export async function updateRequestValidator(
  { restApiId, requestValidatorId, patchOperations }: Api.UpdateRequestValidatorRequest,
  context: OperationContext,
): Promise<Api.RequestValidator> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'requestValidator', requestValidatorId)
    const body = patched(requestValidatorPatches, stored.value.body, patchOperations)
    if (body.name === '') throw badRequest('Request Validator name cannot be blank')
    const entry = { ...stored.value, body, modifiedAt: context.now }
    entries.put(commit, entry, stored)
    return shapeOf<Api.RequestValidator>(entry)
  })
}

/** Deletes a validator that no method names. */
export async function deleteRequestValidator(
  { restApiId = '', requestValidatorId }: Api.DeleteRequestValidatorRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'requestValidator', requestValidatorId)
    for (const { value } of await listEntries(context, context, restApiId, 'resource')) {
      const { path, resourceMethods = {} } = shapeOf<Api.Resource>(value)
      // UNVERIFIED: the words.
      for (const [name, method] of Object.entries(resourceMethods))
        if (method.requestValidatorId === requestValidatorId)
          throw conflict(
            `Cannot delete request validator '${requestValidatorId}', is referenced in method: ${path}/${name}`,
          )
    }
    entries.remove(commit, stored)
  })
  return {}
}
