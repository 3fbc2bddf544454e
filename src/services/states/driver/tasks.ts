/** Tasks that this node does: at most so many at once, each until it has an outcome or nobody waits for it any more. */
import { parseArn } from '../../../aws/arn.ts'
import { backoffMs } from '../../../base/backoff.ts'
import { delay } from '../../../base/clock.ts'
import { roleCaller } from '../../../delivery/index.ts'
import type { BackgroundSurroundings, Caller } from '../../../dispatch/index.ts'
import type { ExecutionAddress } from '../domain/addresses.ts'
import type { ExecutionFacts, StartTaskCommand } from '../engine.ts'
import { perform } from '../integrations/perform.ts'
import type { StopCall, Task, TaskOutcome, TaskRoom } from '../integrations/types.ts'
import { tasksAtOnce } from '../limits.ts'

/** What a task is done for. */
export interface TaskOf {
  readonly address: ExecutionAddress
  readonly command: StartTaskCommand
  readonly facts: ExecutionFacts
  readonly traceHeader?: string
}

/** Makes the task that integrations are given. `standard`: `.sync` tasks end with what they start. */
export function taskOf(
  { address, command, facts, traceHeader }: TaskOf,
  signal: AbortSignal,
  startedAt: number,
  standard: boolean,
): Task {
  const { taskId, stateName, attempt, resource, taskToken } = command
  const { pattern } = resource
  const caller = taskCaller(address, facts, command.roleArn, {
    signal,
    causes: [facts.executionArn],
    ...(traceHeader === undefined ? {} : { traceHeader }),
  })
  const isSync = pattern === 'sync' || pattern === 'sync:2'
  return {
    taskId,
    stateName,
    attempt,
    resource,
    arguments: command.arguments,
    executionArn: facts.executionArn,
    stateMachineArn: facts.stateMachineArn,
    caller,
    signal,
    startedAt,
    ...(taskToken === undefined ? {} : { taskToken }),
    ...(isSync && standard ? { parent: { execution: address, taskId, pattern } } : {}),
  }
}

/** A session of the machine's role, or of the one that the task asks for. */
export function taskCaller(
  { accountId, region }: ExecutionAddress,
  facts: ExecutionFacts,
  roleArn: string | undefined,
  more: Pick<Caller, 'signal' | 'traceHeader' | 'causes'> = {},
): Caller {
  const role = roleArn ?? facts.roleArn
  const caller = roleCaller({ accountId, region }, role, facts.name, more)
  // A role of another account acts in that account.
  const owner = roleArn === undefined ? undefined : parseArn(roleArn)?.accountId
  return owner === undefined || owner === accountId
    ? caller
    : { ...caller, accountId: caller.principal.accountId }
}

/** Performs a task; whatever goes wrong is an outcome. */
export async function outcomeOf(room: TaskRoom, task: Task): Promise<TaskOutcome> {
  try {
    return await perform(room, task)
  } catch (error) {
    if (!task.signal.aborted)
      room.logger.error('A task of a state machine failed by a defect', {
        execution: task.executionArn,
        state: task.stateName,
        error,
      })
    return { type: 'failed', error: 'States.Runtime', cause: 'The task failed for an internal reason.' }
  }
}

const deliveryRetry = { firstMs: 100, longestMs: 5_000, factor: 2 }

export class TaskRunner {
  readonly #surroundings: BackgroundSurroundings
  readonly #room: TaskRoom
  /** Brings an outcome to its execution. Fails when the store does: then it is tried again. */
  readonly #deliver: (of: TaskOf, outcome: TaskOutcome) => Promise<void>
  readonly #running = new Map<string, AbortController>()
  readonly #waiting = new Map<string, TaskOf>()
  readonly #ended = new Set<Promise<void>>()
  #stopped = false

  constructor(
    surroundings: BackgroundSurroundings,
    room: TaskRoom,
    deliver: (of: TaskOf, outcome: TaskOutcome) => Promise<void>,
  ) {
    this.#surroundings = surroundings
    this.#room = room
    this.#deliver = deliver
  }

  start(of: TaskOf): void {
    const name = nameOf(of.address.id, of.command.taskId)
    if (this.#stopped || this.#running.has(name) || this.#waiting.has(name)) return
    if (this.#running.size >= tasksAtOnce) {
      this.#waiting.set(name, of)
      return
    }
    this.#begin(name, of)
  }

  /** Nobody waits for it any more. */
  cancel(executionId: string, taskId: string): void {
    const name = nameOf(executionId, taskId)
    this.#waiting.delete(name)
    this.#running.get(name)?.abort(new Error('Nobody waits for the task any more'))
  }

  /** Ends what a cancelled task began elsewhere. Nobody waits for it. */
  stopElsewhere(stop: StopCall, caller: Caller): void {
    const { call, logger, jobs } = this.#surroundings
    void jobs.during(async () => {
      try {
        await call(stop.operation, stop.input, caller)
      } catch (error) {
        logger.warn('What a task had begun could not be ended', { operation: stop.operation, error })
      }
    })
  }

  /** Lets go of all tasks: another node, or the next start, does them again. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.clear()
    for (const aborting of this.#running.values()) aborting.abort(new Error('The server stops'))
    await Promise.all(this.#ended)
  }

  #begin(name: string, of: TaskOf): void {
    const aborting = new AbortController()
    this.#running.set(name, aborting)
    const ended = this.#surroundings.jobs
      .during(() => this.#run(of, aborting.signal))
      .finally(() => {
        this.#running.delete(name)
        this.#ended.delete(ended)
        for (const [next, waiting] of this.#waiting) {
          this.#waiting.delete(next)
          this.#begin(next, waiting)
          break
        }
      })
    this.#ended.add(ended)
  }

  async #run(of: TaskOf, signal: AbortSignal): Promise<void> {
    const { clock, random, logger } = this.#surroundings
    const outcome = await outcomeOf(this.#room, taskOf(of, signal, clock.now(), true))
    for (let failures = 1; !this.#stopped && !signal.aborted; failures++) {
      try {
        await this.#deliver(of, outcome)
        return
      } catch (error) {
        logger.error('The outcome of a task could not be stored; this is tried again', { error })
        await delay(clock, backoffMs(deliveryRetry, failures, random), signal).catch(() => {})
      }
    }
  }
}

function nameOf(executionId: string, taskId: string): string {
  return `${executionId}/${taskId}`
}
