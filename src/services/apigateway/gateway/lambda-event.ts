/**
 * A request as the event of a function: proxy integrations and REQUEST authorizers. Source: API Gateway Developer Guide, "Set up Lambda
 * proxy integrations in API Gateway", input format; members and their order as public conformance tests recorded them of AWS.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { listParameters, logTime } from '../../../engines/http-events/index.ts'
import { isBinaryType } from '../domain/content-types.ts'
import type { RestExchange } from './exchange.ts'
import { arrivedHeaders, lastValues } from './message.ts'

/** The event of a proxy integration. */
export function proxyEvent(exchange: RestExchange): JsonObject {
  const { stage, pathParameters, body } = exchange
  const { text, isBase64 } = bodyText(exchange)
  return {
    ...commonEvent(exchange, null),
    requestContext: requestContext(exchange),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    body: body.length === 0 ? null : text,
    isBase64Encoded: body.length > 0 && isBase64,
  }
}

/** The event of a REQUEST authorizer. Source: as above, "Input to an API Gateway Lambda authorizer": what is empty is an empty object. */
export function authorizerEvent(exchange: RestExchange, methodArn: string): JsonObject {
  return {
    type: 'REQUEST',
    methodArn,
    ...commonEvent(exchange, {}),
    pathParameters: { ...exchange.pathParameters },
    stageVariables: { ...exchange.stage.variables },
    requestContext: requestContext(exchange),
  }
}

function commonEvent(exchange: RestExchange, empty: Json): JsonObject {
  const { resource, method } = exchange
  const headers = arrivedHeaders(exchange)
  const parameters = listParameters(exchange.query)
  const isEmpty = parameters.size === 0
  return {
    resource: resource.path,
    path: eventPath(exchange),
    httpMethod: method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: isEmpty ? empty : lastValues(parameters),
    multiValueQueryStringParameters: isEmpty ? empty : Object.fromEntries(parameters),
  }
}

/** Behind the stage; under a name of one's own as it was asked, with the mapping's key, and the stage where the mapping names none. */
function eventPath({ path, wholePath, mappingKey }: RestExchange): string {
  return mappingKey === undefined ? path : wholePath
}

function orNull(values: Readonly<Record<string, string>>): Json {
  return Object.keys(values).length === 0 ? null : { ...values }
}

/** The body as text, or in base64 where its type is binary to the API. */
export function bodyText({ headers, body, deployed }: RestExchange): {
  readonly text: string
  readonly isBase64: boolean
} {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return isBinaryType(headers['content-type'] ?? 'application/json', deployed.binaryMediaTypes)
    ? { text: bytes.toString('base64'), isBase64: true }
    : { text: bytes.toString('utf8'), isBase64: false }
}

function requestContext(exchange: RestExchange): JsonObject {
  const { api, stage, facts, resource, domainName, now, headers, sourceIp } = exchange
  const { caller, apiKey } = facts
  return {
    resourceId: resource.id,
    ...(facts.authorizer === undefined ? {} : { authorizer: authorizerMember(exchange) }),
    resourcePath: resource.path,
    httpMethod: exchange.method,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: logTime(now),
    path: exchange.wholePath,
    accountId: api.accountId,
    protocol: exchange.protocol,
    stage: stage.name,
    domainPrefix: domainName.split('.', 1)[0] ?? domainName,
    requestTimeEpoch: now,
    requestId: exchange.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      ...(apiKey === undefined ? {} : { apiKey: apiKey.value }),
      accountId: caller?.accountId ?? null,
      cognitoIdentityId: null,
      caller: caller?.principal.userId ?? null,
      sourceIp,
      ...(apiKey === undefined ? {} : { apiKeyId: apiKey.id }),
      principalOrgId: null,
      accessKey: caller?.principal.accessKeyId ?? null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: caller?.principal.arn ?? null,
      userAgent: headers['user-agent'] ?? null,
      user: caller?.principal.userId ?? null,
    },
    domainName,
    ...(stage.view.canarySettings === undefined ? {} : { isCanaryRequest: stage.isCanary }),
    deploymentId: stage.deploymentId,
    apiId: api.apiId,
  }
}

/** Texts of a function's context beside one another; claims of a user pool in their own member. */
function authorizerMember({ facts }: RestExchange): JsonObject {
  const { principalId, claims, context, latencyMs } = facts.authorizer ?? {}
  return {
    ...(claims === undefined ? {} : { claims: { ...claims } }),
    ...context,
    ...(principalId === undefined ? {} : { principalId }),
    ...(latencyMs === undefined ? {} : { integrationLatency: latencyMs }),
  }
}
