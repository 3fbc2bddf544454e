/** What holds of integrations and their responses. Source: API Reference, PutIntegration, PutIntegrationResponse; the words are AWS's, as its answers show them. */
import type { Integration, IntegrationResponse, Method } from '@aws-sdk/client-api-gateway'
import { badRequest } from '../errors.ts'
import { integrationTimeoutMs, integrationTimeoutMsMin, streamingTimeoutMs } from '../limits.ts'
import { httpMethods } from './method-rules.ts'

const types = ['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS']
const passthroughBehaviors = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']
const contentHandlings = ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT']
const integrationArn = /^arn:[^:]+:apigateway:[^:]*:[^:]*:(path|action)\/(.*)$/s
const stageVariable = /\$\{stageVariables\.[^}]+\}/

/** Where an integration stands, which says what it may name. */
export interface IntegrationPlace {
  readonly resourceId: string
  readonly method: Method
}

/** An integration as it shall be kept. Fails with BadRequestException. */
export function checkedIntegration(
  given: Integration,
  { resourceId, method }: IntegrationPlace,
): Integration {
  const { type = 'MOCK', passthroughBehavior = 'WHEN_NO_MATCH' } = given
  if (!types.includes(type)) throw badRequest(`Invalid integration type specified: ${type}`)
  if (type === 'MOCK') checkMock(given)
  else checkTarget(given)
  if (!passthroughBehaviors.includes(passthroughBehavior))
    throw badRequest(
      `Invalid passthrough behavior specified. Valid options are ${passthroughBehaviors.join(', ')}`,
    )
  checkContentHandling(given.contentHandling)
  checkRequestParameters(given.requestParameters ?? {}, method)
  const isHttp = type === 'HTTP' || type === 'HTTP_PROXY'
  const connectionType = given.connectionType ?? (isHttp ? 'INTERNET' : undefined)
  if (connectionType === 'VPC_LINK' && !given.connectionId)
    throw badRequest('Connection ID must be specified for VPC_LINK connection type')
  return {
    ...given,
    type,
    passthroughBehavior,
    ...(connectionType === undefined ? {} : { connectionType }),
    timeoutInMillis: checkedTimeout(given),
    cacheNamespace: given.cacheNamespace || resourceId,
    cacheKeyParameters: given.cacheKeyParameters ?? [],
  }
}

function checkMock({ uri }: Integration): void {
  if (uri) throw badRequest('Invalid integration URI specified: MOCK integrations have none')
}

function checkTarget({ type, httpMethod, uri = '', credentials }: Integration): void {
  if (!httpMethod) throw badRequest('Enumeration value for HttpMethod must be non-empty')
  if (!httpMethods.some((known) => known === httpMethod))
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${httpMethods.join()}`)
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    if (!/^https?:\/\/[^\s/]/.test(uri) && !stageVariable.test(uri))
      throw badRequest('Invalid HTTP endpoint specified for URI')
    return
  }
  if (!uri.startsWith('arn:')) throw badRequest('Invalid ARN specified in the request')
  const service = uri.split(':')[4] ?? ''
  if (!integrationArn.test(uri)) throw badRequest('AWS ARN for integration must contain path or action')
  const isLambda = service === 'lambda' || service.endsWith('.lambda')
  if (type === 'AWS_PROXY' && !isLambda && service !== 'firehose')
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    )
  if (!isLambda && !credentials) throw badRequest('Role ARN must be specified for AWS integrations')
}

function checkContentHandling(handling: string | undefined): void {
  if (handling !== undefined && !contentHandlings.includes(handling))
    throw badRequest(
      `Invalid content handling strategy specified. Valid options are ${contentHandlings.join(', ')}`,
    )
}

function checkedTimeout({ timeoutInMillis, responseTransferMode }: Integration): number {
  const longest = responseTransferMode === 'STREAM' ? streamingTimeoutMs : integrationTimeoutMs
  const timeout = timeoutInMillis ?? integrationTimeoutMs
  if (!Number.isInteger(timeout) || timeout < integrationTimeoutMsMin || timeout > longest)
    throw badRequest(`Timeout should be between ${integrationTimeoutMsMin} ms and ${longest} ms`)
  return timeout
}

const target =
  /^integration\.request\.(?:header|path|querystring|multivalueheader|multivaluequerystring)\.\S+$/
const source =
  /^(?:method\.request\.(?:(?:header|path|querystring|multivalueheader|multivaluequerystring)\.\S+|body(?:\.\S+)?)|context\.\S+|stageVariables\.\S+|'[^']*')$/s

function mappingError(problem: string): never {
  throw badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${problem}]`,
  )
}

function checkRequestParameters(
  mappings: Readonly<Record<string, string>>,
  { requestParameters: declared = {} }: Method,
): void {
  for (const [to, from] of Object.entries(mappings)) {
    if (!target.test(to)) mappingError(`Invalid mapping expression specified: ${to}`)
    if (!source.test(from)) mappingError(`Invalid mapping expression specified: ${from}`)
    if (
      from.startsWith('method.request.') &&
      !from.startsWith('method.request.body') &&
      !isDeclared(from, declared)
    )
      mappingError(`Invalid mapping expression parameter specified: ${from}`)
  }
}

/** All values of a parameter may be asked for where the parameter itself is declared. */
function isDeclared(name: string, declared: Readonly<Record<string, boolean>>): boolean {
  return Object.hasOwn(declared, name) || Object.hasOwn(declared, name.replace('.multivalue', '.'))
}

const responseTarget = /^method\.response\.header\.\S+$/
const responseSource =
  /^(?:integration\.response\.(?:(?:header|multivalueheader)\.\S+|body(?:\.\S+)?)|context\.\S+|stageVariables\.\S+|'[^']*')$/s

/** Fails with BadRequestException: what a response says of headers must be declared by the method's response of that status. */
export function checkIntegrationResponse(
  { statusCode = '', responseParameters = {}, responseTemplates = {}, contentHandling }: IntegrationResponse,
  { methodResponses = {} }: Method,
): void {
  const declared = methodResponses[statusCode]?.responseParameters ?? {}
  for (const [to, from] of Object.entries(responseParameters)) {
    if (!responseTarget.test(to)) mappingError(`Invalid mapping expression specified: ${to}`)
    if (!responseSource.test(from)) mappingError(`Invalid mapping expression specified: ${from}`)
    if (!Object.hasOwn(declared, to)) mappingError(`Invalid mapping expression parameter specified: ${to}`)
  }
  for (const contentType of Object.keys(responseTemplates))
    if (!contentType.includes('/'))
      throw badRequest(
        `Validation Result: warnings : [], errors : [Invalid content type specified: ${contentType}]`,
      )
  checkContentHandling(contentHandling)
}
