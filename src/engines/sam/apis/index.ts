/** The part of APIs: resource types, events, plug-ins and connectors, as the rest of the transform asks for them. */
import { serverlessConnector } from '../connectors/connector.ts'
import type { FunctionEvent, SamType, StateMachineEvent } from '../sam-types.ts'
import { apiEvent } from './events/api.ts'
import { cognitoEvent } from './events/cognito.ts'
import { httpApiEvent } from './events/http-api.ts'
import { stateMachineApiEvent } from './events/state-machine-api.ts'
import { serverlessGraphQlApi } from './graphql/api.ts'
import { serverlessApi } from './rest/api.ts'
import { serverlessHttpApi } from './v2/http-api.ts'
import { serverlessWebSocketApi } from './v2/websocket-api.ts'

export { takeEmbeddedConnectors } from '../connectors/embedded.ts'
export { addDefaultDefinitions, fixOpenApiVersions } from './default-definitions.ts'
export { noteFunctionNames } from './function-names.ts'
export { addImplicitApis } from './implicit.ts'

/** AWS::Serverless::Api, HttpApi, WebSocketApi, GraphQLApi and Connector. */
export const apiTypes: readonly SamType[] = [
  serverlessApi,
  serverlessHttpApi,
  serverlessWebSocketApi,
  serverlessGraphQlApi,
  serverlessConnector,
]
/** Api, HttpApi and Cognito events of functions. */
export const apiFunctionEvents: readonly FunctionEvent[] = [apiEvent, httpApiEvent, cognitoEvent]
/** Api events of state machines. */
export const apiStateMachineEvents: readonly StateMachineEvent[] = [stateMachineApiEvent]
