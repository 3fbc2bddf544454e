/** Operations of a document as methods. Source: Developer Guide, "Develop REST APIs using OpenAPI in API Gateway". */
import type { Integration, Method, MethodResponse } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { listOr, methodsByWord, objectOr } from '../../../../engines/openapi/index.ts'
import { type Definition, resolved, textIn, truthIn } from './document.ts'
import { readIntegration } from './integration.ts'
import type { Models } from './schemas.ts'
import { type readSchemes, readSecurity } from './security.ts'

/** A method of a document: an authorizer and a validator by their names. */
export interface ImportedMethod {
  readonly method: Method
  readonly authorizer?: string
  readonly requestValidator?: string
  readonly integration?: Integration
}

/** What operations are read with. */
export interface OperationRoom {
  readonly definition: Definition
  readonly models: Models
  readonly schemes: ReturnType<typeof readSchemes>
}

const places: Readonly<Record<string, string>> = { path: 'path', query: 'querystring', header: 'header' }

/** The methods of a path, by name. Fails with a DefinitionError. */
export function readPathItem(
  room: OperationRoom,
  path: string,
  item: JsonObject,
): ReadonlyMap<string, ImportedMethod> {
  const found = new Map<string, ImportedMethod>()
  for (const [word, operation] of Object.entries(item)) {
    const method = methodsByWord.get(word.toLowerCase())
    if (method !== undefined)
      found.set(method, readOperation(room, { path, method }, objectOr(operation), listOr(item.parameters)))
  }
  return found
}

function readOperation(
  room: OperationRoom,
  name: { readonly path: string; readonly method: string },
  operation: JsonObject,
  shared: readonly Json[],
): ImportedMethod {
  const { definition, schemes } = room
  const { authorizer, ...security } = readSecurity(definition, schemes, operation)
  const requestValidator = textIn(
    operation['x-amazon-apigateway-request-validator'] ??
      definition.root['x-amazon-apigateway-request-validator'],
  )
  const integration = readIntegration(definition, operation['x-amazon-apigateway-integration'], name)
  const operationName = textIn(operation.operationId)
  return {
    method: {
      httpMethod: name.method,
      ...security,
      ...(operationName === undefined ? {} : { operationName }),
      ...readRequest(room, operation, shared),
      methodResponses: readResponses(room, operation),
    },
    ...(authorizer === undefined ? {} : { authorizer }),
    ...(requestValidator === undefined ? {} : { requestValidator }),
    ...(integration === undefined ? {} : { integration }),
  }
}

/** Parameters of an operation count more than those of its path with the same name and place. */
function readRequest(
  { definition, models }: OperationRoom,
  operation: JsonObject,
  shared: readonly Json[],
): Pick<Method, 'requestParameters' | 'requestModels'> {
  const parameters = [...shared, ...listOr(operation.parameters)].map((given) => resolved(definition, given))
  const requestParameters: Record<string, boolean> = {}
  let body: Json | undefined
  for (const parameter of parameters) {
    const place = places[textIn(parameter.in) ?? '']
    const name = textIn(parameter.name)
    if (parameter.in === 'body') body = parameter.schema
    else if (place !== undefined && name !== undefined && name !== '')
      requestParameters[`method.request.${place}.${name}`] = truthIn(parameter.required) || place === 'path'
  }
  const requestModels =
    definition.version === 2
      ? modelsByType(mediaTypes(definition, operation, 'consumes'), models.nameOf(body))
      : contentModels(models, resolved(definition, operation.requestBody).content)
  return { requestParameters, requestModels }
}

function mediaTypes({ root }: Definition, operation: JsonObject, member: string): readonly string[] {
  const named = listOr(operation[member] ?? root[member]).flatMap((type) => textIn(type) ?? [])
  return named.length > 0 ? named : ['application/json']
}

function modelsByType(types: readonly string[], model: string | undefined): Record<string, string> {
  return model === undefined ? {} : Object.fromEntries(types.map((type) => [type, model]))
}

function contentModels(models: Models, content: Json | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOr(content)).flatMap(([type, media]): Array<[string, string]> => {
      const model = models.nameOf(objectOr(media).schema)
      return model === undefined ? [] : [[type, model]]
    }),
  )
}

/** Answers whose status is no number are not the method's. */
function readResponses(
  { definition, models }: OperationRoom,
  operation: JsonObject,
): Record<string, MethodResponse> {
  const found = Object.entries(objectOr(operation.responses)).flatMap(
    ([statusCode, given]): Array<[string, MethodResponse]> => {
      if (!/^[1-5]\d\d$/.test(statusCode)) return []
      const response = resolved(definition, given)
      const headers = Object.keys(objectOr(response.headers)).map((name): [string, boolean] => [
        `method.response.header.${name}`,
        false,
      ])
      const responseModels =
        definition.version === 2
          ? modelsByType(mediaTypes(definition, operation, 'produces'), models.nameOf(response.schema))
          : contentModels(models, response.content)
      return [
        [
          statusCode,
          {
            statusCode,
            ...(headers.length > 0 ? { responseParameters: Object.fromEntries(headers) } : {}),
            ...(Object.keys(responseModels).length > 0 ? { responseModels } : {}),
          },
        ],
      ]
    },
  )
  return Object.fromEntries(found)
}
