import { InvalidResource } from '../../errors.ts'
import { expectBoolean, expectList, expectMap, expectString } from '../../model/expect.ts'
import { authorizerKey, authTypeKey } from '../../openapi/names.ts'
import { arnText } from '../../partitions.ts'
import {
  type Carried,
  carry,
  isUnicodeKey,
  isUnicodeValue,
  keysOf,
  legacyDict,
  plainDict,
  plainList,
  set,
  Text,
  twin,
} from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../../python/values.ts'

/** An authorizer of a REST API, as the template describes it. Source: SAM, "ApiAuth", "Authorizers". */
export interface RestAuthorizer {
  readonly name: Text
  readonly kind: 'iam' | 'cognito' | 'lambda'
  /** Members of its own in the template; empty for IAM. */
  readonly config: Dict
  readonly scopes: Value
}

/**
 * Reads `Authorizers`, and IAM if it is the default.
 * @throws InvalidResource for the first fault
 */
export function readAuthorizers(
  apiId: string,
  config: Value,
  defaultAuthorizer: Carried | null,
): RestAuthorizer[] {
  const authorizers = new Map<string, RestAuthorizer>()
  const isIam = defaultAuthorizer instanceof Text && defaultAuthorizer.text === 'AWS_IAM'
  if (isIam) authorizers.set('AWS_IAM', { name: defaultAuthorizer, kind: 'iam', config: {}, scopes: [] })
  if (isTruthy(config)) {
    const map = expectMap(config, { id: apiId }, 'Auth.Authorizers')
    for (const name of keysOf(map)) {
      const authorizer = expectMap(map[name], { id: apiId }, `Auth.Authorizers.${name}`)
      const key = authorizers.get(name)?.name ?? new Text(name, isUnicodeKey(map, name))
      authorizers.set(name, readAuthorizer(apiId, key, authorizer))
    }
  }
  return inOrder(authorizers)
}

/** Authorizers stand in a map of Python 2.7 while the translator works. */
function inOrder(authorizers: ReadonlyMap<string, RestAuthorizer>): RestAuthorizer[] {
  const order = legacyDict([...authorizers.keys()].map((name) => [name, null]))
  return keysOf(order).flatMap((name) => authorizers.get(name) ?? [])
}

function readAuthorizer(apiId: string, name: Text, config: Dict): RestAuthorizer {
  const payload = get(config, 'FunctionPayloadType') ?? null
  if (payload !== null && payload !== 'TOKEN' && payload !== 'REQUEST') {
    throw new InvalidResource(
      apiId,
      `${name.text} Authorizer has invalid 'FunctionPayloadType': ${pythonText(payload)}.`,
    )
  }
  if (payload === 'REQUEST' && lacksIdentitySource(apiId, name.text, get(config, 'Identity'))) {
    throw new InvalidResource(
      apiId,
      `${name.text} Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.`,
    )
  }
  const scopes = get(config, 'AuthorizationScopes') ?? []
  expectList(scopes, { id: apiId }, `Authorizers.${name.text}.AuthorizationScopes`)
  const noPermission = get(config, 'DisableFunctionDefaultPermissions') ?? null
  if (noPermission !== null) {
    expectBoolean(noPermission, { id: apiId }, `Authorizers.${name.text}.DisableFunctionDefaultPermissions`)
  }
  return { name, kind: isTruthy(get(config, 'UserPoolArn')) ? 'cognito' : 'lambda', config, scopes }
}

/** Where a request authorizer that keeps answers reads the identity from must be said; one that keeps none need not. */
function lacksIdentitySource(apiId: string, name: string, given: Value | undefined): boolean {
  if (!isTruthy(given)) return true
  const identity = expectMap(given, { id: apiId }, `Authorizer.${name}.Identity`)
  const isMissing = identitySources.every(([member]) => !isTruthy(get(identity, member)))
  const seconds = get(identity, 'ReauthorizeEvery') ?? null
  const wholeSeconds = seconds === null ? undefined : asInteger(seconds)
  return wholeSeconds === undefined ? isMissing : wholeSeconds > 0 && isMissing
}

/** What Python's `int()` makes of a value, or nothing. */
function asInteger(value: Value): number | undefined {
  if (typeof value === 'boolean' || typeof value === 'number') return Math.trunc(Number(value))
  if (typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value))
    return Number(value.replaceAll('_', ''))
  return undefined
}

