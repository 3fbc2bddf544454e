/**
 * `$context`: what mapping templates, parameter mappings, gateway responses and access logs know of a request. Source: API Gateway Developer
 * Guide, "Mapping template and access logging variable reference".
 */
import { logTime } from '../../../engines/http-events/index.ts'
import type { TemplateContext } from '../../../engines/mapping-template/index.ts'
import type { RestExchange } from './exchange.ts'

/** The variables that templates have. Those without a value are absent. */
export function templateContext(exchange: RestExchange): TemplateContext {
  const { api, stage, facts, resource, now, headers, domainName } = exchange
  const { authorizer, caller, apiKey, error } = facts
  return {
    accountId: api.accountId,
    apiId: api.apiId,
    ...(authorizer === undefined ? {} : { authorizer: authorizerContext(exchange) }),
    awsEndpointRequestId: facts.integrationRequestId,
    deploymentId: stage.deploymentId,
    domainName,
    domainPrefix: domainName.split('.', 1)[0],
    ...(error === undefined
      ? {}
      : {
          error: {
            message: error.message,
            messageString: JSON.stringify(error.message),
            responseType: error.type,
            validationErrorString: error.validation,
          },
        }),
    extendedRequestId: exchange.extendedRequestId,
    httpMethod: exchange.method,
    identity: {
      accessKey: caller?.principal.accessKeyId,
      accountId: caller?.accountId,
      apiKey: apiKey?.value,
      apiKeyId: apiKey?.id,
      caller: caller?.principal.userId,
      sourceIp: exchange.sourceIp,
      user: caller?.principal.userId,
      userAgent: headers['user-agent'],
      userArn: caller?.principal.arn,
    },
    ...(stage.view.canarySettings === undefined ? {} : { isCanaryRequest: stage.isCanary }),
    path: exchange.wholePath,
    protocol: exchange.protocol,
    requestId: exchange.requestId,
    requestTime: logTime(now),
    requestTimeEpoch: now,
    resourceId: resource.id,
    resourcePath: resource.path,
    stage: stage.name,
    ...(stage.view.tracingEnabled === true ? { xrayTraceId: exchange.traceHeader } : {}),
  }
}

function authorizerContext({ facts }: RestExchange): TemplateContext {
  const { principalId, claims, context, latencyMs } = facts.authorizer ?? {}
  return {
    principalId,
    ...(claims === undefined ? {} : { claims }),
    ...context,
    ...(latencyMs === undefined ? {} : { integrationLatency: latencyMs }),
  }
}

/** A variable by its name behind `$context.`, as access logs and mappings have it; undefined: it has no value. */
export function contextText(exchange: RestExchange, name: string): string | undefined {
  const own = Object.hasOwn(logVariables, name) ? logVariables[name]?.(exchange) : undefined
  if (own !== undefined) return own
  let value: TemplateContext[string] = templateContext(exchange)
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined
    value = value[part]
  }
  return value === undefined || typeof value === 'object' ? undefined : String(value)
}

/** Those that access logs have beside. Source: as above, "access logging variables". */
const logVariables: Readonly<Record<string, (exchange: RestExchange) => string | undefined>> = {
  'authorize.error': ({ facts }) => facts.authorizer?.error,
  'authorizer.error': ({ facts }) => facts.authorizer?.error,
  'authorizer.integrationLatency': ({ facts }) => facts.authorizer?.latencyMs?.toString(),
  'authorizer.latency': ({ facts }) => facts.authorizer?.latencyMs?.toString(),
  'authorizer.status': ({ facts }) => (facts.authorizer === undefined ? undefined : '200'),
  'customDomain.basePathMatched': ({ mappingKey }) => mappingKey,
  'integration.error': ({ facts }) => facts.integrationError,
  'integration.integrationStatus': ({ facts }) => facts.integrationStatus?.toString(),
  'integration.latency': ({ facts }) => facts.integrationLatencyMs?.toString(),
  'integration.requestId': ({ facts }) => facts.integrationRequestId,
  'integration.status': ({ facts }) => facts.integrationStatus?.toString(),
  integrationErrorMessage: ({ facts }) => facts.integrationError,
  integrationLatency: ({ facts }) => facts.integrationLatencyMs?.toString(),
  integrationStatus: ({ facts }) => facts.integrationStatus?.toString(),
  responseLatency: ({ surroundings, now }) => String(Math.max(0, surroundings.clock.now() - now)),
  responseLength: ({ facts }) => facts.responseBytes?.toString(),
  status: ({ facts }) => facts.status?.toString(),
}
