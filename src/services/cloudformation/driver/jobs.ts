import { busNoticeHandler, busNoticeTryingMs } from '../../../delivery/index.ts'
import type { BackgroundSurroundings, ResourceTypes } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { stacksAtOnceMax, workLeaseMs } from '../limits.ts'
import {
  busQueue,
  type Notification,
  notificationQueue,
  operations,
  sweepQueue,
  timerQueue,
  type WorkMessage,
  workQueue,
} from '../records.ts'
import { Catalogue } from './catalogue.ts'
import { workOn } from './driver.ts'
import { notificationHandler } from './notifications.ts'
import { leave } from './parents.ts'
import type { StackRoom } from './room.ts'
import { sweepHandler } from './sweeping.ts'

/** Registers the work of this service that goes on without requests. */
export function stackJobs(surroundings: BackgroundSurroundings, resourceTypes: ResourceTypes): void {
  const { jobs, ...rest } = surroundings
  const room: StackRoom = { ...rest, resourceTypes }
  // Types are what the program is: they stay known as long as it runs.
  const catalogue = new Catalogue(resourceTypes)
  jobs.handle<WorkMessage>(workQueue, (message, job) => workOn(room, message, job, catalogue), {
    concurrency: stacksAtOnceMax,
    leaseMs: workLeaseMs,
    retry: { firstMs: 200, longestMs: 60_000, factor: 2 },
  })
  jobs.handle<WorkMessage>(timerQueue, async ({ value }) => {
    const { accountId, region, stackUuid } = value
    const commit = atomic(room.store)
    const operation = await operations.get(room.store, [accountId, region, stackUuid])
    // Who works on the stack at this moment is told by what is left for it.
    if (operation && !operation.value.ended) leave(commit, room, value, stackUuid, { kind: 'time', body: {} })
    return commit
  })
  jobs.handle<WorkMessage>(sweepQueue, sweepHandler(room))
  jobs.handle(busQueue, busNoticeHandler(surroundings, 'cloudformation.amazonaws.com'), {
    tryingMsMax: busNoticeTryingMs,
  })
  jobs.handle<Notification>(notificationQueue, notificationHandler(surroundings), { attemptsMax: 3 })
}
