/** Models: JSON schemas by name. Source: API Reference, CreateModel; the words are AWS's, as its answers show them. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { flattenedSchema } from './domain/model-references.ts'
import { templateOf } from './domain/model-template.ts'
import { patched } from './domain/patch.ts'
import { modelPatches } from './domain/patch-tables.ts'
import { badRequest, conflict } from './errors.ts'
import { findPart, listEntries, listParts, newEntry, requireApi, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { type ApiPlace, type Entry, entries } from './records.ts'

const modelIdLength = 6

/** The models that every API has that was not made of a document. */
export function usualModels(context: OperationContext, place: ApiPlace): readonly Entry[] {
  const model = (name: string, description: string, schema: string) =>
    newModel(context, place, { name, description, contentType: 'application/json', schema })
  return [
    model(
      'Empty',
      'This is a default empty schema model',
      '{\n  "$schema": "http://json-schema.org/draft-04/schema#",\n  "title" : "Empty Schema",\n  "type" : "object"\n}',
    ),
    model(
      'Error',
      'This is a default error schema model',
      '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "title" : "Error Schema",\n  "type" : "object",\n  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}',
    ),
  ]
}

/** A new model's entry, not kept yet. */
export function newModel(context: OperationContext, place: ApiPlace, model: Api.Model): Entry {
  const body = bodyOf({ id: newId(context.random, modelIdLength), ...model })
  return newEntry(context, place, 'model', model.name ?? '', body)
}

/** Fails with BadRequestException for a schema that is none. */
export function checkModel({ name = '', schema, contentType = '' }: Api.Model): void {
  if (name === '') throw badRequest('Model name must be non-empty')
  if (!/^[a-zA-Z0-9]+$/.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`)
  if (!schema) throw badRequest('Model schema must have at least 1 property or array items defined')
  if (!/\bjson\b/i.test(contentType)) return
  let read: Json
  try {
    read = JSON.parse(schema) as Json
  } catch {
    throw badRequest(
      `Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]`,
    )
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw badRequest(
      `Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified. Unsupported keyword(s)]`,
    )
}

/** Makes a model. */
export async function createModel(
  { restApiId, ...model }: Api.CreateModelRequest,
  context: OperationContext,
): Promise<Api.Model> {
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    checkModel(model)
    if (await findPart(context, restApiId, 'model', model.name))
      throw conflict('Model name already exists for this REST API')
    const entry = newModel(context, api, model)
    entries.put(commit, entry, undefined)
    return shapeOf<Api.Model>(entry)
  })
}

/** A model; with its references to others resolved where that is asked for. */
export async function getModel(
  { restApiId, modelName, flatten }: Api.GetModelRequest,
  context: OperationContext,
): Promise<Api.Model> {
  const model = shapeOf<Api.Model>((await requirePart(context, restApiId, 'model', modelName)).value)
  return flatten ? { ...model, schema: flattenedSchema(model, await schemasOf(context, restApiId)) } : model
}

async function schemasOf(context: OperationContext, apiId = ''): Promise<ReadonlyMap<string, string>> {
  const models = await listEntries(context, context, apiId, 'model')
  return new Map(models.map(({ value }) => [value.id, String(value.body.schema ?? '{}')]))
}

/** The models of an API, by name. */
export async function getModels(input: Api.GetModelsRequest, context: OperationContext): Promise<Api.Models> {
  const found = await listParts(context, input.restApiId, 'model')
  const page = pageOf(found, input, `apigateway models ${input.restApiId}`)
  return { ...page, items: page.items.map(({ value }) => shapeOf<Api.Model>(value)) }
}

/** A mapping template that copies what is of a model. */
export async function getModelTemplate(
  { restApiId, modelName }: Api.GetModelTemplateRequest,
  context: OperationContext,
): Promise<Api.Template> {
  const model = shapeOf<Api.Model>((await requirePart(context, restApiId, 'model', modelName)).value)
  const schema = flattenedSchema(model, await schemasOf(context, restApiId))
  return { value: templateOf(schema) }
}

/** Changes a model's description or schema. */
export async function updateModel(
  { restApiId, modelName, patchOperations }: Api.UpdateModelRequest,
  context: OperationContext,
): Promise<Api.Model> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'model', modelName)
    const body = patched(modelPatches, stored.value.body, patchOperations)
    checkModel(body as Api.Model)
    const entry = { ...stored.value, body, modifiedAt: context.now }
    entries.put(commit, entry, stored)
    return shapeOf<Api.Model>(entry)
  })
}

/** Deletes a model that no method names. */
export async function deleteModel(
  { restApiId = '', modelName }: Api.DeleteModelRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'model', modelName)
    const resources = await listEntries(context, context, restApiId, 'resource')
    for (const { value } of resources) refuseUse(value.body, modelName ?? '')
    entries.remove(commit, stored)
  })
  return {}
}

/** Source: answers of AWS; UNVERIFIED: of responses. */
function refuseUse(resource: JsonObject, name: string): void {
  const { path, resourceMethods = {} } = resource as Api.Resource
  for (const [method, { requestModels = {}, methodResponses = {} }] of Object.entries(resourceMethods)) {
    if (Object.values(requestModels).includes(name))
      throw conflict(`Cannot delete model '${name}', is referenced in method request: ${path}/${method}`)
    const responses = Object.values(methodResponses)
    if (responses.some(({ responseModels = {} }) => Object.values(responseModels).includes(name)))
      throw conflict(`Cannot delete model '${name}', is referenced in method response: ${path}/${method}`)
  }
}
