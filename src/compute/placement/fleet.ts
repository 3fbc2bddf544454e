/**
 * Places invocations. Each goes to a free environment of its function version, the one used last, so that the others can rest and
 * end; provisioned ones come first. Where none is free a new one is started, unless those at work will be free sooner (pace.ts), and
 * the invocation takes whichever becomes free first. When the machine holds as many as it may, the one that has rested longest makes
 * room; when none rests, invocations wait in order, for a while.
 */
import { availableParallelism, totalmem } from 'node:os'
import type { Logger } from '../../base/logger.ts'
import { systemClock } from '../../base/system-clock.ts'
import type { Environment, EnvironmentListener } from '../environment/environment.ts'
import {
  capacityWaitMs,
  credentialSpareMs,
  drainMs,
  eagerPerProcessor,
  environmentsMax,
  idleEnvironmentMs,
  makingMax,
  waitingMax,
} from '../limits.ts'
import type { InitializationType } from '../logs/platform-events.ts'
import { NotWanted } from '../pools/workshop.ts'
import {
  ComputeError,
  type EnvironmentView,
  type FunctionVersion,
  type Invocation,
  type Outcome,
  type StreamedOutcome,
} from '../types.ts'
import { Pace } from './pace.ts'

/** Makes an environment that has not been started yet. Fails with a ComputeError. */
export type MakeEnvironment = (
  version: FunctionVersion,
  type: InitializationType,
  listener: EnvironmentListener,
  /** Asked again when it has had to wait for its turn. */
  isWanted: () => boolean,
) => Promise<Environment>

interface Waiter {
  readonly invocation: Invocation
  readonly streaming: boolean
  readonly resolve: (outcome: Promise<Outcome | StreamedOutcome>) => void
  readonly reject: (error: unknown) => void
  timer?: NodeJS.Timeout
}

/** What belongs to one key. */
export interface Group {
  version: FunctionVersion
  /** Free ones; the last is the one used last. */
  readonly free: Environment[]
  readonly all: Set<Environment>
  readonly waiting: Waiter[]
  readonly pace: Pace
  starting: number
  /** Of those that start, such as have not got a sandbox yet. */
  making: number
  retired: boolean
  /** What is wanted is about to be looked at. */
  isLooking: boolean
  /** Invocations wait for environments at work; when these do not come, they are looked at again. */
  patience?: NodeJS.Timeout | undefined
}

/** What happened, for metrics. */
export interface FleetCounts {
  coldStarts: number
  invocations: number
  crashes: number
  durationMs: number
  initMs: number
}

/** All environments of one server. */
export class Fleet implements EnvironmentListener {
  readonly counts: FleetCounts = { coldStarts: 0, invocations: 0, crashes: 0, durationMs: 0, initMs: 0 }
  readonly #make: MakeEnvironment
  readonly #logger: Logger
  readonly #most: number
  readonly #groups = new Map<string, Group>()
  readonly #sweep: NodeJS.Timeout
  /** Environments there are, or are about to be. */
  #count = 0
  #waitingCount = 0
  /** Keys whose invocations wait because there is no room, in order. */
  readonly #blocked = new Set<Group>()
  readonly #ending = new Set<Promise<void>>()
  #stopping = false
  #isSweeping = false
  /** How many environments a version may have; one that is debugged has one. */
  mostOf: (version: FunctionVersion) => number = () => Number.POSITIVE_INFINITY
  /** Told when an environment is over or free: provisioned concurrency looks after its own. */
  onChange: (group: Group) => void = () => {}

  constructor(make: MakeEnvironment, logger: Logger, most: number = environmentsMax(totalmem())) {
    this.#make = make
    this.#logger = logger
    this.#most = most
    this.#sweep = setInterval(() => void this.#endIdle(), 30_000).unref()
  }

  /** Invocations that wait. */
  get waitingCount(): number {
    return this.#waitingCount
  }