const identitySources = [
  ['Headers', 'method.request.header.'],
  ['QueryStrings', 'method.request.querystring.'],
  ['StageVariables', 'stageVariables.'],
  ['Context', 'context.'],
] as const

/** A member for the document, which does not share it with the template. */
function carryTwin(dict: Dict, name: string): Carried | undefined {
  const value = carry(dict, name)
  return value === undefined ? undefined : twin(value)
}

/** What the document says of an authorizer, under `securityDefinitions`. @throws InvalidResource */
export function authorizerDefinition(apiId: string, authorizer: RestAuthorizer, partition: string): Dict {
  const { kind, config } = authorizer
  const isRequest = kind === 'lambda' && config.FunctionPayloadType === 'REQUEST'
  const definition = legacyDict([
    ['type', 'apiKey'],
    ['name', isRequest ? 'Unused' : identityHeader(apiId, config)],
    ['in', 'header'],
    [authTypeKey, authTypes[kind]],
  ])
  if (kind === 'iam') return definition
  if (kind === 'cognito') set(definition, authorizerKey, cognitoDefinition(config))
  else set(definition, authorizerKey, lambdaDefinition(apiId, authorizer, partition, isRequest))
  const identity = get(config, 'Identity')
  if (!isRequest && isTruthy(identity)) {
    const expression = carryTwin(identity as Dict, 'ValidationExpression')
    if (isTruthy(expression instanceof Text ? expression.text : expression)) {
      set(definition[authorizerKey] as Dict, 'identityValidationExpression', expression ?? null)
    }
  }
  return definition
}

const authTypes = { iam: 'awsSigv4', cognito: 'cognito_user_pools', lambda: 'custom' } as const

function identityHeader(apiId: string, config: Dict): Carried {
  const identity = get(config, 'Identity')
  if (!isTruthy(identity)) return 'Authorization'
  if (!isDict(identity)) {
    throw new InvalidResource(
      apiId,
      'Auth.Authorizers.<Authorizer>.Identity must be a dict (LambdaTokenAuthorizationIdentity, ' +
        'LambdaRequestAuthorizationIdentity or CognitoAuthorizationIdentity).',
    )
  }
  return isTruthy(get(identity, 'Header')) ? (carryTwin(identity, 'Header') ?? null) : 'Authorization'
}

function cognitoDefinition(config: Dict): Dict {
  const arn = carryTwin(config, 'UserPoolArn') ?? null
  return legacyDict([
    ['type', 'cognito_user_pools'],
    ['providerARNs', Array.isArray(arn) ? arn : plainList([arn])],
  ])
}

function lambdaDefinition(
  apiId: string,
  { name, config }: RestAuthorizer,
  partition: string,
  isRequest: boolean,
): Dict {
  const text = arnText(
    partition,
    'apigateway',
    'lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations',
    {
      account: false,
    },
  )
  const definition = legacyDict([
    ['type', isRequest ? 'request' : 'token'],
    [
      'authorizerUri',
      plainDict([
        [
          'Fn::Sub',
          plainList([text, plainDict([['__FunctionArn__', carryTwin(config, 'FunctionArn') ?? null]])]),
        ],
      ]),
    ],
  ])
  const identity = get(config, 'Identity')
  const known = isTruthy(identity) ? (identity as Dict) : {}
  const seconds = carryTwin(known, 'ReauthorizeEvery') ?? null
  if (seconds !== null) set(definition, 'authorizerResultTtlInSeconds', seconds)
  const role = get(config, 'FunctionInvokeRole')
  if (isTruthy(role) && role !== 'NONE') {
    set(definition, 'authorizerCredentials', carryTwin(config, 'FunctionInvokeRole') ?? null)
  }
  if (isRequest) {
    const source = identitySource(apiId, name.text, known)
    if (source.text !== '') set(definition, 'identitySource', source)
  }
  return definition
}

function identitySource(apiId: string, name: string, identity: Dict): Text {
  const parts: Text[] = []
  for (const [member, prefix] of identitySources) {
    const values = get(identity, member)
    if (!isTruthy(values)) continue
    const path = `Auth.Authorizers.${name}.Identity.${member}`
    const list = expectList(values, { id: apiId }, path)
    for (const [index, value] of list.entries()) {
      const text = expectString(value, { id: apiId }, `${path}[${index}]`)
      parts.push(new Text(prefix + text, isUnicodeValue(list, index)))
    }
  }
  return new Text(
    parts.map(({ text }) => text).join(', '),
    parts.some(({ unicode }) => unicode),
  )
}
