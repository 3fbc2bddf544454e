/** The part of APIs: resource types, events, plug-ins and connectors, as the rest of the transform asks for them. */
import type { Context } from '../context.ts'
import type { Dict } from '../python/values.ts'
import type { FunctionEvent, SamType, StateMachineEvent } from '../sam-types.ts'

/** AWS::Serverless::Api, HttpApi, WebSocketApi, GraphQLApi and Connector. */
export const apiTypes: readonly SamType[] = []
/** Api, HttpApi and Cognito events of functions. */
export const apiFunctionEvents: readonly FunctionEvent[] = []
/** Api events of state machines. */
export const apiStateMachineEvents: readonly StateMachineEvent[] = []

/** Gives APIs without a definition an empty one. Runs before Globals are merged. */
export function addDefaultDefinitions(_template: Dict, _context: Context): void {}

/**
 * Makes the API of events that name none, and adds paths of events to definitions. First REST APIs, then HTTP APIs.
 * @throws InvalidDocument with the faults of all events
 */
export function addImplicitApis(_template: Dict, _context: Context): void {}

/** After Globals were merged: definitions of OpenAPI 3 say so. */
export function fixOpenApiVersions(_template: Dict): void {}

/** Resources of `Connectors` attributes, which leave the template's resources; faults go to `context.errors`. */
export function takeEmbeddedConnectors(_resources: Dict, _context: Context): void {}

/** Before a function is translated: its name is part of what its REST APIs are deployed anew for. */
export function noteFunctionNames(_function: Dict, _context: Context): void {}
