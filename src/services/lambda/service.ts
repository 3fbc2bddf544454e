import type { ServiceDefinition } from '../../dispatch/index.ts'
import { ConcurrencyGate } from './concurrency-gate.ts'
import { requestBytes } from './limits.ts'
import type { LambdaRoom, LambdaRooms } from './room.ts'
import { coreOperations } from './tables/core.ts'
import { durableOperations } from './tables/durable.ts'
import { eventOperations } from './tables/events.ts'

/** Lambda. `rooms` is what it needs of the server beside what every service is given. */
export function lambdaService(rooms: LambdaRooms): ServiceDefinition {
  const room: LambdaRoom = { compute: () => rooms.compute(), gate: new ConcurrencyGate() }
  return {
    prefix: 'lambda',
    model: 'lambda',
    operations: { ...coreOperations(room), ...eventOperations(room), ...durableOperations(room) },
    requestBytesMax: requestBytes,
  }
}
