/** The Map Runs of this node: they begin with commits of executions, and go on here until they are over or the node is. */
import { backoffMs } from '../../../base/backoff.ts'
import { delay } from '../../../base/clock.ts'
import { randomUuid } from '../../../base/random.ts'
import { roleCaller } from '../../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { type Atomic, atomic, type Stored } from '../../../store/index.ts'
import { mapRunArn, readArn } from '../domain/arns.ts'
import type { Driver } from '../driver/driver.ts'
import type { ExpressRuns } from '../driver/express.ts'
import type { MapRuns } from '../driver/map-runs.ts'
import type { CompiledRuns } from '../driver/programs.ts'
import type { Run } from '../driver/run.ts'
import { mapStateNamed, type StartMapRunCommand } from '../engine.ts'
import { openMapRunsMax } from '../limits.ts'
import { type ExecutionRecord, type Mail, mailQueue, plain } from '../records.ts'
import { resultOf, uuidOf } from './children.ts'
import { Coordinator, LostMapRun } from './coordinator.ts'
import {
  inputKey,
  type MapRunInput,
  type MapRunOrder,
  type MapRunRecord,
  mapRuns,
  type Notice,
  noCounts,
  noticeQueue,
  orderQueue,
} from './records.ts'
import type { CoordinatorRoom } from './room.ts'

/** Parts of the node that are there once it is whole. */
export interface NodeParts {
  readonly driver: Driver
  readonly express: ExpressRuns
}

const restart = { firstMs: 200, longestMs: 10_000, factor: 2 }

export class MapRunCoordinators implements MapRuns {
  readonly #surroundings: BackgroundSurroundings
  readonly #programs: CompiledRuns
  readonly #parts: () => NodeParts
  readonly #room: CoordinatorRoom
  readonly #running = new Map<string, Promise<void>>()
  /** Those that run children, by the Map Run's id. */
  readonly #coordinators = new Map<string, Coordinator>()
  readonly #stopping = new AbortController()
  /** There are more than may run at once. */
  #waiting = false

  constructor(surroundings: BackgroundSurroundings, programs: CompiledRuns, parts: () => NodeParts) {
    this.#surroundings = surroundings
    this.#programs = programs
    this.#parts = parts
    this.#room = {
      surroundings,
      driver: () => parts().driver,
      express: () => parts().express,
      callerOf: (record, { roleArn, traceHeader }) =>
        roleCaller(record, roleArn, record.execution.name, {
          causes: [mapRunArn(record, record.machineName, record.id)],
          ...(traceHeader !== undefined && { traceHeader }),
        }),
    }
    surroundings.jobs.handle<MapRunOrder>(orderQueue, ({ value }) => this.#obey(value))
  }

