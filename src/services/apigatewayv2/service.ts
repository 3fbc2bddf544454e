import type { OperationContext, ServiceDefinition } from '../../dispatch/index.ts'
import { type ApiKind, AuthorizerAnswers, createOnce, OwnNames } from '../../gateway/index.ts'
import { foundAgain } from './creating-once.ts'
import type { AuthorizerAnswer } from './gateway/authorizer-answer.ts'
import { operationsOf } from './operations-table.ts'
import type { DoorRoom, GatewayRooms } from './room.ts'
import { type ManagedConnection, manageConnection } from './sockets/manage.ts'

/** API Gateway V2: HTTP APIs and WebSocket APIs. */
export function apiGatewayService(rooms: GatewayRooms): ServiceDefinition {
  // Times of answers are read by the clock of the server that runs: there is none before it starts.
  let clock = { now: () => 0 }
  const room = {
    names: new OwnNames(),
    answers: new AuthorizerAnswers<AuthorizerAnswer>({ now: () => clock.now() }),
  }
  const operations = operationsOf(room)
  let openDoor: () => Promise<DoorRoom> = () => Promise.reject(new Error('The service has not been started'))
  return {
    prefix: 'apigatewayv2',
    model: 'apigatewayv2',
    operations,
    // UNVERIFIED: the words; the operations word ranges that they know themselves.
    validation: { code: 'BadRequestException', leave: ({ kind }) => kind === 'range' },
    inner: {
      CreateOnce: createOnce(operations, foundAgain),
      ManageConnection: async (asked: ManagedConnection, context: OperationContext) =>
        manageConnection(await openDoor(), asked, context),
    },
    resourceTypes: {
      'AWS::ApiGatewayV2::Api': async () => (await import('./resources/api.ts')).api,
      'AWS::ApiGatewayV2::ApiGatewayManagedOverrides': async () =>
        (await import('./resources/managed-overrides.ts')).managedOverrides,
      'AWS::ApiGatewayV2::ApiMapping': async () => (await import('./resources/domain-name.ts')).apiMapping,
      'AWS::ApiGatewayV2::Authorizer': async () => (await import('./resources/parts.ts')).authorizer,
      'AWS::ApiGatewayV2::Deployment': async () => (await import('./resources/parts.ts')).deployment,
      'AWS::ApiGatewayV2::DomainName': async () => (await import('./resources/domain-name.ts')).domainName,
      'AWS::ApiGatewayV2::Integration': async () => (await import('./resources/parts.ts')).integration,
      'AWS::ApiGatewayV2::IntegrationResponse': async () =>
        (await import('./resources/parts.ts')).integrationResponse,
      'AWS::ApiGatewayV2::Model': async () => (await import('./resources/parts.ts')).model,
      'AWS::ApiGatewayV2::Route': async () => (await import('./resources/parts.ts')).route,
      'AWS::ApiGatewayV2::RouteResponse': async () => (await import('./resources/parts.ts')).routeResponse,
      'AWS::ApiGatewayV2::Stage': async () => (await import('./resources/stage.ts')).stage,
      'AWS::ApiGatewayV2::VpcLink': async () => (await import('./resources/domain-name.ts')).vpcLink,
    },
    start: async (surroundings) => {
      clock = surroundings.clock
      await room.names.start(surroundings.store)
      let door: Promise<DoorRoom> | undefined
      openDoor = () => {
        door ??= import('./adapters/site.ts').then(({ doorRoom }) => doorRoom(room, surroundings))
        return door
      }
      rooms.answerApis({
        names: room.names,
        load: async (): Promise<ApiKind> => {
          const { apisOf } = await import('./adapters/site.ts')
          return apisOf(await openDoor(), surroundings)
        },
      })
      return {
        stop: async () => {
          room.names.stop()
          const opened = await door
          if (!opened) return
          await opened.goodbyes.said()
          await opened.connections.stop()
          opened.metrics.stop()
          await opened.logs.flush()
          opened.apis.close()
        },
      }
    },
  }
}
