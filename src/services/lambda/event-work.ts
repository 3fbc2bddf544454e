/** The work of asynchronous invocation on this node: handlers of events, and of the records they leave. */
import type { BackgroundSurroundings, BackgroundWork } from '../../dispatch/index.ts'
import { eventHandler } from './event-attempt.ts'
import { EventQueues, type QueuedEvent } from './event-queues.ts'
import {
  type Delivery,
  deliveryHandler,
  deliveryQueue,
  deliveryTryingMs,
  noteLost,
} from './record-deliveries.ts'
import type { LambdaRoom } from './room.ts'

/**
 * Events of one function that are handled at once on this node. Ours: many enough to keep the machine busy with functions
 * that wait, few enough that a flood of events does not fill its memory with execution environments.
 */
const eventsAtOnce = 32

/** Records that are delivered at once. Ours. */
const deliveriesAtOnce = 16

/** Begins; jobs stop with the server, after what is answered here. */
export function startEvents(room: LambdaRoom, surroundings: BackgroundSurroundings): BackgroundWork {
  const { store, jobs } = surroundings
  const handler = eventHandler(room, surroundings)
  const queues = new EventQueues(store, (queue) =>
    jobs.handle<QueuedEvent>(queue, handler, { concurrency: eventsAtOnce }),
  )
  jobs.handle<Delivery>(deliveryQueue, deliveryHandler(room, surroundings), {
    concurrency: deliveriesAtOnce,
    tryingMsMax: deliveryTryingMs,
    onGiveUp: async ({ value }, failure) => noteLost(room, surroundings, value, failure),
  })
  return queues
}
