import {
  v2Authorizer,
  v2DomainName,
  v2Integration,
  v2Route,
  v2Stage,
  webSocketApi,
} from '../../cloudformation/api-gateway.ts'
import { lambdaPermission } from '../../cloudformation/lambda.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { isIntrinsic, join, ref, sub } from '../../intrinsics/build.ts'
import { isBoolean, isMap, isText, oneOf, optional, required } from '../../model/properties.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { propagateTags } from '../../model/tags.ts'
import { assumeMap } from '../../openapi/document.ts'
import { entriesOf, set } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { SamType } from '../../sam-types.ts'
import { isAlphanumeric } from '../rest/deployment.ts'
import { authorizerPermission } from './authorizer-permission.ts'
import { v2DomainOf } from './domain.ts'

const tagName = 'websocketapi:createdBy'
/** HTTP APIs have `$default`, which WebSocket APIs have as the name of a route. */
const defaultStage = 'default'

/** AWS::Serverless::WebSocketApi. Source: SAM Developer Guide, "AWS::Serverless::WebSocketApi". */
export const serverlessWebSocketApi: SamType = {
  type: 'AWS::Serverless::WebSocketApi',
  rules: {
    ApiKeySelectionExpression: optional(isText),
    AccessLogSettings: optional(isMap),
    Auth: optional(isMap),
    DefaultRouteSettings: optional(isMap),
    Description: optional(isText),
    DisableExecuteApiEndpoint: optional(isBoolean),
    Domain: optional(isMap),
    DisableSchemaValidation: optional(isBoolean),
    FailOnWarnings: optional(isBoolean),
    IpAddressType: optional(isText),
    Name: optional(isText),
    PropagateTags: optional(isBoolean),
    Routes: required(isMap),
    RouteSettings: optional(isMap),
    RouteSelectionExpression: required(isText),
    StageName: optional(oneOf(isText, isMap)),
    StageVariables: optional(isMap),
    Tags: optional(isMap),
  },
  offers: { Stage: v2Stage.type, DomainName: v2DomainName.type },
  translate(api, context) {
    for (const name of ['Auth', 'Domain', 'Routes']) {
      api.properties[name] = context.resolveParameters(api.get(name))
    }
    const resources = translateWebSocketApi(api, context)
    propagateTags(resources, api.get('Tags'), api.get('PropagateTags'))
    return { resources }
  },
}

function translateWebSocketApi(api: SamResource, context: Context): Resource[] {
  checkApi(api)
  const made = apiOf(api)
  const domain = v2DomainOf(api, context, { tagName, sharesRecordSets: false })
  const stage = stageOf(api)
  const routes = entriesOf(assumeMap(api.get('Routes'))).map(([key, value]) => routeOf(api, key, value))
  if (isTruthy(api.get('RouteSettings'))) stage.dependsOn = routes.map(({ route }) => route.logicalId)
  const authorizer = routes.findLast((route) => route.authorizer)?.authorizer
  return [
    made,
    ...routes.flatMap(({ route, integration, permission }) => [route, integration, permission]),
    ...(domain ? [domain.domain, ...domain.mappings] : []),
    ...(domain?.recordSets ? [domain.recordSets] : []),
    stage,
    ...(authorizer ? [authorizer, ...permissionOfAuthorizer(api)] : []),
  ]
}

function checkApi(api: SamResource): void {
  const fault = (sentence: string) => new InvalidResource(api.logicalId, sentence)
  if (!isTruthy(api.get('Routes'))) throw fault('WebSocket API must have at least one route.')
  const addresses = api.get('IpAddressType')
  if (addresses !== null && !isIntrinsic(addresses) && addresses !== 'ipv4' && addresses !== 'dualstack') {
    throw fault("IpAddressType must be 'ipv4' or 'dualstack'.")
  }
  const domain = api.get('Domain')
  if (isTruthy(domain) && isTruthy(get(assumeMap(domain), 'MutualTlsAuthentication'))) {
    throw fault('Mutual TLS domain name association is not supported for Websocket APIs.')
  }
}

function apiOf(api: SamResource): Resource {
  if (isTruthy(api.get('Auth')) && !has(assumeMap(api.get('Routes')), '$connect')) {
    throw new InvalidResource(api.logicalId, 'Authorization is only available if there is a $connect route.')
  }
  const given = api.get('Tags')
  const tags = isTruthy(given) ? assumeMap(given) : {}
  set(tags, tagName, 'SAM')
  return new Resource(webSocketApi, api.logicalId, {
    dependsOn: api.dependsOn,
    attributes: api.attributes,
    properties: {
      ApiKeySelectionExpression: api.get('ApiKeySelectionExpression'),
      Description: api.get('Description'),
      DisableExecuteApiEndpoint: api.get('DisableExecuteApiEndpoint'),
      DisableSchemaValidation: api.get('DisableSchemaValidation'),
      IpAddressType: api.get('IpAddressType'),
      Name: api.get('Name') ?? api.logicalId,
      RouteSelectionExpression: api.get('RouteSelectionExpression'),
      Tags: tags,
      ProtocolType: 'WEBSOCKET',
    },
  })
}

function stageOf(api: SamResource): Resource {
  const name = api.get('StageName') ?? defaultStage
  if (name === '$default') {
    throw new InvalidResource(api.logicalId, 'Stages cannot be named $default for WebSocket APIs.')
  }
  const prefix = typeof name === 'string' ? name : ''
  const id = prefix === defaultStage ? `${api.logicalId}DefaultStage` : `${api.logicalId}${prefix}Stage`
  return new Resource(v2Stage, id, {
    attributes: api.passedOn,
    properties: {
      ApiId: ref(api.logicalId),
      StageName: name,
      StageVariables: api.get('StageVariables'),
      AccessLogSettings: api.get('AccessLogSettings'),
      DefaultRouteSettings: api.get('DefaultRouteSettings'),
      Tags: { [tagName]: 'SAM' },
      AutoDeploy: true,
      RouteSettings: api.get('RouteSettings'),
    },
  })
}

