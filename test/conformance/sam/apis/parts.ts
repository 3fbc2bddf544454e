/** Parts of templates with APIs, for short. */
import type { Dict, Value } from '../../../../src/engines/sam/index.ts'

/** Templates by what they are about. */
export type Templates = Readonly<Record<string, Dict>>

/** A template of these resources. */
export function template(resources: Dict, rest: Dict = {}): Dict {
  return { Transform: 'AWS::Serverless-2016-10-31', Resources: resources, ...rest }
}

/** A function with these events. */
export function lambda(events: Dict, attributes: Dict = {}, properties: Dict = {}): Dict {
  const own = { CodeUri: 's3://bucket/key', Handler: 'a.b', Runtime: 'python3.13', Events: events }
  return { Type: 'AWS::Serverless::Function', Properties: { ...own, ...properties }, ...attributes }
}

/** A REST API. */
export function rest(properties: Dict = {}, attributes: Dict = {}): Dict {
  return { Type: 'AWS::Serverless::Api', Properties: { StageName: 'Prod', ...properties }, ...attributes }
}

/** An HTTP API. */
export function http(properties: Dict = {}): Dict {
  return { Type: 'AWS::Serverless::HttpApi', Properties: properties }
}

/** A WebSocket API. */
export function webSocket(properties: Dict = {}): Dict {
  const own = { RouteSelectionExpression: '$request.body.action', Routes: { $default: { FunctionArn: 'f' } } }
  return { Type: 'AWS::Serverless::WebSocketApi', Properties: { ...own, ...properties } }
}

/** A GraphQL API. */
export function graphQl(properties: Dict = {}): Dict {
  const own = { SchemaInline: 'type Query {}', Auth: { Type: 'API_KEY' } }
  return { Type: 'AWS::Serverless::GraphQLApi', Properties: { ...own, ...properties } }
}

/** A connector. */
export function connector(
  source: Value,
  destination: Value,
  permissions: Value,
  attributes: Dict = {},
): Dict {
  const properties: Dict = { Source: source, Destination: destination, Permissions: permissions }
  return { Type: 'AWS::Serverless::Connector', Properties: properties, ...attributes }
}

/** An event of a REST API. */
export function get(path = '/x', properties: Dict = {}, method = 'get'): Dict {
  return { Type: 'Api', Properties: { Path: path, Method: method, ...properties } }
}

/** An event of the REST API called A. */
export function getOfA(path = '/x', properties: Dict = {}, method = 'get'): Dict {
  return get(path, { RestApiId: { Ref: 'A' }, ...properties }, method)
}

/** An event of an HTTP API. */
export function route(properties: Dict = {}): Dict {
  return { Type: 'HttpApi', Properties: properties }
}

/** An event of the HTTP API called H. */
export function routeOfH(path: string, properties: Dict = {}): Dict {
  return route({ ApiId: { Ref: 'H' }, Path: path, Method: 'get', ...properties })
}

/** A REST API called A of these properties, with a function that has a method of it. */
export function withA(properties: Dict, event: Dict = {}, more: Dict = {}): Dict {
  return template({ A: rest(properties), F: lambda({ E: getOfA('/x', event) }) }, more)
}

/** An HTTP API called H of these properties, with a function that has a route of it. */
export function withH(properties: Dict, event: Dict = {}): Dict {
  return template({ H: http(properties), F: lambda({ E: routeOfH('/x', event) }) })
}

/** Conditions by name. */
export function conditions(...names: readonly string[]): Dict {
  return { Conditions: Object.fromEntries(names.map((name) => [name, { 'Fn::Equals': ['a', 'b'] }])) }
}
