/**
 * The lane of one execution on this node: what comes for it waits here in order, and all that has come goes into one commit with
 * what follows from it. Another node may have a lane of the same execution; every commit checks the version of the run's
 * document, so that whoever comes second reads it anew and decides again.
 *
 *     arrivals -> turn (turn.ts) -> one commit: document, history, record, tasks, messages -> act
 *
 * A lane keeps its document in memory only while it has something to do here.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import type { Timer } from '../../../base/clock.ts'
import { type Atomic, atomic, type Store, type Stored } from '../../../store/index.ts'
import type { ExecutionAddress } from '../domain/addresses.ts'
import { readArn } from '../domain/arns.ts'
import type { Happening, MachineSettings, StartTaskCommand } from '../engine.ts'
import { arrivalsPerCommit, commitAttempts } from '../limits.ts'
import { activities, type ExecutionRecord, executions, runKey, type TaskRecord, taskKey } from '../records.ts'
import { commitTurn, type Written } from './commit-turn.ts'
import type { TurnCommit } from './joint-commits.ts'
import type { Compiled } from './programs.ts'
import type { DriverRoom } from './room.ts'
import { nextTimerAt, type Run } from './run.ts'
import { writeTaskToken } from './tokens.ts'
import { type Arrival, firstTurn, nextTurn, type Turn, type TurnRoom } from './turn.ts'

/** What became of an arrival: `absent`, when there is no such run any more. */
export type Arrived = 'taken' | 'ignored' | 'absent'

/** A lane's document as it was read or written last. */
interface Loaded {
  readonly run: Run
  readonly version: number
  readonly compiled: Compiled
  /** As it was read with the run, or written since. */
  readonly record?: Stored<ExecutionRecord>
}

/** An execution that is to be made. */
export interface Creation {
  readonly record: ExecutionRecord
  readonly run: Omit<Run, 'execution'>
  readonly compiled: Compiled
  readonly start: Happening
}

/** A task that was another node's. */
interface TakenOver {
  readonly command: StartTaskCommand
  readonly from: string
}

interface Waiting {
  readonly arrival: Arrival
  readonly resolve: (arrived: Arrived) => void
  readonly reject: (error: unknown) => void
}

export class Lane {
  readonly #room: DriverRoom
  readonly #address: ExecutionAddress
  readonly #onIdle: () => void
  #waiting: Waiting[] = []
  #loaded: Loaded | undefined
  #working = false
  #timer: Timer | undefined

  /** `onIdle` is called when the lane has nothing to do here any more. */
  constructor(room: DriverRoom, address: ExecutionAddress, onIdle: () => void) {
    this.#room = room
    this.#address = address
    this.#onIdle = onIdle
  }