interface RouteParts {
  readonly route: Resource
  readonly integration: Resource
  readonly permission: Resource
  readonly authorizer: Resource | undefined
}

function routeOf(api: SamResource, key: string, given: Value): RouteParts {
  const base = `${api.logicalId}${routeId(api, key)}`
  const spec = assumeMap(given)
  const attributes = api.passedOn
  const route = new Resource(v2Route, `${base}Route`, {
    attributes,
    properties: {
      RouteKey: key,
      ApiId: ref(api.logicalId),
      Target: join('/', ['integrations', ref(`${base}Integration`)]),
    },
  })
  for (const name of [
    'ApiKeyRequired',
    'ModelSelectionExpression',
    'OperationName',
    'RequestModels',
    'RouteResponseSelectionExpression',
  ]) {
    route.properties[name] = get(spec, name) ?? null
  }
  if (isTruthy(get(spec, 'RequestParameters'))) {
    if (key !== '$connect') {
      throw new InvalidResource(
        api.logicalId,
        'Request parameters are only supported for the $connect route in WebSocket APIs.',
      )
    }
    route.properties.RequestParameters = spec.RequestParameters as Value
  }
  const authorizer = authorize(api, key, route)
  if (!has(spec, 'FunctionArn')) {
    throw new InvalidResource(api.logicalId, 'Route must have associated function.')
  }
  const functionArn = spec.FunctionArn as Value
  const integration = new Resource(v2Integration, `${base}Integration`, {
    attributes,
    properties: {
      ApiId: ref(api.logicalId),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: sub(
        'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations',
        { FunctionArn: functionArn },
      ),
      TimeoutInMillis: get(spec, 'IntegrationTimeout') ?? null,
    },
  })
  const permission = new Resource(lambdaPermission, `${base}Permission`, {
    attributes,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: routeArn(api, key),
    },
  })
  return { route, integration, permission, authorizer }
}

function routeId(api: SamResource, key: string): string {
  const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()
  if (key === '$connect' || key === '$disconnect' || key === '$default') return capitalized(key.slice(1))
  if (isAlphanumeric(key)) return capitalized(key)
  throw new InvalidResource(
    api.logicalId,
    `Route key '${key}' must be alphanumeric. Only $connect, $disconnect, and $default special routes are supported.`,
  )
}

function routeArn(api: SamResource, key: string): Value {
  const stage = api.get('StageName') ?? defaultStage
  const start = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api.logicalId}.ApiId}`
  return typeof stage === 'string'
    ? sub(`${start}/${stage}/${key}`)
    : sub(`${start}/\${__StageName__}/${key}`, { __StageName__: stage })
}

/** Says how `$connect` is authorized; its authorizer, if that is a function. @throws InvalidResource */
function authorize(api: SamResource, key: string, route: Resource): Resource | undefined {
  const given = api.get('Auth')
  if (!isTruthy(given)) return undefined
  const auth = assumeMap(given)
  const type = checkedAuthType(api, auth)
  if (key !== '$connect') return undefined
  route.properties.AuthorizationType = type
  if (type !== 'CUSTOM') return undefined
  const authorizer = authorizerOf(api, auth)
  route.properties.AuthorizerId = ref(authorizer.logicalId)
  return authorizer
}

function checkedAuthType(api: SamResource, auth: Dict): Value {
  const fault = (sentence: string) => new InvalidResource(api.logicalId, sentence)
  const type = get(auth, 'AuthType') ?? null
  if (!isTruthy(type)) throw fault('AuthType must be specified for additional auth configurations.')
  if (type !== 'NONE' && type !== 'AWS_IAM' && type !== 'CUSTOM') {
    throw fault(`AuthType '${pythonText(type)}' is not one of AWS_IAM, CUSTOM or NONE.`)
  }
  if (type === 'CUSTOM') {
    if (!isTruthy(get(auth, 'AuthArn'))) throw fault('AuthArn must be specified if AuthType is CUSTOM.')
  } else if (Object.keys(auth).length > 1) {
    throw fault(`No additional configurations supported for AuthType ${type}.`)
  }
  return type
}

function authorizerOf(api: SamResource, auth: Dict): Resource {
  const id = `${api.logicalId}ConnectAuthorizer`
  const name = get(auth, 'Name')
  return new Resource(v2Authorizer, id, {
    attributes: api.passedOn,
    properties: {
      ApiId: ref(api.logicalId),
      AuthorizerCredentialsArn: get(auth, 'InvokeRole') ?? null,
      AuthorizerType: 'REQUEST',
      AuthorizerUri: sub(
        'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthArn}/invocations',
        { AuthArn: auth.AuthArn as Value },
      ),
      IdentitySource: get(auth, 'IdentitySource') ?? null,
      Name: isTruthy(name) ? (name as Value) : id,
    },
  })
}

/** Without a role, the function's own policy lets the authorizer call it. */
function permissionOfAuthorizer(api: SamResource): Resource[] {
  const auth = api.get('Auth')
  if (!isDict(auth) || isTruthy(get(auth, 'InvokeRole')) || !isTruthy(get(auth, 'AuthArn'))) return []
  return [authorizerPermission(api, `${api.logicalId}AuthorizerPermission`, auth.AuthArn as Value)]
}
