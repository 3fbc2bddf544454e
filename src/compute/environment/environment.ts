/**
 * One execution environment: a sandbox with a function's code, those who live in it (residents.ts), its log. It runs one invocation at
 * a time; who places invocations is told when it is free again and when it has ended. See life-cycle.ts for its states. An
 * invocation that Lambda ends, because it took too long or because the runtime or an extension ended, resets it: all processes end,
 * the sandbox stays with its /tmp, and others are initialised in it together with the next invocation.
 */
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { type RandomSource, randomHex } from '../../base/random.ts'
import { systemClock } from '../../base/system-clock.ts'
import type { Forward, Sandbox } from '../../sandbox/index.ts'
import type { ApiServer } from '../api/server.ts'
import type { HeldFolder } from '../code/code-cache.ts'
import {
  debuggedInitLimitMs,
  debuggerLookMs,
  debuggerMemoryBytes,
  initLimitMs,
  preparedInitLimitMs,
  resetPatienceMs,
} from '../limits.ts'
import { EnvironmentLog, logStreamName } from '../logs/environment-log.ts'
import { Journal } from '../logs/journal.ts'
import type { InitializationType } from '../logs/platform-events.ts'
import { parametersAndSecretsExtension } from '../runtimes/extension-layers.ts'
import { courierMemoryBytes } from '../telemetry/courier.ts'
import type {
  ComputeSurroundings,
  EnvironmentView,
  FunctionVersion,
  Invocation,
  InvocationReport,
  Outcome,
  RoleCredentials,
  StreamedOutcome,
} from '../types.ts'
import { assignmentOf } from './assignment.ts'
import { externalExtensions } from './extension-processes.ts'
import { type Fault, faultLine, faultPayload, runtimeEnded, timedOut } from './faults.ts'
import type { InitFailure } from './initialise.ts'
import { LifeCycle } from './life-cycle.ts'
import { Meter } from './meter.ts'
import { numbersOf, reportRun, tracingOf } from './report.ts'
import { Residents, type ResidentsListener } from './residents.ts'
import { Resting } from './resting.ts'
import { Run } from './run.ts'
import type { BootedRuntime, RunningRuntime } from './running-runtime.ts'
import type { RuntimePlan } from './runtime-plan.ts'
import type { StopReason } from './stopping.ts'
import { TimeLimit } from './time-limit.ts'

/** What an environment is made of. */
export interface EnvironmentParts {
  readonly version: FunctionVersion
  readonly initializationType: InitializationType
  readonly plan: RuntimePlan
  readonly code: HeldFolder
  readonly layers: HeldFolder | undefined
  readonly credentials: RoleCredentials
  readonly sandbox: Sandbox
  readonly api: ApiServer
  /** A managed runtime that waits in the sandbox. */
  readonly booted?: BootedRuntime | undefined
  /** The sandbox was made for a clone of what runs in this one. */
  readonly template?: Sandbox | undefined
  /** Debuggers may come. */
  readonly debug?: EnvironmentDebugging | undefined
  readonly surroundings: Pick<ComputeSurroundings, 'logs' | 'frontDoor' | 'network'>
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
}

/** What is asked of a debug session. */
export interface EnvironmentDebugging {
  readonly isAttached: boolean
  readonly forwards: readonly Forward[]
  /** Makes the processes inside reachable. */
  enter(sandbox: Sandbox): Promise<void>
}

/** Who places invocations. */
export interface EnvironmentListener {
  /** It may be given the next invocation. */
  onFree(environment: Environment): void
  /** An invocation is over. */
  onRun(environment: Environment, durationMs: number, initMs: number | undefined, crashed: boolean): void
  /** It is not free as soon as {@link Environment.isAlmostFree} promised. */
  onLate(environment: Environment): void
  /** It is gone, or about to go: it takes nothing any more. */
  onOver(environment: Environment): void
}

