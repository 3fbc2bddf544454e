import type { ServiceDefinition } from '../../dispatch/index.ts'
import { AuthorizerAnswers } from './gateway/authorizer-answers.ts'
import { operationsOf } from './operations-table.ts'
import { OwnNames } from './own-names.ts'
import type { GatewayRooms } from './room.ts'

/** API Gateway V2: HTTP APIs. */
export function apiGatewayService(rooms: GatewayRooms): ServiceDefinition {
  // Times of answers are read by the clock of the server that runs: there is none before it starts.
  let clock = { now: () => 0 }
  const room = { names: new OwnNames(), answers: new AuthorizerAnswers({ now: () => clock.now() }) }
  return {
    prefix: 'apigatewayv2',
    model: 'apigatewayv2',
    operations: operationsOf(room),
    start: async (surroundings) => {
      clock = surroundings.clock
      await room.names.start(surroundings.store)
      let close: (() => Promise<void>) | undefined
      rooms.answerApis(
        async () => {
          const { apiSite, doorRoom } = await import('./adapters/site.ts')
          const door = doorRoom(room, surroundings)
          close = async () => {
            await door.logs.flush()
            door.apis.close()
          }
          return apiSite(door, surroundings)
        },
        (host) => room.names.has(host),
      )
      return {
        stop: async () => {
          room.names.stop()
          await close?.()
        },
      }
    },
  }
}