  /** Resolves when what became of it is stored. Fails with what refused it, and as the store does. */
  deliver(arrival: Arrival): Promise<Arrived> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ arrival, resolve, reject })
      this.#go()
    })
  }

  /** Makes the execution. Answers undefined when there is one of that name already. Nothing may have been delivered before. */
  async create(creation: Creation): Promise<ExecutionRecord | undefined> {
    this.#working = true
    try {
      const { store } = this.#room.surroundings
      for (;;) {
        const room = this.#turnRoom(creation.compiled, creation.record.startedAt)
        const turn = await this.#decided(room, (known) => firstTurn(known, creation.run, creation.start))
        if (turn.starts.length > 0 || turn.mapRuns.length > 0) {
          await this.#room.presence.ensure()
          // The node's id may be another now.
          if (this.#room.presence.nodeId !== room.nodeId) continue
        }
        const commit = atomic(store)
        const written = await commitTurn(this.#room, commit, turn, {
          compiled: creation.compiled,
          previous: undefined,
          record: undefined,
          created: creation.record,
        })
        const result = await this.#room.commits.alone(turnCommit(commit, written))
        if (!result.ok) return undefined
        this.#adopt(creation.compiled, turn, written.run, result.version, written.record)
        this.#act(turn, written.run, creation.compiled, true, written.record)
        return written.record ?? creation.record
      }
    } finally {
      this.#working = false
      this.#afterwards()
    }
  }

  /** Stops looking at the time. */
  close(): void {
    this.#timer?.cancel()
  }

  #go(): void {
    if (this.#working) return
    this.#working = true
    void this.#room.surroundings.jobs
      .during(() => this.#work())
      .finally(() => {
        this.#working = false
        this.#afterwards()
      })
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, arrivalsPerCommit)
      try {
        await this.#takeTurn(batch)
      } catch (error) {
        this.#loaded = undefined
        for (const { reject } of batch) reject(error)
      }
    }
  }

  /** Takes a turn with these arrivals; does it again when another node came between. */
  async #takeTurn(all: readonly Waiting[]): Promise<void> {
    const { surroundings, presence } = this.#room
    const { store } = surroundings
    let batch = all
    for (let attempt = 0; attempt < commitAttempts; attempt++) {
      const loaded = this.#loaded ?? (await this.#load())
      if (!loaded) {
        for (const { resolve } of batch) resolve('absent')
        return
      }
      this.#loaded = loaded
      const room = this.#turnRoom(loaded.compiled, loaded.run.lastMs)
      const arrivals = batch.map(({ arrival }) => arrival)
      const turn = await this.#decided(room, (known) => nextTurn(known, loaded.run, arrivals))
      if (turn.unchanged) {
        settle(batch, turn)
        return
      }
      const gainsTasks =
        turn.starts.length > 0 || turn.mapRuns.length > 0 || batch.some(({ arrival }) => arrival.takeOver)
      if (gainsTasks) {
        await presence.ensure()
        if (presence.nodeId !== room.nodeId) continue
      }
      const commit = atomic(store)
      const takenOver = batch.some(({ arrival }) => arrival.takeOver)
        ? await this.#takenOver(loaded.run, turn, batch)
        : []
      const written = await commitTurn(this.#room, commit, turn, {
        compiled: loaded.compiled,
        previous: { run: loaded.run, version: loaded.version },
        record: loaded.record,
        takenOver,
      })
      const endings = endMessages(commit, batch)
      // What messages brought waits for others that they brought at the same time; behind all else there is somebody who waits.
      const { commits } = this.#room
      const parts = turnCommit(commit, written)
      const result = await (endings.length > 0 ? commits.together(parts) : commits.alone(parts))
      if (!result.ok) {
        this.#loaded = undefined
        const lost = endings.find(({ from, to }) => result.failed >= from && result.failed < to)?.waiting
        if (lost) {
          // Its message is another node's by now, which brings it too.
          lost.resolve('ignored')
          batch = batch.filter((one) => one !== lost)
          if (batch.length === 0) return
        }
        continue
      }
      for (const { waiting } of endings) waiting.arrival.ending?.onEnded()
      this.#adopt(loaded.compiled, turn, written.run, result.version, written.record)
      this.#act(turn, written.run, loaded.compiled, false, written.record)
      this.#resume(written.run, takenOver)
      settle(batch, turn)
      return
    }
    throw new AwsError('ConflictException', 'The execution is changed by others at the same time.')
  }

  /** Decides a turn, and once more when it asks for activities that do not exist: those fail their tasks, and with them the execution. */
  async #decided(room: TurnRoom, decide: (room: TurnRoom) => Promise<Turn>): Promise<Turn> {
    const turn = await decide(room)
    if (turn.activities.length === 0) return turn
    const missingActivities = await missingOf(this.#room.surroundings.store, turn)
    if (missingActivities.size === 0) return turn
    return decide({ ...room, settings: { ...room.settings, missingActivities } })
  }

  #turnRoom({ program }: Compiled, notBefore: number): TurnRoom {
    const { surroundings, presence } = this.#room
    const settings: MachineSettings = {
      type: 'STANDARD',
      region: this.#address.region,
      taskToken: (taskId, nonce) => writeTaskToken(this.#address, taskId, nonce),
    }
    return {
      program,
      settings,
      nodeId: presence.nodeId,
      nowMs: Math.max(surroundings.clock.now(), notBefore),
      random: surroundings.random,
    }
  }

  async #load(): Promise<Loaded | undefined> {
    const { surroundings, programs } = this.#room
    const { store } = surroundings
    const { accountId, region, machineName, name, id } = this.#address
    // The record too, which the end of the execution changes: most of what waited ends soon after.
    const [entry, found] = await store.getMany([
      runKey(id),
      executions.storeKey([accountId, region, machineName, name]),
    ])
    if (!entry) return undefined
    const run = entry.value as unknown as Run
    const compiled = await programs.find(store, run)
    const record = found && { value: found.value as unknown as ExecutionRecord, version: found.version }
    return compiled && { run, version: entry.version, compiled, ...(record && { record }) }
  }

  #adopt(
    compiled: Compiled,
    turn: Turn,
    run: Run,
    version: number,
    record: ExecutionRecord | undefined,
  ): void {
    if (turn.complete) {
      this.#loaded = undefined
      return
    }
    // Of a record that this commit did not write, the one that was known before.
    const stored = record === undefined ? this.#loaded?.record : { value: record, version }
    this.#loaded = { run, version, compiled, ...(stored === undefined ? {} : { record: stored }) }
  }

  /** What is to be done now that it is stored. */
  #act(
    turn: Turn,
    run: Run,
    compiled: Compiled,
    created: boolean,
    record: ExecutionRecord | undefined,
  ): void {
    const { runner, presence, observers, mapRuns } = this.#room
    const facts = run.execution.facts
    const more = run.traceHeader === undefined ? {} : { traceHeader: run.traceHeader }
    let taskCount = turn.starts.length
    for (const [taskId, open] of turn.ended) {
      if (open.on === presence.nodeId) {
        taskCount--
        if (turn.cancelled.has(taskId)) runner.cancel(this.#address.id, taskId)
      }
      if (turn.cancelled.has(taskId) && open.stop)
        runner.stopElsewhere(open.stop, this.#room.callerOf(run, open.roleArn))
    }
    presence.add(taskCount)
    for (const command of turn.starts) runner.start({ address: this.#address, command, facts, ...more })
    if (turn.mapRuns.length > 0 || turn.stoppedMapRuns.length > 0) mapRuns.wake()
    observers.note({ run, compiled, turn, created, record })
    if (turn.complete && run.mapState === undefined) this.#room.openExecutions.giveBack(this.#address)
    // Its own answer to itself: behind nothing that has come meanwhile.
    if (turn.continues)
      this.#waiting.unshift({
        arrival: { happening: { type: 'Continue' } },
        resolve: () => {},
        reject: () => {},
      })
  }

  /** Tasks that this turn moves here from another node, with what they are. */
  async #takenOver(run: Run, turn: Turn, batch: readonly Waiting[]): Promise<TakenOver[]> {
    const { store } = this.#room.surroundings
    const found: TakenOver[] = []
    for (const { arrival } of batch) {
      const from = arrival.takeOver?.from
      if (from === undefined) continue
      const taskIds = Object.keys(turn.run.tasks).filter((taskId) => run.tasks[taskId]?.on === from)
      const entries = await store.getMany<TaskRecord>(
        taskIds.map((taskId) => taskKey(from, this.#address.id, taskId)),
      )
      for (const entry of entries) if (entry) found.push({ command: entry.value.command, from })
    }
    return found
  }

  /** Begins the tasks that were another node's. */
  #resume(run: Run, takenOver: readonly TakenOver[]): void {
    const { runner, presence } = this.#room
    const facts = run.execution.facts
    const more = run.traceHeader === undefined ? {} : { traceHeader: run.traceHeader }
    presence.add(takenOver.length)
    for (const { command } of takenOver) runner.start({ address: this.#address, command, facts, ...more })
  }

  #afterwards(): void {
    if (this.#waiting.length > 0) {
      this.#go()
      return
    }
    this.#timer?.cancel()
    const { presence, surroundings } = this.#room
    const run = this.#loaded?.run
    const worksHere = run !== undefined && Object.values(run.tasks).some(({ on }) => on === presence.nodeId)
    const next = run && nextTimerAt(run.timers)
    // A timer of a run without tasks here is a message in the store, but for one that is due already.
    if (run !== undefined && next !== undefined && (worksHere || next <= surroundings.clock.now())) {
      this.#timer = surroundings.clock.setTimer(next, () => {
        this.deliver({}).catch((error: unknown) =>
          surroundings.logger.warn('A timer of an execution could not be handled', { error }),
        )
      })
      return
    }
    if (worksHere) return
    const mapRun = this.#loaded?.record?.value.mapRun
    if (mapRun) this.#room.mapRuns.childRests(mapRun.id, this.#address.name)
    this.#loaded = undefined
    this.#onIdle()
  }
}

