import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { accountConcurrency } from '../limits.ts'
import type { LambdaRoom } from '../room.ts'
import { handleCall } from './calls.ts'
import { runInvocation } from './invocations.ts'
import {
  type CallMessage,
  callQueue,
  invocationQueue,
  type OfExecution,
  type TimerMessage,
  timerQueue,
} from './records.ts'
import { handleTimer } from './timers.ts'

/** Gives the queues of durable executions hands, while the server runs. */
export function handleDurableWork(room: LambdaRoom, surroundings: BackgroundSurroundings): void {
  const { jobs } = surroundings
  // Functions wait in here; how many run is decided where invocations are counted.
  const concurrency = accountConcurrency
  jobs.handle<OfExecution>(
    invocationQueue,
    (message, job) => runInvocation(room, surroundings, message, job),
    {
      concurrency,
      retry: throttledRetry,
    },
  )
  jobs.handle<CallMessage>(callQueue, (message, job) => handleCall(room, surroundings, message, job), {
    concurrency,
    retry: throttledRetry,
  })
  jobs.handle<TimerMessage>(timerQueue, (message, job) => handleTimer(surroundings, message, job))
}

/** Where there is no room for another invocation now. Chosen. */
const throttledRetry = { firstMs: 500, longestMs: 60_000, factor: 2 }
