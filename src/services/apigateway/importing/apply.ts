/** What a document says, put into an API. What cannot be is gathered, and refuses all. */
import type {
  Authorizer,
  DocumentationPart,
  Method,
  RequestValidator,
  Resource,
} from '@aws-sdk/client-api-gateway'
import { AwsError } from '../../../aws/aws-error.ts'
import { bodyOf } from '../bodies.ts'
import { checkProperties } from '../documentation.ts'
import { checkedAuthorizer } from '../domain/authorizer-rules.ts'
import { checkLocation, documentationKey } from '../domain/documentation-locations.ts'
import { gatewayResponseTypes, puttable } from '../domain/gateway-response-defaults.ts'
import { checkedIntegration, checkIntegrationResponse } from '../domain/integration-rules.ts'
import { checkedMethod, checkMethodResponse, type KnownParts } from '../domain/method-rules.ts'
import type { ImportedMethod } from '../domain/openapi/operations.ts'
import type { ImportedApi } from '../domain/openapi/read-definition.ts'
import { modelSchema } from '../domain/openapi/schemas.ts'
import { badRequest } from '../errors.ts'
import { integrationBody, integrationResponseBody } from '../integrations.ts'
import { authorizersPerApi } from '../limits.ts'
import { methodBody } from '../methods.ts'
import { checkModel } from '../models.ts'
import type { ApiPlace } from '../records.ts'
import type { Draft } from './draft.ts'

/** Problems that are listed at most. Ours. */
const problemsMax = 50

/** Puts what a document says into a draft. Fails with BadRequestException that names all that cannot be. */
export function applyDefinition(draft: Draft, { apiId }: ApiPlace, imported: ImportedApi): void {
  const problems: string[] = []
  const attempt = (what: string, act: () => void) => {
    try {
      act()
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      problems.push(`${what}: ${error.message}`)
    }
  }
  for (const { name, description, schema } of imported.models)
    attempt(`Unable to create model for '${name}'`, () => {
      const model = { name, description, contentType: 'application/json', schema: modelSchema(schema, apiId) }
      checkModel(model)
      draft.put(
        'model',
        (body) => body.name === name,
        (id) => bodyOf({ id, ...model }),
        name,
      )
    })
  for (const validator of imported.requestValidators) putValidator(draft, validator)
  for (const authorizer of imported.authorizers)
    attempt(`Unable to create authorizer '${authorizer.name}'`, () => putAuthorizer(draft, authorizer))
  for (const { responseType: type, ...given } of imported.gatewayResponses)
    attempt(`Unable to put gateway response '${type}'`, () => {
      if (!gatewayResponseTypes.includes(type))
        throw badRequest(`Invalid gateway response type specified: ${type}`)
      const response = bodyOf(puttable(type, given))
      draft.put(
        'gatewayResponse',
        (body) => body.responseType === type,
        () => response,
        type,
      )
    })
  applyDocumentation(draft, imported.documentationParts, attempt)
  const known = knownIn(draft)
  for (const [path, methods] of imported.paths)
    attempt(`Unable to create resource at path '${path}'`, () => {
      draft.resourceAt(path)
      for (const [name, method] of methods) putMethod(draft, path, name, method, known, attempt)
    })
  if (problems.length > 0) {
    const shown = problems.slice(0, problemsMax).map((problem) => `\n\t${problem}`)
    throw badRequest(`Errors found during import:${shown.join('')}`)
  }
}

type Attempt = (what: string, act: () => void) => void

/** Puts parts of documentation in the places that they name. */
export function applyDocumentation(
  draft: Draft,
  parts: readonly DocumentationPart[],
  attempt: Attempt,
): string[] {
  const ids: string[] = []
  for (const { location, properties } of parts)
    attempt('Unable to put documentation part', () => {
      const placed = checkLocation(location)
      checkProperties(properties)
      const key = documentationKey(placed)
      ids.push(
        draft.put(
          'documentationPart',
          (body) => documentationKey(body.location as unknown as NonNullable<typeof location>) === key,
          (id) => bodyOf({ id, location: placed, properties }),
        ),
      )
    })
  return ids
}

function putValidator(draft: Draft, validator: RequestValidator): void {
  draft.put(
    'requestValidator',
    (body) => body.name === validator.name,
    (id) => bodyOf({ id, ...validator }),
  )
}

function putAuthorizer(draft: Draft, authorizer: Authorizer): void {
  const checked = checkedAuthorizer(authorizer)
  const isSame = (body: { readonly name?: unknown }) => body.name === authorizer.name
  const others = draft.of('authorizer')
  if (others.length >= authorizersPerApi && !others.some(({ body }) => isSame(body)))
    throw badRequest('Maximum number of authorizers for this API has been reached')
  // A pool's tokens are asked for as they come: nothing is remembered of them. Source: answers of AWS.
  draft.put('authorizer', isSame, (id) => bodyOf({ id, ...checked }))
}

/** What methods may name, by id and by name. */
interface Known extends KnownParts {
  readonly authorizerIds: ReadonlyMap<string, string>
  readonly validatorIds: ReadonlyMap<string, string>
}

function knownIn(draft: Draft): Known {
  const authorizers = draft.of('authorizer')
  const validators = draft.of('requestValidator')
  return {
    models: new Set(draft.of('model').map(({ id }) => id)),
    authorizers: new Map(authorizers.map(({ id, body }) => [id, String(body.type)])),
    requestValidators: new Set(validators.map(({ id }) => id)),
    authorizerIds: new Map(authorizers.map(({ id, body }) => [String(body.name), id])),
    validatorIds: new Map(validators.map(({ id, body }) => [String(body.name), id])),
  }
}

function putMethod(
  draft: Draft,
  path: string,
  name: string,
  { method, authorizer, requestValidator, integration }: ImportedMethod,
  known: Known,
  attempt: Attempt,
): void {
  let made: Method | undefined
  attempt(`Unable to put method '${name}' on resource at path '${path}'`, () => {
    made = checkedMethod(
      {
        ...method,
        ...(authorizer === undefined ? {} : { authorizerId: known.authorizerIds.get(authorizer) ?? '' }),
        ...(requestValidator === undefined
          ? {}
          : { requestValidatorId: known.validatorIds.get(requestValidator) ?? requestValidator }),
      },
      known,
    )
  })
  if (!made) return
  const checked: Method = made
  for (const response of Object.values(checked.methodResponses ?? {}))
    attempt(`Unable to put method response on '${name}' for resource at path '${path}'`, () =>
      checkMethodResponse(response, known),
    )
  const resource: Resource = draft.resourceAt(path)
  const whole = { ...checked }
  if (integration)
    attempt(`Unable to put integration on '${name}' for resource at path '${path}'`, () => {
      const place = { resourceId: resource.id ?? '', method: checked }
      whole.methodIntegration = integrationBody(checkedIntegration(bodyOf(integration), place))
    })
  for (const [statusCode, response] of Object.entries(whole.methodIntegration?.integrationResponses ?? {}))
    attempt(`Unable to put integration response on '${name}' for resource at path '${path}'`, () => {
      checkIntegrationResponse(response, checked)
      whole.methodIntegration = {
        ...whole.methodIntegration,
        integrationResponses: {
          ...whole.methodIntegration?.integrationResponses,
          [statusCode]: integrationResponseBody(response),
        },
      }
    })
  draft.setResource({
    ...resource,
    resourceMethods: { ...resource.resourceMethods, [name]: methodBody(whole) },
  })
}
