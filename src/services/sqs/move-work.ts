/**
 * Moves messages out of dead-letter queues, a few in each step. What a step moves and the task's count are one commit; then the next
 * step is enqueued with the acknowledgement of this one. A step that is made twice goes on where the first one stopped.
 */
import { randomUuid } from '../../base/random.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Message, type Stored } from '../../store/index.ts'
import { type KnownQueue, readQueue } from './directory.ts'
import { readQueueArn } from './domain/names.ts'
import { moveTaskMsMax } from './limits.ts'
import {
  isActive,
  type MoveStep,
  type MoveTask,
  moveQueue,
  moveTasks,
  type StoredMessage,
} from './records.ts'

/** Messages of one step, of a task without a rate. */
const stepMessages = 100

/** For how long a step has the messages. Unit: milliseconds. */
const stepLeaseMs = 30_000

export function moveHandler(
  surroundings: Pick<Surroundings, 'store' | 'clock' | 'random' | 'trail'>,
): JobHandler<MoveStep> {
  const { store, clock } = surroundings
  return async (message) => {
    const step = message.value
    const key = [step.accountId, step.region, step.source, step.taskId]
    const stored = await moveTasks.get(store, key)
    if (stored === undefined || !isActive(stored.value)) return undefined
    if (clock.now() - stored.value.startedAt >= moveTaskMsMax) return ended(stored, 'FAILED', tooLong)
    const source = await readQueue(store, { ...step, name: step.source })
    if (source === undefined) return ended(stored, 'FAILED', noQueue)
    const { perSecond } = stored.value
    const most = Math.min(stepMessages, perSecond ?? stepMessages)
    const leased = await store.receive<StoredMessage>(source.messages, {
      max: most,
      leaseMs: stepLeaseMs,
      ofThisProcess: true,
    })
    if (leased.length === 0) {
      const again = await afterCrash(message, source)
      return again === undefined ? ended(stored, 'COMPLETED') : next(step, again)
    }
    const failure = await move(surroundings, stored, source, leased)
    if (failure !== undefined) return ended(await newest(stored), 'FAILED', failure)
    return next(step, clock.now() + (perSecond === undefined ? 0 : (leased.length * 1000) / perSecond))
  }

  /** An earlier attempt at this step may have leased messages and died: they are waited for. */
  async function afterCrash(message: Message<MoveStep>, source: KnownQueue): Promise<number | undefined> {
    if (message.deliveryCount === 1) return undefined
    const { leased } = await store.queueCounts(source.messages)
    return leased === 0 ? undefined : await store.nextDeliveryAt(source.messages)
  }

  function next(step: MoveStep, deliverAt: number): Atomic {
    return atomic(store).enqueue(moveQueue, step, { deliverAt })
  }

  async function newest(stored: Stored<MoveTask>): Promise<Stored<MoveTask>> {
    const { accountId, region, source, taskId } = stored.value
    return (await moveTasks.get(store, [accountId, region, source, taskId])) ?? stored
  }

  function ended(
    stored: Stored<MoveTask>,
    status: MoveTask['status'],
    failureReason?: string,
  ): Atomic | undefined {
    if (!isActive(stored.value)) return undefined
    const commit = atomic(store)
    const reason = failureReason === undefined ? {} : { failureReason }
    moveTasks.put(commit, { ...stored.value, status, ...reason }, stored)
    return commit
  }
}

/** As AWS names it in FailureReason. */
const noQueue = 'AWS.SimpleQueueService.NonExistentQueue'
const noSource = 'CouldNotDetermineMessageSource'

/** UNVERIFIED: AWS's word. */
const tooLong = 'TaskTimedOut'

/** Moves what was leased, or gives it back. Answers why the task has failed, if it has. */
async function move(
  { store, clock, random, trail }: Pick<Surroundings, 'store' | 'clock' | 'random' | 'trail'>,
  stored: Stored<MoveTask>,
  source: KnownQueue,
  leased: ReadonlyArray<Message<StoredMessage>>,
): Promise<string | undefined> {
  const giveBack = async () => {
    const now = clock.now()
    await Promise.all(leased.map(({ receipt }) => atomic(store).extend(receipt, now).commit()))
  }
  const commit = atomic(store)
  const targets = new Map<string, KnownQueue>()
  for (const { value } of leased) {
    const arn = stored.value.destinationArn ?? value.deadLetterSource
    const known = arn === undefined || targets.has(arn)
    const address = arn === undefined ? undefined : readQueueArn(arn)
    const target = known || address === undefined ? undefined : await readQueue(store, address)
    if (arn === undefined || (!known && target === undefined)) {
      await giveBack()
      return arn === undefined ? noSource : noQueue
    }
    if (target !== undefined) {
      targets.set(arn, target)
      commit.check(target.recordKey, target.stored.version)
    }
  }
  const moved: Array<{ readonly event: string; readonly cause: string; readonly target: string }> = []
  for (const { receipt, value } of leased) {
    const target = targets.get(stored.value.destinationArn ?? value.deadLetterSource ?? '')
    if (target === undefined) continue
    const { deadLetterSource: _, receivedBefore: __, ...kept } = value
    // Source: API Reference, StartMessageMoveTask: moved messages are new ones, with a new id and age.
    const message: StoredMessage = { ...kept, id: randomUuid(random) }
    const grouped = target.queue.fifo && message.group !== undefined ? { group: message.group } : {}
    commit.acknowledge(receipt).enqueue(target.messages, message, grouped)
    moved.push({ event: message.id, cause: value.id, target: target.arn })
  }
  moveTasks.put(commit, { ...stored.value, moved: stored.value.moved + moved.length }, stored)
  if (!(await commit.commit()).ok) {
    // The task was cancelled, a queue has changed, or a receiver came between: the next step sees how things are.
    await giveBack()
    return undefined
  }
  for (const { event, cause, target } of moved)
    trail.tell({
      stage: 'accepted',
      event,
      causes: [cause],
      source: target,
      detail: `Moved from ${source.arn}`,
    })
  return undefined
}
