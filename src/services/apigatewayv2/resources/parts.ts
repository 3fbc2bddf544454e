/** The parts of an API whose types differ in little but their names. */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { ResourceProperties } from '../../../dispatch/index.ts'
import {
  authorizerKind,
  integrationKind,
  integrationResponseKind,
  modelKind,
  routeKind,
  routeResponseKind,
} from '../domain/kinds.ts'
import { integrationTimeoutMs } from '../limits.ts'
import { partType } from './part-type.ts'

export const route = partType({
  name: 'Route',
  idMember: routeKind.idMember,
  parents: ['ApiId'],
  identifier: ['ApiId', 'RouteId'],
  members: routeKind.members,
  usual: { ApiKeyRequired: false, AuthorizationType: 'NONE' },
})

export const integration = partType({
  name: 'Integration',
  idMember: integrationKind.idMember,
  parents: ['ApiId'],
  identifier: ['ApiId', 'IntegrationId'],
  members: integrationKind.members,
  usual: { ConnectionType: 'INTERNET', PayloadFormatVersion: '1.0', TimeoutInMillis: integrationTimeoutMs },
  merged: ['RequestParameters', 'ResponseParameters'],
  toInput: (properties) => ({
    ...properties,
    ...(properties.ResponseParameters === undefined
      ? {}
      : { ResponseParameters: mapsOf(properties.ResponseParameters as JsonObject) }),
  }),
  toProperties: (found) => ({
    ...found,
    ...(found.ResponseParameters === undefined
      ? {}
      : { ResponseParameters: listsOf(found.ResponseParameters as JsonObject) }),
  }),
})

export const authorizer = partType({
  name: 'Authorizer',
  idMember: authorizerKind.idMember,
  parents: ['ApiId'],
  identifier: ['AuthorizerId', 'ApiId'],
  members: authorizerKind.members,
  usual: { AuthorizerResultTtlInSeconds: 0, EnableSimpleResponses: false },
})

export const model = partType({
  name: 'Model',
  idMember: modelKind.idMember,
  parents: ['ApiId'],
  identifier: ['ApiId', 'ModelId'],
  members: modelKind.members,
  toInput: (properties) => ({
    ...properties,
    ...(typeof properties.Schema === 'object' ? { Schema: JSON.stringify(properties.Schema) } : {}),
  }),
  toProperties: (found) => ({ ...found, Schema: JSON.parse(String(found.Schema ?? '{}')) as Json }),
  // Requests to HTTP APIs are not held against models, at AWS neither.
  inert: ['Schema'],
})

export const deployment = partType({
  name: 'Deployment',
  idMember: 'DeploymentId',
  parents: ['ApiId'],
  identifier: ['ApiId', 'DeploymentId'],
  members: ['Description', 'StageName'],
  updates: ['Description'],
})

export const routeResponse = partType({
  name: 'RouteResponse',
  idMember: routeResponseKind.idMember,
  parents: ['ApiId', 'RouteId'],
  identifier: ['ApiId', 'RouteId', 'RouteResponseId'],
  members: routeResponseKind.members,
})

export const integrationResponse = partType({
  name: 'IntegrationResponse',
  idMember: integrationResponseKind.idMember,
  parents: ['ApiId', 'IntegrationId'],
  identifier: ['ApiId', 'IntegrationId', 'IntegrationResponseId'],
  members: integrationResponseKind.members,
})

/** Templates list what a mapping changes; the API has a map. Templates that have a map already are taken as they are. */
function mapsOf(responses: JsonObject): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([status, given]): [string, Json] => {
      const list = (given as JsonObject).ResponseParameters
      if (!Array.isArray(list)) return [status, given as Json]
      return [
        status,
        Object.fromEntries(
          (list as readonly JsonObject[]).map(({ Destination, Source }) => [
            String(Destination),
            String(Source),
          ]),
        ),
      ]
    }),
  )
}

function listsOf(responses: JsonObject): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([status, map]): [string, Json] => [
      status,
      {
        ResponseParameters: Object.entries(map as ResourceProperties).map(([Destination, Source]) => ({
          Destination,
          Source,
        })),
      },
    ]),
  )
}
