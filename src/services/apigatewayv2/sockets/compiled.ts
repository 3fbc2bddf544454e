/** A stage of a WebSocket API as connections are answered by it. */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { AccessLog, ExecutionLogSettings, FindModel } from '../../../gateway/index.ts'
import { readPattern } from '../domain/socket-rules.ts'
import {
  accessLogOf,
  authorizerOf,
  type CompiledAuthorizer,
  loggingOf,
  type RouteThrottle,
  throttleOf,
} from '../gateway/route-settings.ts'
import type { Entry } from '../records.ts'
import type { Snapshot, SocketSnapshot } from '../snapshot.ts'

/** A route with all that is needed to take it. */
export interface SocketRoute extends RouteThrottle {
  readonly key: string
  readonly authorization: 'NONE' | 'AWS_IAM' | 'CUSTOM'
  readonly authorizer?: CompiledAuthorizer
  readonly wantsApiKey: boolean
  /** Parts of the request that must be there: `route.request.querystring.room`. */
  readonly required: readonly string[]
  /** What messages are held against, where the route has models. */
  readonly validation?: SocketValidation
  readonly logging: ExecutionLogSettings
  readonly integration?: SocketIntegration
  /** Whether what the integration answers goes back to the client. */
  readonly isTwoWay: boolean
}

/** Models of a route. */
export interface SocketValidation {
  /** Says which of them is for a message; absent: that of the key `$default`. */
  readonly selection?: string
  /** Schemas by keys; one that is no JSON, or is not there, is undefined. */
  readonly schemas: Readonly<Record<string, Json | undefined>>
  /** Other models, by name. */
  readonly find: FindModel
}

/** An integration with its responses. */
export interface SocketIntegration {
  readonly body: JsonObject
  readonly responses: readonly IntegrationResponse[]
}

/** What becomes of an integration's answer. */
export interface IntegrationResponse {
  /** Whether it is for a value of the selection expression; absent: for those that no other is for. */
  readonly matches?: (value: string) => boolean
  readonly templateSelection?: string
  readonly templates: Readonly<Record<string, string>>
  readonly toText: boolean
  readonly toBinary: boolean
}

/** A stage. */
export interface SocketStage {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
  readonly routes: ReadonlyMap<string, SocketRoute>
  readonly selection: string
  readonly apiKeySelection: string
  readonly accessLog?: AccessLog
}

/** Makes a stage of what it shows. */
export function compileSocketStage(
  { id: name, body }: Entry,
  shown: Snapshot,
  socket: SocketSnapshot,
): SocketStage {
  const routes = Object.entries(shown.routes).map(([id, route]) =>
    compileRoute(id, route, shown, socket, body),
  )
  return {
    name,
    variables: (body.StageVariables ?? {}) as Readonly<Record<string, string>>,
    routes: new Map(routes.map((route) => [route.key, route])),
    selection: socket.selection,
    apiKeySelection: socket.apiKeySelection,
    ...accessLogOf(body),
  }
}

function compileRoute(
  id: string,
  route: JsonObject,
  shown: Snapshot,
  socket: SocketSnapshot,
  stage: JsonObject,
): SocketRoute {
  const key = String(route.RouteKey)
  const integrationId = String(route.Target ?? '').replace('integrations/', '')
  const integration = shown.integrations[integrationId]
  const answers = socket.routeResponses[id] ?? []
  return {
    key,
    authorization: String(route.AuthorizationType ?? 'NONE') as SocketRoute['authorization'],
    ...authorizerOf(route, shown),
    wantsApiKey: route.ApiKeyRequired === true,
    required: requiredOf((route.RequestParameters ?? {}) as JsonObject),
    ...validationOf(route, socket),
    logging: loggingOf(stage, key),
    ...(integration === undefined
      ? {}
      : {
          integration: {
            body: integration,
            responses: (socket.integrationResponses[integrationId] ?? []).map(compileResponse),
          },
        }),
    isTwoWay:
      route.RouteResponseSelectionExpression === '$default' &&
      answers.some(({ RouteResponseKey }) => RouteResponseKey === '$default'),
    ...throttleOf(stage, key),
  }
}

function validationOf(
  { RequestModels, ModelSelectionExpression: selection }: JsonObject,
  { models = {} }: SocketSnapshot,
): { readonly validation?: SocketValidation } {
  const named = Object.entries((RequestModels ?? {}) as Readonly<Record<string, string>>)
  if (named.length === 0) return {}
  // Templates name models by their ids, people by their names.
  const find: FindModel = (name) =>
    schemaOf(Object.values(models).find(({ Name }) => Name === name) ?? models[name])
  return {
    validation: {
      ...(selection === undefined ? {} : { selection: String(selection) }),
      schemas: Object.fromEntries(named.map(([key, name]) => [key, find(name)])),
      find,
    },
  }
}

function schemaOf(model: JsonObject | undefined): Json | undefined {
  try {
    return model && (JSON.parse(String(model.Schema)) as Json)
  } catch {
    return undefined
  }
}

function requiredOf(parameters: JsonObject): string[] {
  return Object.entries(parameters).flatMap(([name, rule]) =>
    (rule as { Required?: Json } | null)?.Required === true ? [name] : [],
  )
}

function compileResponse(body: JsonObject): IntegrationResponse {
  const matches = readPattern(String(body.IntegrationResponseKey))
  const selection = body.TemplateSelectionExpression
  return {
    ...(matches === undefined ? {} : { matches }),
    ...(selection === undefined ? {} : { templateSelection: String(selection) }),
    templates: (body.ResponseTemplates ?? {}) as Readonly<Record<string, string>>,
    toText: body.ContentHandlingStrategy === 'CONVERT_TO_TEXT',
    toBinary: body.ContentHandlingStrategy === 'CONVERT_TO_BINARY',
  }
}