  get views(): EnvironmentView[] {
    return [...this.#groups.values()].flatMap(({ all }) => [...all].map((environment) => environment.view()))
  }

  /** Runs an invocation in an environment of its version. Fails with a ComputeError. */
  invoke(
    version: FunctionVersion,
    invocation: Invocation,
    streaming: boolean,
  ): Promise<Outcome | StreamedOutcome> {
    if (this.#stopping) return Promise.reject(new ComputeError('stopping', 'The server stops.'))
    this.counts.invocations++
    const group = this.group(version)
    const environment = this.#takeFree(group, invocation)
    if (environment) return environment.invoke(invocation, streaming)
    if (this.#waitingCount >= waitingMax)
      return Promise.reject(new ComputeError('no capacity', 'Too many invocations wait for an environment.'))
    return new Promise((resolve, reject) => {
      group.waiting.push({ invocation, streaming, resolve, reject })
      this.#waitingCount++
      this.#startSoon(group)
    })
  }

  /** The group of a version. */
  group(version: FunctionVersion): Group {
    let group = this.#groups.get(version.key)
    if (!group) {
      group = {
        version,
        free: [],
        all: new Set(),
        waiting: [],
        pace: new Pace(),
        starting: 0,
        making: 0,
        retired: false,
        isLooking: false,
      }
      this.#groups.set(version.key, group)
    }
    group.retired = false
    return group
  }

  /** Starts an environment beside invocations. Answers what went wrong; undefined when it is free. */
  async startOne(group: Group, type: InitializationType): Promise<string | undefined> {
    if (!this.#makeRoom(group)) return 'There is no room for another environment on this machine.'
    return this.#start(group, type)
  }

  /** Ends all environments of a key: those at work when they have finished. */
  async retire(key: string): Promise<void> {
    const group = this.#groups.get(key)
    if (!group) return
    group.retired = true
    await Promise.all(group.free.splice(0).map((environment) => environment.stop()))
    this.#forgetEmpty(group)
  }

  /**
   * Ends all environments of a version, whatever its configuration was; those at work when they have finished. One that initialises ends
   * too: it may wait for a debugger that never comes.
   */
  async renew({ functionArn, version }: Pick<FunctionVersion, 'functionArn' | 'version'>): Promise<void> {
    const groups = [...this.#groups.values()].filter(
      (group) => group.version.functionArn === functionArn && group.version.version === version,
    )
    const initialising = groups.flatMap(({ all }) => [...all].filter(({ state }) => state === 'initialising'))
    await Promise.all([
      ...groups.map((group) => this.retire(group.version.key)),
      ...initialising.map((environment) => environment.stop('failure')),
    ])
  }

  /** No environment of this key is left, or about to come. */
  isEmpty(key: string): boolean {
    const group = this.#groups.get(key)
    return !group || (group.all.size === 0 && group.starting === 0)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#sweep)
    for (const group of this.#groups.values())
      for (const waiter of group.waiting.splice(0))
        this.#release(waiter).reject(new ComputeError('stopping', 'The server stops.'))
    const all = [...this.#groups.values()].flatMap((group) => [...group.all])
    await Promise.all(
      all.map(async (environment) => {
        if (environment.state === 'invoking') await this.#untilFree(environment)
        await environment.stop()
      }),
    )
    await Promise.all(this.#ending)
  }

  // ---- what environments tell

  onFree(environment: Environment): void {
    const group = this.#groups.get(environment.version.key)
    // Who waited when the version was retired is still served by it: otherwise one environment after the other would be made for it in vain.
    const isOver = group?.retired === true && group.waiting.length === 0
    if (!group || isOver || this.#stopping || !environment.isFreshFor(credentialSpareMs)) {
      void this.#end(environment)
      return
    }
    const index = group.waiting.findIndex(({ invocation }) => suits(environment, invocation))
    const [waiter] = index < 0 ? [] : group.waiting.splice(index, 1)
    if (waiter) {
      this.#release(waiter).resolve(environment.invoke(waiter.invocation, waiter.streaming))
      return
    }
    if (group.retired || (this.#blocked.size > 0 && environment.isSpare)) {
      void this.#end(environment)
      return
    }
    group.free.push(environment)
    this.onChange(group)
  }

  onRun(environment: Environment, durationMs: number, initMs: number | undefined, crashed: boolean): void {
    this.#groups.get(environment.version.key)?.pace.ran(durationMs)
    this.counts.durationMs += durationMs
    this.counts.initMs += initMs ?? 0
    if (crashed) this.counts.crashes++
  }

  onLate(environment: Environment): void {
    const group = this.#groups.get(environment.version.key)
    if (group) this.#startFor(group)
  }

  onOver(environment: Environment): void {
    const group = this.#groups.get(environment.version.key)
    if (!group?.all.delete(environment)) return
    const at = group.free.indexOf(environment)
    if (at >= 0) group.free.splice(at, 1)
    this.#count--
    const ending = environment
      .stop()
      .catch(() => {})
      .finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
    if (this.#stopping) return
    this.onChange(group)
    this.#startFor(group)
    for (const blocked of [...this.#blocked]) this.#startFor(blocked)
    this.#forgetEmpty(group)
  }

  // ---- placing

  #takeFree(group: Group, invocation: Invocation): Environment | undefined {
    const { free } = group
    let chosen: Environment | undefined
    for (let index = free.length - 1; index >= 0; index--) {
      const environment = free[index]
      if (!environment || !suits(environment, invocation)) continue
      if (!environment.isFreshFor(credentialSpareMs)) {
        free.splice(index, 1)
        void this.#end(environment)
        continue
      }
      chosen ??= environment
      // Provisioned ones have been paid for.
      if (!environment.isSpare) {
        chosen = environment
        break
      }
      if (!invocation.provisioned) break
    }
    if (chosen) free.splice(free.indexOf(chosen), 1)
    return chosen
  }

  /**
   * Starts what is wanted when all has been heard that has happened by now: after a pause, however it came, answers of those at work lie
   * beside the invocations that came meanwhile, and what they answer is free.
   */
  #startSoon(group: Group): void {
    if (group.isLooking) return
    group.isLooking = true
    setImmediate(() => {
      group.isLooking = false
      this.#startFor(group)
    })
  }

  /** Starts environments until as many are on their way as those that wait are in want of. */
  #startFor(group: Group): void {
    if (group.waiting.length === 0) {
      this.#blocked.delete(group)
      return
    }
    const wanted = startsWanted(group)
    while (!this.#stopping && group.starting < wanted && group.making < makingMax) {
      // Who waits gets the one there is, when it is free.
      if (group.all.size + group.starting >= this.mostOf(group.version)) {
        this.#blocked.delete(group)
        return
      }
      if (!this.#makeRoom(group)) {
        this.#blocked.add(group)
        for (const waiter of group.waiting) this.#waitForRoom(group, waiter)
        return
      }
      this.#start(group, group.version.snapStart ? 'snap-start' : 'on-demand').then(
        (problem) => {
          if (problem !== undefined) this.#logger.debug('An environment failed to initialise', { problem })
        },
        (error: unknown) => {
          if (this.#stopping) return
          if (error instanceof NotWanted) {
            this.#startSoon(group)
            return
          }
          const [waiter] = group.waiting.splice(0, 1)
          if (waiter) this.#release(waiter).reject(error)
          else this.#logger.error('An environment could not be started', { error })
        },
      )
    }
    this.#blocked.delete(group)
    if (group.starting >= group.waiting.length) return
    group.patience ??= setTimeout(() => {
      group.patience = undefined
      this.#startSoon(group)
    }, group.pace.startMs(performance.now())).unref()
  }

  async #start(group: Group, type: InitializationType): Promise<string | undefined> {
    this.#count++
    group.starting++
    let isStarting = true
    const over = group.pace.starts(performance.now())
    const started = () => {
      if (isStarting) group.starting--
      isStarting = false
      over(performance.now(), environment !== undefined)
    }
    let environment: Environment | undefined
    try {
      // Others may have become free meanwhile and have taken all that waited.
      const isWanted = () => type === 'provisioned-concurrency' || group.starting <= startsWanted(group)
      group.making++
      try {
        environment = await this.#make(group.version, type, this, isWanted)
      } finally {
        group.making--
        if (group.waiting.length > 0) this.#startSoon(group)
      }
      group.all.add(environment)
      this.counts.coldStarts++
      if (this.#stopping) {
        void environment.stop()
        throw new ComputeError('stopping', 'The server stops.')
      }
      // What becomes free takes a waiting invocation, so it is no longer on its way by then.
      const failure = await environment.start(started)
      started()
      return failure?.errorType
    } catch (error) {
      started()
      if (!environment) this.#count--
      else await environment.stop('failure')
      throw error instanceof ComputeError || error instanceof NotWanted
        ? error
        : new ComputeError('no capacity', 'An execution environment could not be started.', { cause: error })
    }
  }

  /** Whether there is room for one more; the one that has rested longest may have to go. */
  #makeRoom(group: Group): boolean {
    if (this.#count < this.#most) return true
    let oldest: Environment | undefined
    for (const { free } of this.#groups.values()) {
      for (const environment of free) {
        if (!environment.isSpare) continue
        if (!oldest || environment.idleSince < oldest.idleSince) oldest = environment
      }
    }
    if (!oldest || (oldest.version.key === group.version.key && !group.version.tenantIsolation)) return false
    void this.#end(oldest)
    return this.#count < this.#most
  }

  #waitForRoom(group: Group, waiter: Waiter): void {
    waiter.timer ??= setTimeout(() => {
      const at = group.waiting.indexOf(waiter)
      if (at < 0) return
      group.waiting.splice(at, 1)
      if (group.waiting.length === 0) this.#blocked.delete(group)
      this.#release(waiter).reject(
        new ComputeError('no capacity', 'All execution environments that this machine holds are busy.'),
      )
    }, capacityWaitMs).unref()
  }

  #release(waiter: Waiter): Waiter {
    clearTimeout(waiter.timer)
    this.#waitingCount--
    return waiter
  }

  // ---- ending

  #end(environment: Environment): Promise<void> {
    return environment.stop().catch((error: unknown) => {
      this.#logger.error('An environment could not be ended', { error })
    })
  }

  /** Ends what has rested long, one after the other: many that were started together would take all processors to end together. */
  async #endIdle(): Promise<void> {
    if (this.#isSweeping) return
    this.#isSweeping = true
    const before = systemClock.now() - idleEnvironmentMs
    const isSpent = (environment: Environment) =>
      (environment.isSpare && environment.idleSince < before) || !environment.isFreshFor(credentialSpareMs)
    for (const environment of [...this.#groups.values()].flatMap(({ free }) => free)) {
      if (this.#stopping) break
      // It may have got work meanwhile.
      if (environment.isFree && isSpent(environment)) await this.#end(environment)
    }
    this.#isSweeping = false
  }

  async #untilFree(environment: Environment): Promise<void> {
    const until = performance.now() + drainMs
    while (environment.state === 'invoking' && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 10))
  }

  #forgetEmpty(group: Group): void {
    if (group.all.size > 0 || group.starting > 0 || group.waiting.length > 0) return
    if (this.#groups.get(group.version.key) === group && group.retired) this.#groups.delete(group.version.key)
  }
}

/** Asked once: Node.js reads files of the machine for each answer. */
const eager = eagerPerProcessor * availableParallelism()

/** How many environments are to be on their way. Callers that come one after the other get the one that completes its log. */
function startsWanted(group: Group): number {
  const { version, all, waiting, pace } = group
  // Whom an environment suits is known when it is free.
  if (version.tenantIsolation) return waiting.length - servedSoon(group)
  const now = performance.now()
  let [ready, almostFree, moving] = [0, 0, 0]
  for (const environment of all) {
    if (!environment.isReady) continue
    ready++
    if (environment.isAlmostFree) almostFree++
    else if (environment.isFree) continue
    else if (pace.isUsual(now - (environment.runningSince ?? now), now)) moving++
  }
  return pace.startsWanted({ waiting: waiting.length, ready, almostFree, moving, eager }, now)
}

/** How many of those that wait suit an environment that has answered and only completes its log. */
function servedSoon({ all, waiting }: Group): number {
  const soon = [...all].filter(({ isAlmostFree }) => isAlmostFree)
  const left = [...waiting]
  for (const environment of soon) {
    const index = left.findIndex(({ invocation }) => suits(environment, invocation))
    if (index >= 0) left.splice(index, 1)
  }
  return waiting.length - left.length
}

/** Environments of functions with tenant isolation serve one tenant alone. */
function suits(environment: Environment, invocation: Invocation): boolean {
  return environment.tenantId === undefined || environment.tenantId === invocation.tenantId
}
