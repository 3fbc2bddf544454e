import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { ApiGatewayManagementApi } from '@aws-sdk/client-apigatewaymanagementapi'
import type { CreateIntegrationRequest, CreateRouteRequest } from '@aws-sdk/client-apigatewayv2'
import { type ClientOptions, WebSocket } from 'ws'
import type { TestServer } from '../../support/server.ts'
import { Account } from './support.ts'

/** An account with WebSocket APIs. */
export class SocketAccount extends Account {
  readonly #running: TestServer

  constructor(server: TestServer) {
    super(server)
    this.#running = server
  }

  /** Makes a WebSocket API with a stage `live` that deploys by itself. Answers its id. */
  async socketApi(Name: string): Promise<string> {
    const { ApiId = '' } = await this.gateway.createApi({
      Name,
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    })
    await this.gateway.createStage({ ApiId, StageName: 'live', AutoDeploy: true })
    return ApiId
  }

  /** Makes a route with an integration of its own. Answers the route's id. */
  async socketRoute(
    ApiId: string,
    RouteKey: string,
    integration: Omit<CreateIntegrationRequest, 'ApiId'>,
    more: Partial<CreateRouteRequest> = {},
  ): Promise<string> {
    const { IntegrationId } = await this.gateway.createIntegration({ ApiId, ...integration })
    const Target = `integrations/${IntegrationId}`
    const { RouteId = '' } = await this.gateway.createRoute({ ApiId, RouteKey, Target, ...more })
    return RouteId
  }

  /** A route to a function; `twoWay`: what it answers goes back. */
  async toFunction(
    ApiId: string,
    RouteKey: string,
    name: string,
    { twoWay = false, ...more }: Partial<CreateRouteRequest> & { readonly twoWay?: boolean } = {},
  ): Promise<string> {
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${this.arn(name)}/invocations`
    const integration = { IntegrationType: 'AWS_PROXY', IntegrationUri: uri } as const
    const selection = twoWay ? { RouteResponseSelectionExpression: '$default' } : {}
    const RouteId = await this.socketRoute(ApiId, RouteKey, integration, { ...selection, ...more })
    if (twoWay) await this.gateway.createRouteResponse({ ApiId, RouteId, RouteResponseKey: '$default' })
    return RouteId
  }

  /** Dials an API by its path, or with `host` by that Host header. */
  dial(apiId: string, path = '/live', options: ClientOptions = {}, protocols: string[] = []): WebSocket {
    const address = `ws://127.0.0.1:${this.#running.port}/_aws/execute-api/${apiId}${path}`
    return new WebSocket(address, protocols, options)
  }

  dialHost(host: string, path: string, options: ClientOptions = {}): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.#running.port}${path}`, {
      ...options,
      headers: { ...options.headers, Host: host },
    })
  }

  /** A client for the connections of an API. */
  connections(apiId: string, stage = 'live'): ApiGatewayManagementApi {
    const endpoint = `${this.#running.endpoint}/_aws/execute-api/${apiId}/${stage}`
    return new ApiGatewayManagementApi({ ...this.config, endpoint })
  }
}

/** Waits until a client is connected. */
export async function connected(client: WebSocket): Promise<WebSocket> {
  await once(client, 'open')
  return client
}

/** What a client is refused with. */
export async function refusal(
  client: WebSocket,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> {
  const [, answer] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage]
  let body = ''
  for await (const piece of answer) body += String(piece)
  return { status: answer.statusCode ?? 0, headers: answer.headers, body }
}

/** The next message that a client is sent. */
export async function heard(client: WebSocket): Promise<string> {
  const [data] = (await once(client, 'message')) as [Buffer]
  return String(data)
}

/** Sends a message and waits for the next that comes. */
export async function asked(client: WebSocket, message: object | string): Promise<string> {
  const answer = heard(client)
  client.send(typeof message === 'string' ? message : JSON.stringify(message))
  return answer
}

/** How a client was let go. */
export async function ended(client: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(client, 'close')) as [number, Buffer]
  return { code, reason: reason.toString() }
}
