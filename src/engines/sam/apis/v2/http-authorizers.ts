import { InvalidResource } from '../../errors.ts'
import { sub } from '../../intrinsics/build.ts'
import { expectBoolean, expectMap, expectStrings } from '../../model/expect.ts'
import { authorizerKey, authTypeKey } from '../../openapi/names.ts'
import { arnText } from '../../partitions.ts'
import { keysOf } from '../../python/memory.ts'
import { type Dict, get, has, isTruthy, put, type Value } from '../../python/values.ts'

/** An authorizer of an HTTP API, as the template describes it. Source: SAM Developer Guide, "HttpApiAuth". */
export interface HttpAuthorizer {
  readonly name: string
  readonly kind: 'iam' | 'jwt' | 'lambda'
  readonly config: Dict
  /** `JwtConfiguration` with its names in lower case. */
  readonly jwt: Dict | undefined
}

/** Reads `Authorizers`, and IAM if it is enabled. @throws InvalidResource for the first fault */
export function readHttpAuthorizers(apiId: string, config: Value, isIamEnabled: boolean): HttpAuthorizer[] {
  const authorizers = new Map<string, HttpAuthorizer>()
  if (isIamEnabled) authorizers.set('AWS_IAM', { name: 'AWS_IAM', kind: 'iam', config: {}, jwt: undefined })
  if (isTruthy(config)) {
    const map = expectMap(config, { id: apiId }, 'Auth.Authorizers')
    for (const name of keysOf(map)) {
      const authorizer = expectMap(map[name], { id: apiId }, `Auth.Authorizers.${name}`)
      if (has(authorizer, 'OpenIdConnectUrl')) {
        throw new InvalidResource(
          apiId,
          `'OpenIdConnectUrl' is no longer a supported property for authorizer '${name}'. Please refer to the AWS SAM documentation.`,
        )
      }
      authorizers.set(name, readAuthorizer(apiId, name, authorizer))
    }
  }
  return [...authorizers.values()]
}

const lambdaMembers = [
  'FunctionArn',
  'FunctionInvokeRole',
  'Identity',
  'AuthorizerPayloadFormatVersion',
  'EnableSimpleResponses',
  'EnableFunctionDefaultPermissions',
]

function readAuthorizer(apiId: string, name: string, config: Dict): HttpAuthorizer {
  const fault = (sentence: string) => new InvalidResource(apiId, sentence)
  const given = (member: string) => (get(config, member) ?? null) !== null
  const jwt = readJwt(apiId, get(config, 'JwtConfiguration'))
  const scopes = get(config, 'AuthorizationScopes') ?? null
  if (scopes !== null && !Array.isArray(scopes)) throw fault('AuthorizationScopes must be a list.')
  const isJwt = jwt !== undefined
  if (!isJwt) {
    if (scopes !== null) throw fault('AuthorizationScopes is only supported for OAuth2 Authorizer.')
    if (given('IdentitySource')) {
      throw fault(
        "IdentitySource is only supported for OAuth2 Authorizer. For Lambda Authorizer, use the 'Identity' property instead.",
      )
    }
    for (const member of ['FunctionArn', 'AuthorizerPayloadFormatVersion']) {
      if (!isTruthy(get(config, member))) throw fault(`${name} Lambda Authorizer must define '${member}'.`)
    }
  } else {
    const other = lambdaMembers.find(given)
    if (other !== undefined) throw fault(`${other} is only supported for Lambda Authorizer.`)
    if (!isTruthy(get(config, 'IdentitySource'))) {
      throw fault(`${name} OAuth2 Authorizer must define 'IdentitySource'.`)
    }
  }
  const permission = get(config, 'EnableFunctionDefaultPermissions') ?? null
  if (permission !== null) {
    expectBoolean(permission, { id: apiId }, `Authorizers.${name}.EnableFunctionDefaultPermissions`)
  }
  return { name, kind: isJwt ? 'jwt' : 'lambda', config, jwt }
}

/** OpenAPI has the names in lower case; templates have them as CloudFormation does, too. */
function readJwt(apiId: string, given: Value | undefined): Dict | undefined {
  if (!isTruthy(given)) return undefined
  const config = expectMap(given, { id: apiId }, 'JwtConfiguration')
  const jwt: Dict = {}
  for (const name of keysOf(config)) put(jwt, name.toLowerCase(), config[name] as Value)
  return jwt
}

/** What the document says of an authorizer, under `components.securitySchemes`. @throws InvalidResource */
export function securityScheme(apiId: string, authorizer: HttpAuthorizer, partition: string): Dict {
  const { kind, config, jwt } = authorizer
  if (kind === 'iam') {
    return { type: 'apiKey', name: 'Authorization', in: 'header', [authTypeKey]: 'awsSigv4' }
  }
  if (kind === 'jwt') {
    return {
      type: 'oauth2',
      [authorizerKey]: {
        jwtConfiguration: jwt ?? null,
        identitySource: get(config, 'IdentitySource') ?? null,
        type: 'jwt',
      },
    }
  }
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    [authorizerKey]: lambdaScheme(apiId, authorizer, partition),
  }
}

function lambdaScheme(apiId: string, { name, config }: HttpAuthorizer, partition: string): Dict {
  const arn = arnText(
    partition,
    'apigateway',
    'lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations',
    {
      account: false,
    },
  )
  const scheme: Dict = {
    type: 'request',
    authorizerUri: sub(arn, { __FunctionArn__: get(config, 'FunctionArn') ?? null }),
  }
  const role = get(config, 'FunctionInvokeRole')
  if (isTruthy(role) && role !== 'NONE') scheme.authorizerCredentials = role as Value
  const given = get(config, 'Identity')
  if (isTruthy(given)) {
    const identity = expectMap(given, { id: apiId }, `Auth.Authorizers.${name}.Identity`)
    const seconds = get(identity, 'ReauthorizeEvery') ?? null
    if (seconds !== null) scheme.authorizerResultTtlInSeconds = seconds
    scheme.identitySource = identitySource(apiId, name, identity)
  }
  scheme.authorizerPayloadFormatVersion = get(config, 'AuthorizerPayloadFormatVersion') ?? null
  const isSimple = get(config, 'EnableSimpleResponses')
  if (isTruthy(isSimple)) scheme.enableSimpleResponses = isSimple as Value
  return scheme
}

const identitySources = [
  ['$request.header.', 'Headers'],
  ['$request.querystring.', 'QueryStrings'],
  ['$stageVariables.', 'StageVariables'],
  ['$context.', 'Context'],
] as const

/** Source: API Gateway Developer Guide, "x-amazon-apigateway-authorizer object". */
function identitySource(apiId: string, name: string, identity: Dict): string[] {
  return identitySources.flatMap(([prefix, member]) => {
    const values = get(identity, member)
    if (!isTruthy(values)) return []
    const texts = expectStrings(values, { id: apiId }, `Authorizers.${name}.Identity.${member}`)
    return texts.map((value) => prefix + value)
  })
}