/** ARNs of the activities that a turn asks for and that do not exist. */
async function missingOf(store: Store, { activities: commands }: Turn): Promise<ReadonlySet<string>> {
  const missing = new Set<string>()
  for (const arn of new Set(commands.map(({ resource }) => resource.arn))) {
    const named = readArn(arn)
    const key = named?.kind === 'activity' ? [named.accountId, named.region, named.name] : undefined
    if (!key || !(await activities.get(store, key))) missing.add(arn)
  }
  return missing
}

function turnCommit({ changes }: Atomic, { ended }: Written): TurnCommit {
  return ended === undefined ? { changes } : { changes, ended }
}

/** Ends the messages of arrivals in a commit. Answers which changes of it are whose. */
function endMessages(
  commit: Atomic,
  batch: readonly Waiting[],
): { readonly waiting: Waiting; readonly from: number; readonly to: number }[] {
  return batch.flatMap((waiting) => {
    const { ending } = waiting.arrival
    if (!ending) return []
    const from = commit.changes.length
    commit.changes.push(...ending.changes)
    return [{ waiting, from, to: commit.changes.length }]
  })
}

function settle(batch: readonly Waiting[], turn: Turn): void {
  for (const [index, { resolve, reject }] of batch.entries()) {
    const verdict = turn.verdicts[index] ?? 'ignored'
    if (verdict instanceof AwsError) reject(verdict)
    else resolve(verdict)
  }
}
