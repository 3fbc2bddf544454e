/**
 * Drives Standard executions on this node: lanes for those that have something to do here, the tasks that it does, and what wakes
 * executions from outside. What it knows is in the store; a driver that starts on what another left goes on where that one was.
 */
import type { BackgroundSurroundings, BackgroundWork } from '../../../dispatch/index.ts'
import type { JobHandler, RunningJob } from '../../../jobs/index.ts'
import type { Allowance } from '../allowance.ts'
import type { ExecutionAddress } from '../domain/addresses.ts'
import type { Happening } from '../engine.ts'
import type { TaskOutcome, TaskRoom } from '../integrations/types.ts'
import { messageLeaseMs, messagesAtOnce } from '../limits.ts'
import type { Observers } from '../observing/observers.ts'
import {
  type ExecutionRecord,
  type Mail,
  mailQueue,
  type TaskRecord,
  tasksPrefix,
  type WakeUp,
  wakeUpQueue,
} from '../records.ts'
import { JointCommits } from './joint-commits.ts'
import { type Arrived, type Creation, Lane } from './lane.ts'
import type { MapRuns } from './map-runs.ts'
import { NodeWatch, Presence } from './presence.ts'
import type { CompiledRuns } from './programs.ts'
import type { DriverRoom } from './room.ts'
import { TaskRunner, taskCaller } from './tasks.ts'
import type { Arrival } from './turn.ts'

/** What a driver is made of beside what services are given. */
export interface DriverParts {
  readonly observers: Observers
  readonly programs: CompiledRuns
  readonly mapRuns: MapRuns
  readonly openExecutions: Pick<Allowance, 'giveBack'>
  readonly startChild: TaskRoom['startChild']
}

export class Driver implements BackgroundWork {
  readonly #lanes = new Map<string, Lane>()
  readonly #room: DriverRoom
  readonly #watch: NodeWatch
  readonly taskRoom: TaskRoom

  constructor(surroundings: BackgroundSurroundings, parts: DriverParts) {
    const { call, clock, random, logger, settings } = surroundings
    const { startChild, observers, programs, mapRuns, openExecutions } = parts
    this.taskRoom = { call, clock, random, logger, settings, startChild }
    const presence = new Presence(surroundings)
    const runner = new TaskRunner(surroundings, this.taskRoom, async (of, outcome) => {
      const taskId = of.command.taskId
      const happening = happeningOf(taskId, outcome)
      const stop = outcome.type === 'submitted' ? outcome.stop : undefined
      await this.deliver(of.address, {
        happening,
        doneBy: presence.nodeId,
        ...(stop === undefined ? {} : { stop }),
      })
    })
    this.#room = {
      surroundings,
      presence,
      commits: new JointCommits(surroundings.store),
      programs,
      runner,
      observers,
      mapRuns,
      openExecutions,
      callerOf: (run, roleArn) => taskCaller(run.address, run.execution.facts, roleArn),
    }
    this.#watch = new NodeWatch(surroundings, presence, (nodeId) => this.#takeOver(nodeId))
    const { jobs } = surroundings
    const options = { concurrency: messagesAtOnce, leaseMs: messageLeaseMs, durableLease: false }
    jobs.handle<WakeUp>(wakeUpQueue, this.#wakeUpHandler(), options)
    jobs.handle<Mail>(mailQueue, this.#mailHandler(), options)
  }

  /** Whether this node would be missed. */
  get presence(): Presence {
    return this.#room.presence
  }

  /** Makes an execution and begins it. Undefined: there is one of that name. */
  async create(creation: Creation): Promise<ExecutionRecord | undefined> {
    return this.#lane(creation.run.address).create(creation)
  }

  /** Brings something to an execution. Fails with what refuses it, and as the store does. */
  deliver(address: ExecutionAddress, arrival: Arrival): Promise<Arrived> {
    return this.#lane(address).deliver(arrival)
  }

  async stop(): Promise<void> {
    await this.#watch.stop()
    await this.#room.runner.stop()
    await this.#room.presence.stop()
    for (const lane of this.#lanes.values()) lane.close()
  }

  #lane(address: ExecutionAddress): Lane {
    let lane = this.#lanes.get(address.id)
    if (!lane) {
      lane = new Lane(this.#room, address, () => this.#lanes.delete(address.id))
      this.#lanes.set(address.id, lane)
    }
    return lane
  }

  #wakeUpHandler(): JobHandler<WakeUp> {
    return ({ value: { execution, at } }, job) => this.#bring(job, execution, { wokenAt: at })
  }

  #mailHandler(): JobHandler<Mail> {
    return ({ value: { execution, event } }, job) =>
      this.#bring(job, execution, { happening: event as unknown as Happening })
  }

  /** What a message brings is stored in the commit that ends the message, where anything is stored. */
  async #bring({ ending }: RunningJob, execution: ExecutionAddress, arrival: Arrival): Promise<void> {
    await this.deliver(execution, { ...arrival, ...(ending && { ending }) })
  }

  /** Does the tasks of a node that is no more. */
  async #takeOver(nodeId: string): Promise<void> {
    await this.#room.mapRuns.takeOver(nodeId)
    const { store, logger } = this.#room.surroundings
    for (;;) {
      const entries = await store.list<TaskRecord>({ prefix: [...tasksPrefix, nodeId] })
      if (entries.length === 0) return
      logger.info('Tasks of a node that is gone are taken over', { node: nodeId, count: entries.length })
      const executions = new Map(entries.map(({ value }) => [value.execution.id, value.execution]))
      await Promise.all(
        [...executions.values()].map((address) => this.deliver(address, { takeOver: { from: nodeId } })),
      )
      // What no run names any more: it is left over from one that is gone.
      const left = await store.getMany(entries.map(({ key }) => key))
      await store.commit(
        left.flatMap((entry) => (entry ? [{ type: 'delete' as const, key: entry.key }] : [])),
      )
    }
  }
}

/** An outcome as the interpreter is told of it. */
export function happeningOf(taskId: string, outcome: TaskOutcome): Happening {
  switch (outcome.type) {
    case 'succeeded':
      return { type: 'TaskSucceeded', taskId, output: outcome.output }
    case 'submitted':
      return { type: 'TaskSubmitted', taskId, output: outcome.output }
    case 'failed': {
      const { error, cause, phase } = outcome
      return {
        type: 'TaskFailed',
        taskId,
        error,
        ...(cause === undefined ? {} : { cause }),
        ...(phase === undefined ? {} : { phase }),
      }
    }
  }
}