/** One execution environment. */
export class Environment {
  readonly id: string
  readonly version: FunctionVersion
  readonly initializationType: InitializationType
  /** It serves this tenant alone, once it has served one. */
  tenantId: string | undefined
  invocations = 0
  /** How long it took to initialise, until an invocation has reported it. Unit: milliseconds. */
  initMs: number | undefined
  readonly #parts: EnvironmentParts
  readonly #listener: EnvironmentListener
  readonly #life: LifeCycle
  readonly #journal: Journal
  readonly #resting: Resting
  readonly #meter: Meter
  readonly #hears: ResidentsListener
  #residents: Residents
  #isConcluding = false
  #isDoomed = false
  /** Its invocation is being ended by Lambda. */
  #isFailing = false
  /** It is reset, which takes no time worth speaking of. */
  #comesBack = false
  #extensionNames: readonly string[] = []
  /** An extension failed: none is started a second time until all are. */
  #lasting: InitFailure | undefined
  #run: Run | undefined
  readonly #timeLimit = new TimeLimit(() => {
    if (this.#run) this.#timeOut(this.#run)
  })
  #stopped: Promise<void> | undefined

  constructor(parts: EnvironmentParts, listener: EnvironmentListener) {
    const { version, random, clock, surroundings } = parts
    this.#parts = parts
    this.#listener = listener
    this.id = randomHex(random, 16)
    this.version = version
    this.initializationType = parts.initializationType
    const logger = parts.logger.child({ environment: this.id, function: version.functionName })
    this.#life = new LifeCycle(logger, () => {})
    const log = new EnvironmentLog(surroundings.logs, version, logStreamName(version, this.id, clock.now()))
    this.#journal = new Journal(log, version, clock)
    this.#meter = new Meter(parts.sandbox, version.memoryMb)
    this.#hears = {
      onRuntimeGone: (runtime, end) => this.#runtimeGone(runtime, runtimeEnded(end)),
      onRuntimeBroken: () => {
        if (!this.#run) void this.stop('failure')
      },
      onExtensionGone: (fault) => this.#extensionGone(fault),
    }
    this.#residents = this.#newResidents()
    this.#resting = new Resting({
      sandbox: parts.sandbox,
      logger,
      // A frozen process answers no debugger.
      isIdle: () => this.#life.state === 'idle' && parts.debug === undefined,
      isOver: () => this.#life.isOver || this.#life.state === 'frozen',
      isTelling: () => this.#residents.telemetry.isBusy,
      onFreeze: () => this.#life.move('frozen'),
    })
  }

  get state(): string {
    return this.#life.state
  }

  /** True when it takes an invocation. */
  get isFree(): boolean {
    return this.#life.state === 'idle' || this.#life.state === 'frozen'
  }

  /** It has answered, and is free as soon as its log is complete, or as it has been reset. */
  get isAlmostFree(): boolean {
    return this.#comesBack || (this.#isConcluding && this.#life.state === 'invoking')
  }

  /** It has been initialised, and not ended. */
  get isReady(): boolean {
    return this.#life.state !== 'starting' && this.#life.state !== 'initialising' && !this.#life.isOver
  }

  /** When the invocation began that it runs, by `performance.now()`. */
  get runningSince(): number | undefined {
    return this.#run?.startedAt
  }

  /** Since when it has had nothing to do, by the machine's clock. */
  get idleSince(): number {
    return this.#resting.idleSince
  }

  /** It was made for invocations as they came; it may end when none come. */
  get isSpare(): boolean {
    return this.initializationType !== 'provisioned-concurrency'
  }

  /** Its credentials outlast an invocation that begins now. */
  isFreshFor(spareMs: number): boolean {
    return this.#parts.credentials.expiresAt - this.#parts.clock.now() > this.version.timeoutMs + spareMs
  }

  /** For people to look at. */
  view(): EnvironmentView {
    const { functionArn, version } = this.version
    return {
      id: this.id,
      functionArn,
      version,
      state: this.#life.state,
      memoryBytes: this.#meter.memoryBytes,
      invocations: this.invocations,
      ...(this.isFree ? { idleSince: this.idleSince } : {}),
    }
  }

  /**
   * Puts the code into the sandbox and initialises. Resolves when it is free: also after a failed init, which the first
   * invocation repeats; `beforeFree` is called just before. One that was to be provisioned ends instead. Fails as the sandbox does.
   */
  async start(beforeFree: () => void): Promise<InitFailure | undefined> {
    const { sandbox, api, version, code, layers, surroundings, plan, booted, template, debug } = this.#parts
    const { frontDoor, network } = surroundings
    this.#extensionNames = await externalExtensions(layers?.path)
    // Telemetry has to be brought into an environment that has a network of its own.
    const needsCourier = this.#extensionNames.length > 0 && api.hostAddress === undefined
    await sandbox.assign(
      assignmentOf(
        {
          version,
          plan,
          code: code.path,
          layers: layers?.path,
          api,
          frontDoor,
          network,
          ...(debug ? { moreForwards: debug.forwards } : {}),
        },
        (needsCourier ? courierMemoryBytes : 0) +
          (this.#extensionNames.includes(parametersAndSecretsExtension) ? courierMemoryBytes : 0) +
          (debug ? debuggerMemoryBytes : 0),
      ),
    )
    await debug?.enter(sandbox)
    this.#life.move('initialising')
    const prepared = !this.isSpare
    const limitMs = debug
      ? debuggedInitLimitMs
      : prepared || version.snapStart
        ? Math.max(preparedInitLimitMs, version.timeoutMs)
        : initLimitMs
    const { failure, durationMs } = await this.#residents.initialise('init', limitMs, this.#extensionNames, {
      booted,
      template,
    })
    this.initMs = durationMs
    if (this.#life.isOver) return failure
    if (failure?.errorType.startsWith('Extension.')) this.#lasting = failure
    if (failure && prepared) {
      await this.stop('failure')
      return failure
    }
    beforeFree()
    this.#becomeFree()
    // With an invocation it is measured at the end of that: until then measuring would only take processors from it.
    if (this.isFree) void this.#meter.refresh(true)
    return failure
  }

  /** Runs one invocation; to be called when it is free. */
  invoke(invocation: Invocation, streaming: boolean): Promise<Outcome | StreamedOutcome> {
    if (this.version.tenantIsolation) this.tenantId = invocation.tenantId
    if (this.#resting.isFrozen) return this.#thawAndInvoke(invocation, streaming)
    this.#life.move('invoking')
    if (!this.#residents.runtime) return this.#initialiseAndInvoke(invocation, streaming)
    return this.#begin(invocation, streaming, performance.now()).outcome
  }

  /** Ends it; an invocation under way is cut off. */
  stop(reason: StopReason = 'spindown'): Promise<void> {
    if (!this.#stopped) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#stopped = promise
      this.#stop(reason).then(resolve, resolve)
    }
    return this.#stopped
  }

  // ---- invoking

  #begin(invocation: Invocation, streaming: boolean, startedAt: number, hasFailed = false): Run {
    const { requestId, traceHeader } = invocation
    const { timeoutMs, version } = this.version
    // Runtimes read it as a whole number.
    const leftMs = Math.max(0, timeoutMs - (performance.now() - startedAt))
    const deadline = Math.round(systemClock.now() + leftMs)
    const run: Run = new Run({
      invocation,
      streaming,
      startedAt,
      report: (tail) => this.#report(run, tail),
      resume: () => this.#residents.runtime?.link.resume(),
      onDone: () => this.#done(run),
    })
    this.#run = run
    if (invocation.tail) this.#journal.log.startTail()
    this.#journal.platform({
      type: 'platform.start',
      record: { requestId, version, ...tracingOf(traceHeader) },
    })
    if (hasFailed) return run
    this.#timeLimit.begin(Math.max(0, deadline - systemClock.now()))
    this.#residents.invoke(run, deadline, streaming)
    return run
  }

  async #thawAndInvoke(invocation: Invocation, streaming: boolean): Promise<Outcome | StreamedOutcome> {
    this.#life.move('invoking')
    await this.#resting.thaw()
    if (!this.#residents.runtime) return this.#initialiseAndInvoke(invocation, streaming)
    return this.#begin(invocation, streaming, performance.now()).outcome
  }

  /**
   * Nothing has been initialised, or it failed: that is done within the time of this invocation. What was started is told of in
   * the invocation's duration alone.
   */
  async #initialiseAndInvoke(invocation: Invocation, streaming: boolean): Promise<Outcome | StreamedOutcome> {
    const startedAt = performance.now()
    const { timeoutMs } = this.version
    this.initMs = undefined
    this.#life.move('initialising')
    const failure =
      this.#lasting ??
      (
        await this.#residents.initialise(
          'invoke',
          this.#parts.debug ? debuggedInitLimitMs : timeoutMs,
          this.#extensionNames,
        )
      ).failure
    if (!failure && !this.#life.isOver) {
      this.#life.move('invoking')
      return this.#begin(invocation, streaming, startedAt).outcome
    }
    this.#life.move('invoking')
    const run = this.#begin(invocation, streaming, startedAt, true)
    const { requestId } = invocation
    if (!failure) {
      this.#cutOff(run)
      return run.outcome
    }
    const isTimeout = failure.status === 'timeout'
    if (isTimeout) this.#noteTimeout(requestId)
    const payload = isTimeout ? faultPayload(timedOut(timeoutMs), requestId) : failure.payload(requestId)
    this.#isFailing = true
    this.#comesBack = this.#mayReset
    run.abort(failure.status, { errorType: isTimeout ? 'Sandbox.Timedout' : failure.errorType, payload })
    await this.#conclude(run, performance.now())
    void this.#reset(isTimeout ? 'timeout' : 'failure')
    return run.outcome
  }

  /** The runtime has finished with it; extensions may still work on it. */
  #done(run: Run): void {
    if (this.#run !== run || this.#isFailing) return
    const doneAt = performance.now()
    const { extensions } = this.#residents
    const free = () => {
      if (this.#run !== run || this.#isFailing || this.#life.isOver) return
      this.#timeLimit.end()
      this.#isConcluding = true
      void this.#concludeAndGoOn(run, extensions.isEmpty ? doneAt : performance.now())
    }
    if (extensions.isEmpty || extensions.isReady) free()
    else void extensions.whenReady().then(free)
  }

  #timeOut(run: Run): void {
    if (this.#parts.debug?.isAttached) {
      this.#timeLimit.begin(debuggerLookMs)
      return
    }
    const { requestId } = run.invocation
    const fault = timedOut(this.version.timeoutMs)
    const runtime = this.#residents.killRuntime()
    void this.#endRun(run, runtime, 'timeout', () => this.#noteTimeout(requestId), fault)
  }

  #noteTimeout(requestId: string): void {
    if (this.version.logging.format !== 'Text') return
    const time = new Date(this.#parts.clock.now()).toISOString()
    this.#journal.note(`${time} ${requestId} ${timedOut(this.version.timeoutMs).sentence}\n\n`)
  }

  #runtimeGone(runtime: RunningRuntime, fault: Fault): void {
    if (this.#isConcluding) return
    const residents = this.#residents
    residents.runtime = undefined
    if (this.#run) this.#failRun(this.#run, runtime, fault)
    else void this.stop('failure')
  }

  #extensionGone(fault: Fault): void {
    if (this.#life.isOver || this.#life.state === 'initialising') return
    if (this.#isConcluding) {
      this.#isDoomed = true
      return
    }
    const runtime = this.#residents.killRuntime()
    if (this.#run) this.#failRun(this.#run, runtime, fault)
    else void this.stop('failure')
  }

  #failRun(run: Run, runtime: RunningRuntime | undefined, fault: Fault): void {
    const { requestId } = run.invocation
    const note = () => {
      if (!run.isAnswered && this.version.logging.format === 'Text')
        this.#journal.note(faultLine(fault, requestId))
    }
    void this.#endRun(run, runtime, 'error', note, fault)
  }

  /** An invocation that Lambda ends; its environment is reset. */
  async #endRun(
    run: Run,
    runtime: RunningRuntime | undefined,
    status: 'timeout' | 'error',
    note: () => void,
    fault: Fault,
  ): Promise<void> {
    this.#timeLimit.end()
    if (this.#isFailing) return
    this.#isFailing = true
    const endedAt = performance.now()
    // The last words of the process come before Lambda's.
    if (runtime) await runtime.outputDelivered()
    note()
    this.#comesBack = this.#mayReset
    run.abort(status, { errorType: fault.errorType, payload: faultPayload(fault, run.invocation.requestId) })
    if (run.isAnswered && run.end?.status === 'success') run.end = { status, errorType: fault.errorType }
    runtime?.link.close()
    await this.#conclude(run, endedAt)
    await this.#reset(status === 'timeout' ? 'timeout' : 'failure')
  }

  async #concludeAndGoOn(run: Run, endedAt: number): Promise<void> {
    try {
      await this.#conclude(run, endedAt)
      this.#becomeFree()
    } catch (error) {
      this.#parts.logger.error('An invocation could not be concluded', { error })
    }
  }

  /** Completes the log of an invocation: in the next turn of the event loop, when the response is on its way. */
  async #conclude(run: Run, endedAt: number): Promise<void> {
    await this.#residents.runtime?.outputDelivered()
    const measured = this.#meter.refresh(this.invocations === 0)
    if (measured) await measured
    run.endedAt = endedAt
    const report = this.#report(run, false)
    reportRun(this.#journal, run, report, this.version.memoryMb)
    run.close()
    this.#listener.onRun(
      this,
      report.durationMs,
      report.initMs,
      run.end !== undefined && run.end.status !== 'success',
    )
    this.initMs = undefined
    this.#run = undefined
    this.invocations++
  }

  #report(run: Run, tail: boolean): InvocationReport {
    const { maxMemoryMb } = this.#meter
    const numbers = numbersOf(run, this, maxMemoryMb)
    return tail ? { ...numbers, tail: this.#journal.log.takeTail() } : numbers
  }

  // ---- resting and ending

  #becomeFree(): void {
    this.#isConcluding = false
    // What ended after the response was complete harms the next invocation alone.
    if (this.#isDoomed || this.#residents.runtime?.isBroken) {
      void this.#reset('failure')
      return
    }
    if (!this.#life.move('idle')) return
    this.#comesBack = false
    this.#resting.begin()
    this.#listener.onFree(this)
  }

  /** Environments that are restored from a snapshot are not initialised: another one is restored in place of one that failed. */
  get #mayReset(): boolean {
    return this.initializationType !== 'snap-start'
  }

  /**
   * Ends all processes, and is free again. Source: Lambda Developer Guide, "Understanding the Lambda execution environment
   * lifecycle", "Failures during the invoke phase": the runtime is shut down, then extensions are told, and /tmp stays.
   */
  async #reset(reason: 'timeout' | 'failure'): Promise<void> {
    if (!this.#mayReset) return this.stop(reason)
    if (!this.#life.move('resetting')) return
    const { sandbox, logger } = this.#parts
    const late = this.#residents.takeTime
      ? setTimeout(() => {
          this.#comesBack = false
          this.#listener.onLate(this)
        }, resetPatienceMs)
      : undefined
    try {
      await this.#residents.end(reason)
      if (!this.#life.isOver) await sandbox.endProcesses()
    } catch (error) {
      if (!this.#life.isOver) logger.warn('An environment could not be reset: it ends', { error })
      await this.stop(reason)
    } finally {
      clearTimeout(late)
    }
    if (this.#life.isOver) return
    this.#meter.reset()
    this.#lasting = undefined
    this.#isDoomed = false
    this.#isFailing = false
    this.#residents = this.#newResidents()
    await this.#parts.debug?.enter(sandbox).catch(() => this.stop('failure'))
    this.#becomeFree()
    // For the invocation that comes next, when it does not come at once.
    if (this.#life.state === 'idle') this.#residents.bootAhead()
  }

  #newResidents(): Residents {
    const { version, initializationType, plan, credentials, sandbox, api, random, logger } = this.#parts
    return new Residents(
      {
        environmentId: this.id,
        version,
        initializationType,
        plan,
        credentials,
        sandbox,
        api,
        random,
        logger,
        journal: this.#journal,
      },
      this.#hears,
    )
  }

  async #stop(reason: StopReason): Promise<void> {
    const { sandbox, api, code, layers, logger } = this.#parts
    this.#timeLimit.stop()
    this.#resting.stop()
    this.#comesBack = false
    if (!this.#life.move('stopping')) return
    this.#listener.onOver(this)
    try {
      await this.#resting.thaw()
      const run = this.#run
      this.#run = undefined
      if (run) this.#cutOff(run)
      await this.#residents.end(reason)
      await sandbox.stop()
    } catch (error) {
      logger.error('An environment could not be ended', { error })
    }
    this.#journal.log.handOn()
    await api.close()
    code.release()
    layers?.release()
    this.#life.move('stopped')
  }

  /** The environment ends before the invocation does. */
  #cutOff(run: Run): void {
    const fault = { errorType: 'Runtime.ExitError', sentence: 'Runtime exited with error: signal: killed' }
    const payload = faultPayload(fault, run.invocation.requestId)
    run.abort('error', { errorType: fault.errorType, payload })
    run.close()
  }
}
