import type { BackgroundWork, ServiceDefinition } from '../../dispatch/index.ts'
import { usageReport } from './adapters/usage-report.ts'
import { ConcurrencyGate } from './concurrency-gate.ts'
import { handleDurableWork } from './durable/work.ts'
import { Environments } from './environment-encryption.ts'
import { startEvents } from './event-work.ts'
import { requestBytes } from './limits.ts'
import { invokeFunction } from './operations/invoking/invoke.ts'
import { mappingPollers } from './polling/mapping-pollers.ts'
import { handlePreparations } from './preparing.ts'
import { ProvisionedFollower } from './provisioned-concurrency.ts'
import { resourceTypes } from './resources/types.ts'
import type { LambdaRoom, LambdaRooms } from './room.ts'
import { coreOperations } from './tables/core.ts'
import { durableOperations } from './tables/durable.ts'
import { eventOperations } from './tables/events.ts'
import { TargetCache } from './target-cache.ts'
import { UsageMeter } from './usage.ts'
import { validation } from './validation.ts'

/** Lambda. `rooms` is what it needs of the server beside what every service is given. */
export function lambdaService(rooms: LambdaRooms): ServiceDefinition {
  const room: LambdaRoom = {
    compute: () => rooms.compute(),
    reportUsage: (source) => rooms.reportUsage(source),
    answerUrls: (load) => rooms.answerUrls(load),
    gate: new ConcurrencyGate(),
    meter: new UsageMeter(),
    targets: new TargetCache(),
    environments: new Environments(),
  }
  return {
    prefix: 'lambda',
    model: 'lambda',
    operations: { ...coreOperations(room), ...eventOperations(room), ...durableOperations() },
    inner: { InvokeFunction: invokeFunction(room) },
    resourceTypes,
    validation,
    requestBytesMax: requestBytes,
    start: async (surroundings) => {
      room.environments.start(surroundings)
      handlePreparations(surroundings, room)
      handleDurableWork(room, surroundings)
      room.meter.start(surroundings)
      room.reportUsage({
        report: () => usageReport(surroundings.store, room.meter),
        flush: () => room.meter.close(),
      })
      room.answerUrls(async () => {
        const { functionUrlSite } = await import('./adapters/function-url-site.ts')
        return functionUrlSite(room, surroundings)
      })
      const parts: BackgroundWork[] = [
        startEvents(room, surroundings),
        new ProvisionedFollower(room, surroundings),
        mappingPollers(room, surroundings),
      ]
      return {
        stop: async () => {
          await Promise.all(parts.map((part) => part.stop()))
        },
      }
    },
  }
}