  start(commit: Atomic, run: Run, command: StartMapRunCommand, nodeId: string): void {
    const { taskId, stateName, redriveOf } = command
    const execution = run.address
    if (redriveOf !== undefined) {
      commit.enqueue(orderQueue, { type: 'redrive', arn: redriveOf, execution, taskId } satisfies MapRunOrder)
      return
    }
    const { accountId, region } = execution
    const id = randomUuid(this.#surroundings.random)
    const { maxConcurrency, toleratedFailureCount: count, toleratedFailurePercentage: percentage } = command
    const record: MapRunRecord = {
      accountId,
      region,
      id,
      machineName: `${execution.machineName.split('/')[0]}/${labelOf(run, command)}`,
      execution,
      taskId,
      machineId: run.machineId,
      revision: run.revision,
      stateName,
      executionType: command.executionType,
      status: 'RUNNING',
      phase: 'reading',
      on: nodeId,
      maxConcurrency,
      ...(count !== undefined && { toleratedFailureCount: count }),
      ...(percentage !== undefined && { toleratedFailurePercentage: percentage }),
      items: noCounts,
      executions: noCounts,
      startedAt: run.lastMs,
      redriveCount: 0,
    }
    const input: MapRunInput = {
      scope: command.scope,
      ...(command.items !== undefined && { items: command.items }),
      roleArn: run.execution.facts.roleArn,
      ...(run.traceHeader !== undefined && { traceHeader: run.traceHeader }),
    }
    mapRuns.put(commit, record, undefined)
    commit.set(inputKey(id), plain(input))
    const event = { type: 'MapRunStarted', taskId, mapRunArn: mapRunArn(record, record.machineName, id) }
    commit.enqueue(mailQueue, { execution, event } satisfies Mail)
  }

  stop(commit: Atomic, run: Run, taskId: string): void {
    commit.enqueue(orderQueue, { type: 'stop', executionId: run.address.id, taskId } satisfies MapRunOrder)
  }

  /** Lets go of all: another node, or the next start, goes on with them. */
  async close(): Promise<void> {
    this.#stopping.abort(new Error('The server stops'))
    await Promise.all(this.#running.values())
  }

  childEnded(commit: Atomic, record: ExecutionRecord): void {
    if (!record.mapRun) return
    const notice: Notice = { type: 'ended', name: record.name, result: resultOf(record) }
    commit.enqueue(noticeQueue(record.mapRun.id), plain(notice))
  }

  childRests(mapRunId: string, name: string): void {
    this.#coordinators.get(mapRunId)?.childRests(name)
  }

  wake(): void {
    void this.#surroundings.jobs
      .during(() => this.#look())
      .catch((error: unknown) =>
        this.#surroundings.logger.warn('Map Runs of this node could not be looked up', { error }),
      )
  }

  async takeOver(nodeId: string): Promise<void> {
    const { store } = this.#surroundings
    const { presence } = this.#parts().driver
    for (;;) {
      const { items } = await mapRuns.listBy(store, 'node', { prefix: [nodeId] })
      if (items.length === 0) break
      await presence.ensure()
      for (const stored of items) {
        const commit = atomic(store)
        mapRuns.put(commit, { ...stored.value, on: presence.nodeId }, stored)
        await commit.commit()
      }
    }
    await this.#look()
  }

  /** Goes on with what this node has. */
  async #look(): Promise<void> {
    const { presence } = this.#parts().driver
    const { items } = await mapRuns.listBy(this.#surroundings.store, 'node', { prefix: [presence.nodeId] })
    for (const stored of items) this.#begin(stored)
  }

  #begin(stored: Stored<MapRunRecord>): void {
    const { id } = stored.value
    if (this.#running.has(id) || this.#stopping.signal.aborted) return
    // It waits until another one is over. Source: Developer Guide, "Step Functions service quotas".
    if (this.#running.size >= openMapRunsMax) {
      this.#waiting = true
      return
    }
    const { presence } = this.#parts().driver
    presence.add(1)
    const running = this.#run(stored).finally(() => {
      presence.add(-1)
      this.#running.delete(id)
      if (!this.#waiting) return
      this.#waiting = false
      this.wake()
    })
    this.#running.set(id, running)
  }

  /** Runs it, and again when the store or a defect ends it. */
  async #run(first: Stored<MapRunRecord>): Promise<void> {
    const { store, logger, clock, random } = this.#surroundings
    const { signal } = this.#stopping
    let stored: Stored<MapRunRecord> | undefined = first
    for (let failures = 0; stored?.value.status === 'RUNNING' && !signal.aborted; ) {
      const { accountId, region, id, on }: MapRunRecord = stored.value
      try {
        const coordinator = await this.#coordinator(stored)
        if (!coordinator) return
        this.#coordinators.set(id, coordinator)
        await coordinator.run(signal)
      } catch (error) {
        if (error instanceof LostMapRun) return
        failures++
        logger.error('A Map Run was interrupted; it goes on', { mapRun: id, error })
        await delay(clock, backoffMs(restart, failures, random), signal).catch(() => {})
      } finally {
        this.#coordinators.delete(id)
      }
      if (signal.aborted) return
      stored = await mapRuns.get(store, [accountId, region, id]).catch(() => stored)
      if (stored?.value.on !== on) return
    }
  }

  async #coordinator(stored: Stored<MapRunRecord>): Promise<Coordinator | undefined> {
    const { store } = this.#surroundings
    const { machineId, revision, stateName, id } = stored.value
    const compiled = await this.#programs.find(store, { machineId, revision })
    const input = await store.get<MapRunInput & Record<string, never>>(inputKey(id))
    const state = compiled && mapStateNamed(compiled.program, stateName)
    if (!compiled || !input || !state) return undefined
    return new Coordinator(this.#room, stored, compiled, state, input.value as MapRunInput)
  }

  async #obey(order: MapRunOrder): Promise<undefined> {
    const { store, clock } = this.#surroundings
    if (order.type === 'stop') {
      const { items } = await mapRuns.listBy(store, 'task', { prefix: [order.executionId, order.taskId] })
      const [found] = items
      if (found?.value.status === 'RUNNING') {
        await atomic(store).enqueue(noticeQueue(found.value.id), { type: 'stop' }).commit()
      }
      return undefined
    }
    const { presence } = this.#parts().driver
    const named = readArn(order.arn)
    if (named?.kind !== 'mapRun') return undefined
    for (;;) {
      const stored = await mapRuns.get(store, [named.accountId, named.region, named.uuid])
      if (!stored || stored.value.taskId === order.taskId) break
      await presence.ensure()
      const { stoppedAt: _, unread, ...record } = stored.value
      const redriveCount = record.redriveCount + 1
      const commit = atomic(store)
      const { taskId, execution, arn } = order
      mapRuns.put(
        commit,
        {
          ...record,
          taskId,
          execution,
          status: 'RUNNING',
          phase: unread ? 'reading' : 'running',
          on: presence.nodeId,
          redriveCount,
          redrivenAt: clock.now(),
        },
        stored,
      )
      const event = { type: 'MapRunStarted', taskId, mapRunArn: arn, redriveCount }
      commit.enqueue(mailQueue, { execution, event } satisfies Mail)
      if ((await commit.commit()).ok) break
    }
    await this.#look()
    return undefined
  }
}

/** A label that is not given is made up, the same for each run of a definition. */
function labelOf({ machineId, revision }: Run, { label, stateName }: StartMapRunCommand): string {
  return label ?? uuidOf(`${machineId}/${revision}/${stateName}`)
}
