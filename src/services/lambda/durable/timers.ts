/** What time does to executions: waits and limits end, executions run out of time, ended ones are forgotten. */
import type { Surroundings } from '../../../dispatch/index.ts'
import type { RunningJob } from '../../../jobs/index.ts'
import { atomic, type Message, type Store } from '../../../store/index.ts'
import { timeOut } from '../domain/durable/lifecycle.ts'
import { timePassed } from '../domain/durable/outside.ts'
import { executions, historyLog, type OfExecution, operations, type TimerMessage } from './records.ts'
import { changingExecution, findExecution } from './storing.ts'

/** Operations that are removed in one commit. Chosen: well below what a commit takes. */
const removalSize = 500

export async function handleTimer(
  surroundings: Surroundings,
  { value }: Message<TimerMessage>,
  job: RunningJob,
): Promise<void> {
  const { store, clock } = surroundings
  switch (value.kind) {
    case 'timer':
      await changingExecution(
        surroundings,
        value,
        ({ timers }) => Object.keys(timers).filter((id) => (timers[id] ?? 0) <= clock.now()),
        ({ execution, lookup }, now) => ({
          change: timePassed(execution, lookup, now),
          answer: undefined,
        }),
      )
      return
    case 'timeout':
      await changingExecution(
        surroundings,
        value,
        ({ id }) => [id],
        ({ execution, root }, now) => ({ change: timeOut(execution, root, now), answer: undefined }),
      )
      return
    case 'forget':
      await forget(store, value, job.signal)
      return
    default:
  }
}

/** Removes an execution and all that belongs to it, the record that others find it by last. */
async function forget(store: Store, of: OfExecution, signal: AbortSignal): Promise<void> {
  const prefix = [of.accountId, of.region, of.executionId]
  for (;;) {
    signal.throwIfAborted()
    const { items } = await operations.list(store, { prefix, limit: removalSize })
    if (items.length === 0) break
    const commit = atomic(store)
    for (const item of items) operations.remove(commit, item)
    await commit.commit()
  }
  const stored = await findExecution(store, of)
  const commit = atomic(store).trim(historyLog(of))
  if (stored) executions.remove(commit, stored)
  await commit.commit()
}
