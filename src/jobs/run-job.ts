import { backoffMs } from '../base/backoff.ts'
import { OperationalError } from '../base/operational-error.ts'
import type { Change, CommitResult, Key } from '../store/index.ts'
import { type Attempt, acknowledgement, readAttempt } from './attempts.ts'
import type { HeldMessage } from './held-message.ts'
import { conflictingRunsMax, retryDefault } from './limits.ts'
import type { JobAnswer, JobHandler, JobOptions, JobRoom } from './types.ts'

/** A handler and how it is to be run. */
export interface JobDefinition<T> {
  readonly queue: Key
  readonly handler: JobHandler<T>
  readonly options: JobOptions<T>
}

/**
 * Takes a message that was just leased to its end, or lets go of it for another time. Never fails. Answers whether it
 * is done; if not, what is behind it in its group must wait.
 */
export async function runJob<T>(
  room: JobRoom,
  job: JobDefinition<T>,
  held: HeldMessage<T>,
): Promise<boolean> {
  const facts = { queue: queueText(job.queue), messageId: held.message.id }
  try {
    const attempt = await readAttempt(room.store, held.message)
    if (held.gone) return false
    const { attemptsMax = Number.POSITIVE_INFINITY } = job.options
    // Its last attempt ended with the node, or giving it up failed: the handler has had its chances.
    const failure =
      attempt.attempt > attemptsMax
        ? new OperationalError('The last attempt never came to an end', { retryable: false })
        : await runHandler(room, job, held, attempt)
    if (failure === undefined) return true
    if (held.gone) return false
    const triedMs = room.clock.now() - held.message.firstDeliveredAt
    const details = { ...facts, attempt: attempt.attempt, error: failure }
    if (attempt.attempt >= attemptsMax || triedMs >= (job.options.tryingMsMax ?? Number.POSITIVE_INFINITY)) {
      room.logger.error('Work failed for the last time and is given up', details)
      return await giveUp(room, job, held, attempt, failure)
    }
    room.logger.warn('Work failed and is tried again', details)
    await release(room, job, held, attempt)
  } catch (error) {
    // Nothing is lost: the lease runs out, and the message comes back.
    room.logger.error('Work could not be brought to an end; it comes back when its lease has run out', {
      ...facts,
      error,
    })
    held.abandon('The work could not be brought to an end')
  }
  return false
}

/** Runs the handler and commits its answer. Answers what went wrong. */
async function runHandler<T>(
  { activity }: JobRoom,
  { handler }: JobDefinition<T>,
  held: HeldMessage<T>,
  attempt: Attempt,
): Promise<unknown> {
  const { message } = held
  for (let round = 1; round <= conflictingRunsMax; round++) {
    try {
      const acknowledged = acknowledgement(message, attempt)
      let isEnded = false
      const ending = {
        changes: acknowledged,
        onEnded: () => {
          isEnded = true
          held.ended()
        },
      }
      const job = {
        get signal() {
          return held.signal
        },
        attempt: attempt.attempt,
        ending,
      }
      const answer = await activity.handler(() => handler(message, job))
      if (isEnded) return undefined
      if (held.gone) return lost
      const result = await held.end([...acknowledged, ...changesOf(answer)])
      if (result.ok) return undefined
      if (isLost(result)) return lost
    } catch (error) {
      return error ?? new OperationalError('A handler failed without an error', { retryable: true })
    }
    if (held.gone) return lost
  }
  return new OperationalError('What the work read was changed by others each time', { retryable: true })
}

const lost = new OperationalError('The message is no longer leased to this node', { retryable: false })

async function giveUp<T>(
  room: JobRoom,
  job: JobDefinition<T>,
  held: HeldMessage<T>,
  attempt: Attempt,
  failure: unknown,
): Promise<boolean> {
  let problem: unknown = 'What giving up read was changed by others each time'
  for (let round = 1; round <= conflictingRunsMax; round++) {
    try {
      const answer = await room.activity.handler(async () => job.options.onGiveUp?.(held.message, failure))
      if (held.gone) return false
      const result = await held.end([...acknowledgement(held.message, attempt), ...changesOf(answer)])
      if (result.ok) return true
      if (isLost(result)) return false
    } catch (error) {
      problem = error
      break
    }
  }
  if (held.gone) return false
  room.logger.error('Work could not be given up; this is tried again', {
    queue: queueText(job.queue),
    messageId: held.message.id,
    error: problem,
  })
  await release(room, job, held, attempt)
  return false
}

async function release<T>(
  { clock, random }: JobRoom,
  { options }: JobDefinition<T>,
  held: HeldMessage<T>,
  { attempt }: Attempt,
): Promise<void> {
  const deliverAt = clock.now() + backoffMs(options.retry ?? retryDefault, attempt, random)
  await held.end([{ type: 'release', receipt: held.message.receipt, deliverAt }])
}

/** The first change of a commit that ends a message is by its receipt. */
function isLost(result: CommitResult): boolean {
  return !result.ok && result.failed === 0
}

function changesOf(answer: JobAnswer): readonly Change[] {
  return answer === undefined ? [] : answer.changes
}

/** A queue's name in logs. */
export function queueText(queue: Key): string {
  return queue.map((part) => (part instanceof Uint8Array ? '(bytes)' : String(part))).join('/')
}
