import { conditional } from '../intrinsics/build.ts'
import { expectMap } from '../model/expect.ts'
import type { ApiDocument } from '../openapi/document.ts'
import { assumeMap } from '../openapi/document.ts'
import { emptyHttpDocument, HttpDocument, isHttpDocument } from '../openapi/http-document.ts'
import { anyMethodKey, defaultPath } from '../openapi/names.ts'
import { emptyRestDocument, isRestDocument, RestDocument } from '../openapi/rest-document.ts'
import {
  fromTemplate,
  isUnicodeKey,
  keysOf,
  legacyDict,
  plainDict,
  set,
  Text,
  update,
} from '../python/memory.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../python/values.ts'
import { managedKey } from './rest/rules.ts'

/** A method of an API that an event stands for. */
export interface ApiMethod {
  readonly apiId: string
  readonly path: string
  readonly method: string
}

/** How REST APIs and HTTP APIs that SAM makes for events differ. */
export interface ImplicitKind {
  /** The API's type in the template. */
  readonly type: string
  readonly logicalId: string
  readonly conditionName: string
  readonly eventType: string
  /** The event's property that names an API. */
  readonly idProperty: string
  readonly hasRouteSettings: boolean
  /** The API as it starts. */
  make(): Dict
  isDocument(body: Value | undefined): boolean
  open(body: Value): ApiDocument & { readonly body: Dict }
  /** Events of this kind. */
  eventsOf(events: Dict): Dict
  /** Properties of an event, or nothing for one that is left to be refused later. @throws InvalidEvent */
  propertiesOf(event: Dict, name: string): Dict | undefined
  /** Fills in what an event may leave out. */
  complete(properties: Dict): void
  /** Adds settings of the event's route to the API. @throws InvalidEvent, InvalidResource */
  addRouteSettings(api: Dict, event: Dict, at: ApiMethod, name: string, condition: Value | undefined): void
}

function eventsOfType(events: Dict, type: string): Dict {
  const found = legacyDict()
  for (const name of keysOf(events)) {
    const event = events[name]
    if (isDict(event) && event.Type === type) set(found, new Text(name, isUnicodeKey(events, name)), event)
  }
  return found
}

function checkedProperties(given: Value | undefined, name: string): Dict {
  return expectMap(given, { id: name, kind: 'event' }, '', 'Properties should be a map.')
}

/** REST APIs. Source: SAM Developer Guide, "Api" events. */
export const restKind: ImplicitKind = {
  type: 'AWS::Serverless::Api',
  logicalId: 'ServerlessRestApi',
  conditionName: 'ServerlessRestApiCondition',
  eventType: 'Api',
  idProperty: 'RestApiId',
  hasRouteSettings: false,
  make: () =>
    plainDict([
      ['Type', 'AWS::Serverless::Api'],
      [
        'Properties',
        plainDict([
          // A stage's name of Globals would not reach it: what a resource says itself wins.
          ['StageName', 'Prod'],
          ['DefinitionBody', emptyRestDocument()],
          [managedKey, true],
        ]),
      ],
    ]),
  isDocument: isRestDocument,
  open: (body) => new RestDocument(body),
  eventsOf: (events) => eventsOfType(events, 'Api'),
  propertiesOf(event, name) {
    const given = get(event, 'Properties')
    return isTruthy(given) ? checkedProperties(given, name) : undefined
  },
  complete() {},
  addRouteSettings() {},
}

/** HTTP APIs. Source: SAM Developer Guide, "HttpApi" events. */
export const httpKind: ImplicitKind = {
  type: 'AWS::Serverless::HttpApi',
  logicalId: 'ServerlessHttpApi',
  conditionName: 'ServerlessHttpApiCondition',
  eventType: 'HttpApi',
  idProperty: 'ApiId',
  hasRouteSettings: true,
  make: () =>
    plainDict([
      ['Type', 'AWS::Serverless::HttpApi'],
      [
        'Properties',
        plainDict([
          ['DefinitionBody', emptyHttpDocument()],
          [managedKey, true],
        ]),
      ],
    ]),
  isDocument: isHttpDocument,
  open: (body) => new HttpDocument(body),
  eventsOf: (events) => eventsOfType(events, 'HttpApi'),
  propertiesOf(event, name) {
    const properties = checkedProperties(has(event, 'Properties') ? event.Properties : {}, name)
    if (!isTruthy(properties)) set(event, 'Properties', properties)
    return properties
  },
  /** Without path and method it is the route for all that has no other. */
  complete(properties) {
    const path = has(properties, 'Path') ? properties.Path : ''
    const method = has(properties, 'Method') ? properties.Method : ''
    if (isTruthy(path) || isTruthy(method)) return
    set(properties, 'Path', defaultPath)
    set(properties, 'Method', anyMethodKey)
  },
  addRouteSettings(api, event, { apiId, path, method }, name, condition) {
    const properties = assumeMap(has(api, 'Properties') ? api.Properties : {})
    const route = method === anyMethodKey ? path : `${method.toUpperCase()} ${path}`
    const all = expectMap(
      has(properties, 'RouteSettings') ? properties.RouteSettings : {},
      { id: apiId },
      'RouteSettings',
    )
    const given = event.RouteSettings as Value
    const settings = expectMap(
      isTruthy(condition) ? conditional(condition as Value, given) : given,
      { id: name, kind: 'event' },
      'RouteSettings',
    )
    if (!has(all, route)) set(all, fromTemplate(route), {})
    update(assumeMap(all[route]), settings)
    set(properties, 'RouteSettings', all)
  },
}
