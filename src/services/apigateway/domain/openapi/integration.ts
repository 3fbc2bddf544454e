/** Integrations of a document. Source: Developer Guide, "x-amazon-apigateway-integration object". */
import type { Integration, IntegrationResponse, IntegrationType } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { listOr, objectOr } from '../../../../engines/openapi/index.ts'
import { type Definition, DefinitionError, resolved, textIn, textsIn, truthIn, wholeIn } from './document.ts'

/** Where an integration stands, for messages. */
export interface MethodName {
  readonly path: string
  readonly method: string
}

/** The integration of an operation, if it has one. Members that nobody gave are undefined. Fails with a DefinitionError. */
export function readIntegration(
  definition: Definition,
  given: Json | undefined,
  { path, method }: MethodName,
): Integration | undefined {
  if (given === undefined || given === null) return undefined
  const integration = resolved(definition, given)
  const type = textIn(integration.type)?.toUpperCase()
  if (type === undefined)
    throw new DefinitionError(
      `Unable to parse API definition because of a malformed integration at path ${path}`,
    )
  const warn = (member: string) => (name: string, value: Json) => {
    definition.warnings.push(
      `Invalid format for '${member}'. Expected type string for property '${name}' of resource '${path}' and method '${method}' but got '${textIn(value) ?? JSON.stringify(value)}'`,
    )
  }
  const tlsConfig = integration.tlsConfig
  const cacheKeyParameters = listOr(integration.cacheKeyParameters).flatMap((name) => textIn(name) ?? [])
  return {
    type: type as IntegrationType,
    // A method that answers by itself calls nobody, whatever the document says.
    ...(type === 'MOCK'
      ? {}
      : { httpMethod: textIn(integration.httpMethod)?.toUpperCase(), uri: textIn(integration.uri) }),
    connectionType: textIn(integration.connectionType)?.toUpperCase() as Integration['connectionType'],
    connectionId: textIn(integration.connectionId),
    credentials: textIn(integration.credentials),
    requestParameters: textsIn(integration.requestParameters, warn('requestParameters')),
    requestTemplates: templatesIn(integration.requestTemplates),
    passthroughBehavior: textIn(integration.passthroughBehavior)?.toUpperCase(),
    contentHandling: textIn(integration.contentHandling)?.toUpperCase() as Integration['contentHandling'],
    timeoutInMillis: wholeIn(integration.timeoutInMillis),
    cacheNamespace: textIn(integration.cacheNamespace),
    ...(cacheKeyParameters.length > 0 ? { cacheKeyParameters } : {}),
    responseTransferMode: textIn(
      integration.responseTransferMode,
    )?.toUpperCase() as Integration['responseTransferMode'],
    integrationTarget: textIn(integration.integrationTarget),
    ...(tlsConfig === undefined
      ? {}
      : { tlsConfig: { insecureSkipVerification: truthIn(objectOr(tlsConfig).insecureSkipVerification) } }),
    integrationResponses: readResponses(integration.responses, warn('responseParameters')),
  }
}

/** Templates may be written as what they are of JSON. */
function templatesIn(value: Json | undefined): Record<string, string> | undefined {
  const found = Object.entries(objectOr(value)).map(([type, template]): [string, string] => [
    type,
    typeof template === 'string' ? template : template === null ? '' : JSON.stringify(template),
  ])
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** By their patterns in the document, by their status codes here; `default` has no pattern. */
function readResponses(
  value: Json | undefined,
  refuse: (name: string, value: Json) => void,
): Record<string, IntegrationResponse> | undefined {
  const found = Object.entries(objectOr(value)).map(([pattern, given]): [string, IntegrationResponse] => {
    const response: JsonObject = objectOr(given)
    const statusCode = textIn(response.statusCode) ?? (/^[1-5]\d\d$/.test(pattern) ? pattern : '200')
    return [
      statusCode,
      {
        statusCode,
        ...(pattern === 'default' ? {} : { selectionPattern: pattern }),
        responseParameters: textsIn(response.responseParameters, refuse),
        responseTemplates: templatesIn(response.responseTemplates),
        contentHandling: textIn(
          response.contentHandling,
        )?.toUpperCase() as IntegrationResponse['contentHandling'],
      },
    ]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}
