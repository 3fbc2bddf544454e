/** The parameters of a connection's authorization: reading them, merging changes, what is shown, and what the secret holds. */
import type * as Api from '@aws-sdk/client-eventbridge'
import type { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { invalidParameter } from '../errors.ts'
import type { Authorization, AuthorizationType, HttpParameter, HttpParameters } from './connections.ts'

type Parameters = Api.CreateConnectionAuthRequestParameters | Api.UpdateConnectionAuthRequestParameters

/** What a request says, over what was there. */
export function readAuthorization(parameters: Parameters, before: Authorization = {}): Authorization {
  const { BasicAuthParameters, ApiKeyAuthParameters, OAuthParameters, InvocationHttpParameters } = parameters
  return {
    ...before,
    ...(BasicAuthParameters && {
      basic: {
        username: BasicAuthParameters.Username ?? before.basic?.username ?? '',
        password: BasicAuthParameters.Password ?? before.basic?.password ?? '',
      },
    }),
    ...(ApiKeyAuthParameters && {
      apiKey: {
        name: ApiKeyAuthParameters.ApiKeyName ?? before.apiKey?.name ?? '',
        value: ApiKeyAuthParameters.ApiKeyValue ?? before.apiKey?.value ?? '',
      },
    }),
    ...(OAuthParameters && { oauth: readOAuth(OAuthParameters, before.oauth) }),
    ...(InvocationHttpParameters && { invocation: readHttp(InvocationHttpParameters) }),
  }
}

function readOAuth(
  parameters: NonNullable<Parameters['OAuthParameters']>,
  before: Authorization['oauth'],
): NonNullable<Authorization['oauth']> {
  const { ClientParameters, AuthorizationEndpoint, HttpMethod, OAuthHttpParameters } = parameters
  const http = OAuthHttpParameters ? readHttp(OAuthHttpParameters) : before?.parameters
  return {
    clientId: ClientParameters?.ClientID ?? before?.clientId ?? '',
    clientSecret: ClientParameters?.ClientSecret ?? before?.clientSecret ?? '',
    endpoint: AuthorizationEndpoint ?? before?.endpoint ?? '',
    method: HttpMethod ?? before?.method ?? 'POST',
    ...(http === undefined ? {} : { parameters: http }),
  }
}

function readHttp(parameters: Api.ConnectionHttpParameters): HttpParameters {
  const { HeaderParameters, QueryStringParameters, BodyParameters } = parameters
  return {
    ...(HeaderParameters && { headers: readList(HeaderParameters) }),
    ...(QueryStringParameters && { query: readList(QueryStringParameters) }),
    ...(BodyParameters && { body: readList(BodyParameters) }),
  }
}

function readList(
  list: ReadonlyArray<{
    Key?: string | undefined
    Value?: string | undefined
    IsValueSecret?: boolean | undefined
  }>,
): HttpParameter[] {
  return list.map(({ Key = '', Value = '', IsValueSecret = false }) => ({
    key: Key,
    value: Value,
    secret: IsValueSecret,
  }))
}

/** Whether what a type needs is there. */
export function refuseAuthorization(
  type: AuthorizationType,
  { basic, apiKey, oauth }: Authorization,
): AwsError | undefined {
  const needed = { BASIC: basic, API_KEY: apiKey, OAUTH_CLIENT_CREDENTIALS: oauth }[type]
  if (needed !== undefined && Object.values(needed).every((value) => value !== '')) return undefined
  return invalidParameter(parametersOf[type], 'Missing required field(s)')
}

const parametersOf = {
  BASIC: 'BasicAuthParameters',
  API_KEY: 'ApiKeyAuthParameters',
  OAUTH_CLIENT_CREDENTIALS: 'OAuthParameters',
} as const

/** What DescribeConnection tells: no secrets. */
export function authorizationView({
  basic,
  apiKey,
  oauth,
  invocation,
}: Authorization): Api.ConnectionAuthResponseParameters {
  return {
    ...(basic && { BasicAuthParameters: { Username: basic.username } }),
    ...(oauth && {
      OAuthParameters: {
        ClientParameters: { ClientID: oauth.clientId },
        AuthorizationEndpoint: oauth.endpoint,
        HttpMethod: oauth.method as Api.ConnectionOAuthHttpMethod,
        ...(oauth.parameters && { OAuthHttpParameters: httpView(oauth.parameters) }),
      },
    }),
    ...(apiKey && { ApiKeyAuthParameters: { ApiKeyName: apiKey.name } }),
    ...(invocation && { InvocationHttpParameters: httpView(invocation) }),
  }
}

function httpView({ headers, query, body }: HttpParameters): Api.ConnectionHttpParameters {
  const list = (parameters: readonly HttpParameter[]) =>
    parameters.map(({ key, value, secret }) => ({
      Key: key,
      ...(secret ? {} : { Value: value }),
      IsValueSecret: secret,
    }))
  return {
    ...(headers && { HeaderParameters: list(headers) }),
    ...(query && { QueryStringParameters: list(query) }),
    ...(body && { BodyParameters: list(body) }),
  }
}

/**
 * What the secret in Secrets Manager says. Source: for BASIC as AWS kept it on 6 December 2024, recorded by a public project;
 * UNVERIFIED for the others.
 */
export function secretText({ basic, apiKey, oauth, invocation }: Authorization): string {
  const secret: JsonObject = {
    ...(basic && { username: basic.username, password: basic.password }),
    ...(apiKey && { api_key_name: apiKey.name, api_key_value: apiKey.value }),
    ...(oauth && {
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
      authorization_endpoint: oauth.endpoint,
      http_method: oauth.method,
      ...(oauth.parameters && { oauth_http_parameters: secretHttp(oauth.parameters) }),
    }),
    ...(invocation && { invocation_http_parameters: secretHttp(invocation) }),
  }
  return JSON.stringify(secret)
}

function secretHttp({ headers, query, body }: HttpParameters): JsonObject {
  const list = (parameters: readonly HttpParameter[]) =>
    parameters.map(({ key, value, secret }) => ({ key, value, is_value_secret: secret }))
  return {
    ...(headers && { header_parameters: list(headers) }),
    ...(query && { query_string_parameters: list(query) }),
    ...(body && { body_parameters: list(body) }),
  }
}
