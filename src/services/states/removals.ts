/** What is taken away in the background: machines that were deleted, executions whose time is over. */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Key, type Stored } from '../../store/index.ts'
import { removalStep } from './limits.ts'
import {
  aliases,
  type ExecutionRecord,
  type Expiry,
  executions,
  historyLog,
  machines,
  type Removal,
  removalQueue,
  revisions,
  runKey,
  versions,
} from './records.ts'
import type { StatesRoom } from './room.ts'

/**
 * Ends the executions of a deleted machine, removes them, and then the machine with its versions and aliases. Source: Developer Guide,
 * "Deleting a state machine": AWS ends running executions, too.
 */
export function removalHandler(room: StatesRoom, surroundings: BackgroundSurroundings): JobHandler<Removal> {
  const { store } = surroundings
  return async ({ value: removal }) => {
    const { accountId, region, name, id } = removal
    const running = await executions.listBy(store, 'status', {
      prefix: [accountId, region, name, 'RUNNING'],
      limit: removalStep,
    })
    await Promise.all(
      running.items.map(({ value }) => room.running.driver.deliver(value, { happening: { type: 'Stop' } })),
    )
    const { items } = await executions.list(store, { prefix: [accountId, region, name], limit: removalStep })
    const commit = atomic(store)
    const over = items.filter(({ value }) => value.status !== 'RUNNING')
    for (const stored of over) removeExecution(commit, stored)
    if (items.length > 0) return commit.enqueue(removalQueue, removal)
    const rest = await Promise.all([
      revisions.list(store, { prefix: [id], limit: removalStep }),
      versions.list(store, { prefix: [id], limit: removalStep }),
      aliases.list(store, { prefix: [id], limit: removalStep }),
    ])
    for (const stored of rest[0].items) revisions.remove(commit, stored)
    for (const stored of rest[1].items) versions.remove(commit, stored)
    for (const stored of rest[2].items) aliases.remove(commit, stored)
    if (rest.some(({ items: left }) => left.length === removalStep))
      return commit.enqueue(removalQueue, removal)
    const stored = await machines.get(store, [accountId, region, name])
    if (stored?.value.id !== id) return commit
    machines.remove(commit, stored)
    room.quotas.machines.giveBack(removal)
    return commit
  }
}

/** Removes executions that can be looked at no more. */
export function expiryHandler({ store }: BackgroundSurroundings): JobHandler<Expiry> {
  return async ({ value }) => {
    const over = 'executions' in value ? value.executions : [value]
    const found = await executions.getMany(
      store,
      over.map(({ execution: { accountId, region, machineName, name } }) => [
        accountId,
        region,
        machineName,
        name,
      ]),
    )
    const commit = atomic(store)
    for (const [index, { execution, stoppedAt }] of over.entries()) {
      const stored = found[index]
      // Gone with its machine, or redriven since: then a later message is there.
      if (stored?.value.id !== execution.id || stored.value.stoppedAt !== stoppedAt) continue
      removeExecution(commit, stored)
    }
    return commit
  }
}

function removeExecution(commit: Atomic, stored: Stored<ExecutionRecord>): void {
  const { id } = stored.value
  const run: Key = runKey(id)
  executions.remove(commit, stored)
  commit.delete(run).trim(historyLog(id))
}
