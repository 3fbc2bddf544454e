/**
 * One execution environment: a sandbox with a function's code, the runtime in it, its extensions, its log. It runs one invocation
 * at a time; who places invocations is told when it is free again and when it has ended. See life-cycle.ts for its states.
 */
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { type RandomSource, randomHex } from '../../base/random.ts'
import { systemClock } from '../../base/system-clock.ts'
import type { ProcessEnd, Sandbox } from '../../sandbox/index.ts'
import { ExtensionSet } from '../api/extensions.ts'
import { HttpRuntime } from '../api/http-runtime.ts'
import type { ApiServer } from '../api/server.ts'
import type { HeldFolder } from '../code/code-cache.ts'
import { freezeAfterMs, initLimitMs, preparedInitLimitMs, telemetryGraceMs } from '../limits.ts'
import { EnvironmentLog, logStreamName } from '../logs/environment-log.ts'
import { Journal } from '../logs/journal.ts'
import type { InitializationType } from '../logs/platform-events.ts'
import { Courier, courierMemoryBytes } from '../telemetry/courier.ts'
import { DirectDelivery } from '../telemetry/delivery.ts'
import { TelemetryHub } from '../telemetry/hub.ts'
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
import { ExtensionProcesses, externalExtensions } from './extension-processes.ts'
import { extensionEnded, type Fault, faultLine, faultPayload, runtimeEnded, timedOut } from './faults.ts'
import { type InitFailure, initialise } from './initialise.ts'
import { LifeCycle } from './life-cycle.ts'
import { Meter } from './meter.ts'
import { numbersOf, reportRun } from './report.ts'
import { Run } from './run.ts'
import type { BootedRuntime, RunningRuntime } from './running-runtime.ts'
import type { RuntimePlan } from './runtime-plan.ts'
import { endEnvironment, type StopReason } from './stopping.ts'
import { extensionVariables, functionVariables, type VariableFacts } from './variables.ts'

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
  readonly surroundings: Pick<ComputeSurroundings, 'logs' | 'frontDoor' | 'network'>
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
}

/** Who places invocations. */
export interface EnvironmentListener {
  /** It may be given the next invocation. */
  onFree(environment: Environment): void
  /** An invocation is over. */
  onRun(durationMs: number, initMs: number | undefined, crashed: boolean): void
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
  /** Since when it has had nothing to do, by the machine's clock. */
  idleSince = systemClock.now()
  /** How long it took to initialise, until an invocation has reported it. Unit: milliseconds. */
  initMs: number | undefined
  readonly #parts: EnvironmentParts
  readonly #listener: EnvironmentListener
  readonly #life: LifeCycle
  readonly #journal: Journal
  readonly #extensions: ExtensionSet
  readonly #extensionProcesses: ExtensionProcesses
  readonly #meter: Meter
  #http: HttpRuntime | undefined
  #runtime: RunningRuntime | undefined
  #booted: BootedRuntime | undefined
  #isConcluding = false
  #isDoomed = false
  #extensionNames: readonly string[] = []
  /** Extensions are not started a second time. */
  #lasting: InitFailure | undefined
  #run: Run | undefined
  #runTimer: NodeJS.Timeout | undefined
  #freezeTimer: NodeJS.Timeout | undefined
  #freezing: Promise<void> | undefined
  #stopped: Promise<void> | undefined

  constructor(parts: EnvironmentParts, listener: EnvironmentListener) {
    const { version, random, clock, surroundings } = parts
    this.#parts = parts
    this.#listener = listener
    this.id = randomHex(random, 16)
    this.version = version
    this.initializationType = parts.initializationType
    this.#booted = parts.booted
    const logger = parts.logger.child({ environment: this.id, function: version.functionName })
    this.#life = new LifeCycle(logger, () => {})
    const log = new EnvironmentLog(surroundings.logs, version, logStreamName(version, this.id, clock.now()))
    const telemetry = new TelemetryHub({
      // Without a network of its own an environment listens where the server does.
      delivery: parts.api.hostAddress === undefined ? new Courier(parts.sandbox) : new DirectDelivery(),
      now: () => clock.now(),
      onEvent: (event) => this.#journal.platform(event),
      isJson: version.logging.format === 'JSON',
    })
    this.#journal = new Journal(log, telemetry, version, clock)
    this.#extensions = new ExtensionSet(random)
    this.#extensionProcesses = new ExtensionProcesses(this.#extensions, this.#journal, (name, end) =>
      this.#extensionEnded(name, end),
    )
    this.#meter = new Meter(parts.sandbox, version.memoryMb)
  }

  get state(): string {
    return this.#life.state
  }

  /** True when it takes an invocation. */
  get isFree(): boolean {
    return this.#life.state === 'idle' || this.#life.state === 'frozen'
  }

  /** It has answered, and is free as soon as its log is complete. */
  get isAlmostFree(): boolean {
    return this.#isConcluding && this.#life.state === 'invoking'
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
    const { sandbox, api, version, code, layers, surroundings, plan } = this.#parts
    const { frontDoor, network } = surroundings
    this.#extensionNames = await externalExtensions(layers?.path)
    // Telemetry has to be brought into an environment that has a network of its own.
    const needsCourier = this.#extensionNames.length > 0 && api.hostAddress === undefined
    await sandbox.assign(
      assignmentOf(
        { version, plan, code: code.path, layers: layers?.path, api, frontDoor, network },
        needsCourier ? courierMemoryBytes : 0,
      ),
    )
    if (plan.speaks === 'runtime-api') this.#http = new HttpRuntime()
    this.#serveApi()
    this.#life.move('initialising')
    const prepared = !this.isSpare
    const limitMs =
      prepared || version.snapStart ? Math.max(preparedInitLimitMs, version.timeoutMs) : initLimitMs
    const failure = await this.#initialise('init', limitMs)
    if (this.#life.isOver) return failure
    if (failure?.errorType.startsWith('Extension.')) this.#lasting = failure
    if (failure && prepared) {
      await this.stop('failure')
      return failure
    }
    void this.#meter.refresh(true)
    beforeFree()
    this.#becomeFree()
    return failure
  }

  /** Runs one invocation; to be called when it is free. */
  invoke(invocation: Invocation, streaming: boolean): Promise<Outcome | StreamedOutcome> {
    if (this.version.tenantIsolation) this.tenantId = invocation.tenantId
    if (this.#freezing) return this.#thawAndInvoke(invocation, streaming)
    this.#life.move('invoking')
    if (!this.#runtime) return this.#initialiseAndInvoke(invocation, streaming)
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

  // ---- beginning

  #serveApi(): void {
    const { api, version, logger } = this.#parts
    api.serve({
      extensions: this.#extensions,
      telemetry: this.#journal.telemetry,
      version,
      logger,
      ...(this.#http ? { runtime: this.#http } : {}),
    })
  }

  async #initialise(phase: 'init' | 'invoke', limitMs: number): Promise<InitFailure | undefined> {
    const { sandbox, version, plan } = this.#parts
    const facts = this.#variableFacts()
    const booted = this.#booted
    this.#booted = undefined
    if (phase === 'invoke' && this.#http) {
      this.#http = new HttpRuntime()
      this.#serveApi()
    }
    const inside = facts.inside
    const result = await initialise({
      phase,
      limitMs,
      version,
      initializationType: this.initializationType,
      plan,
      sandbox,
      booted,
      template: phase === 'init' ? this.#parts.template : undefined,
      http: this.#http,
      journal: this.#journal,
      extensions: this.#extensions,
      instanceId: this.id,
      assignment: {
        env: functionVariables(facts),
        handler: version.handler ?? '',
        taskRoot: inside('/var/task'),
        layersRoot: inside('/opt'),
        workingDirectory: version.image?.workingDirectory ?? inside('/var/task'),
        sdkPaths: plan.sdkPaths(inside),
        snapStart: this.initializationType === 'snap-start',
      },
      startExtensions: async () => {
        if (phase === 'invoke') return undefined
        const names = this.#extensionNames
        if (names.length === 0) return undefined
        const folder = `${inside('/opt')}/extensions`
        return this.#extensionProcesses.start(names, sandbox, folder, extensionVariables(facts))
      },
    })
    if (phase === 'init') this.initMs = result.durationMs
    if (result.runtime) {
      const { runtime } = result
      this.#runtime = runtime
      runtime.gone.then((end) => this.#runtimeGone(runtime, end)).catch(() => {})
      runtime.onBroken = () => {
        if (!this.#run && this.#runtime === runtime) void this.stop('failure')
      }
    }
    return result.failure
  }

  #variableFacts(): VariableFacts {
    const { version, credentials, sandbox, plan } = this.#parts
    const inside = (target: string) => sandbox.pathOf(target)
    return {
      version,
      credentials,
      initializationType: this.initializationType,
      logStreamName: this.#journal.log.streamName,
      runtimeApi: sandbox.addressOf('runtime-api'),
      frontDoor: sandbox.addressOf('aws'),
      inside,
      runtimeVariables: plan.variables(inside),
    }
  }

  // ---- invoking

  #begin(invocation: Invocation, streaming: boolean, startedAt: number, fault?: InitFailure): Run {
    const { requestId, traceHeader, invokedArn, payload } = invocation
    const { timeoutMs, version } = this.version
    // Runtimes read it as a whole number.
    const leftMs = Math.max(0, timeoutMs - (performance.now() - startedAt))
    const deadline = Math.round(systemClock.now() + leftMs)
    const run: Run = new Run({
      invocation,
      streaming,
      startedAt,
      report: (tail) => this.#report(run, tail),
      resume: () => this.#runtime?.link.resume(),
      onDone: () => this.#done(run),
    })
    this.#run = run
    if (invocation.tail) this.#journal.log.startTail()
    const tracing =
      traceHeader === undefined ? undefined : ({ type: 'X-Amzn-Trace-Id', value: traceHeader } as const)
    this.#journal.platform({
      type: 'platform.start',
      record: { requestId, version, ...(tracing ? { tracing } : {}) },
    })
    if (fault) return run
    this.#runTimer = setTimeout(() => this.#timeOut(run), Math.max(0, deadline - systemClock.now()))
    if (!this.#extensions.isEmpty) {
      this.#extensions.send('INVOKE', {
        eventType: 'INVOKE',
        deadlineMs: deadline,
        requestId,
        invokedFunctionArn: invokedArn,
        ...(tracing ? { tracing } : {}),
      })
    }
    const { clientContext, identity, tenantId } = invocation
    this.#runtime?.link.invoke(
      {
        id: requestId,
        arn: invokedArn,
        deadline,
        ...(traceHeader === undefined ? {} : { trace: traceHeader }),
        ...(clientContext === undefined ? {} : { clientContext }),
        ...(identity === undefined ? {} : { identity }),
        ...(tenantId === undefined ? {} : { tenantId }),
        streaming,
        rests: this.#extensions.isEmpty,
      },
      payload,
      run,
    )
    return run
  }

  async #thawAndInvoke(invocation: Invocation, streaming: boolean): Promise<Outcome | StreamedOutcome> {
    this.#life.move('invoking')
    await this.#thaw()
    if (!this.#runtime) return this.#initialiseAndInvoke(invocation, streaming)
    return this.#begin(invocation, streaming, performance.now()).outcome
  }

  /** The runtime has failed before: it is started again, within the time of this invocation. */
  async #initialiseAndInvoke(invocation: Invocation, streaming: boolean): Promise<Outcome | StreamedOutcome> {
    const startedAt = performance.now()
    this.initMs = undefined
    this.#life.move('initialising')
    const failure = this.#lasting ?? (await this.#initialise('invoke', this.version.timeoutMs))
    if (!failure) {
      this.#life.move('invoking')
      return this.#begin(invocation, streaming, startedAt).outcome
    }
    this.#life.move('invoking')
    const run = this.#begin(invocation, streaming, startedAt, failure)
    const { requestId } = invocation
    if (failure.status === 'timeout') this.#noteTimeout(requestId)
    const payload =
      failure.status === 'timeout'
        ? faultPayload(timedOut(this.version.timeoutMs), requestId)
        : failure.payload(requestId)
    const errorType = failure.status === 'timeout' ? 'Sandbox.Timedout' : failure.errorType
    run.abort(failure.status, { errorType, payload })
    await this.#conclude(run, performance.now())
    void this.stop(failure.status === 'timeout' ? 'timeout' : 'failure')
    return run.outcome
  }

  /** The runtime has finished with it; extensions may still work on it. */
  #done(run: Run): void {
    if (this.#run !== run) return
    const doneAt = performance.now()
    const free = () => {
      if (this.#run !== run || this.#life.isOver) return
      clearTimeout(this.#runTimer)
      this.#isConcluding = true
      const endedAt = this.#extensions.isEmpty ? doneAt : performance.now()
      // Not before the response is on its way: asking for the rest of the output costs a system call.
      setImmediate(() => {
        this.#conclude(run, endedAt)
          .then(() => this.#becomeFree())
          .catch((error: unknown) =>
            this.#parts.logger.error('An invocation could not be concluded', { error }),
          )
      })
    }
    if (this.#extensions.isEmpty || this.#extensions.isReady) free()
    else void this.#extensions.whenReady().then(free)
  }

  #timeOut(run: Run): void {
    if (this.#run !== run) return
    const { requestId } = run.invocation
    const fault = timedOut(this.version.timeoutMs)
    const runtime = this.#runtime
    this.#runtime = undefined
    runtime?.kill()
    void this.#endRun(run, runtime, 'timeout', () => this.#noteTimeout(requestId), fault)
  }

  #noteTimeout(requestId: string): void {
    if (this.version.logging.format !== 'Text') return
    const time = new Date(this.#parts.clock.now()).toISOString()
    this.#journal.note(`${time} ${requestId} ${timedOut(this.version.timeoutMs).sentence}\n\n`)
  }

  #runtimeGone(runtime: RunningRuntime, end: ProcessEnd): void {
    if (this.#runtime !== runtime) return
    if (this.#isConcluding) return
    this.#runtime = undefined
    const run = this.#run
    if (!run) {
      void this.stop('failure')
      return
    }
    this.#failRun(run, runtime, runtimeEnded(end))
  }

  #extensionEnded(name: string, end: ProcessEnd): void {
    const ended = extensionEnded(end)
    const extension = this.#extensions.ended(name, ended.sentence)
    if (!extension || this.#life.isOver || this.#life.state === 'initialising') return
    if (this.#isConcluding) {
      this.#isDoomed = true
      return
    }
    const fault = extensionFault(extension.errorType, ended)
    const runtime = this.#runtime
    this.#runtime = undefined
    runtime?.kill()
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

  /** An invocation that Lambda ends, and its environment with it. */
  async #endRun(
    run: Run,
    runtime: RunningRuntime | undefined,
    status: 'timeout' | 'error',
    note: () => void,
    fault: Fault,
  ): Promise<void> {
    clearTimeout(this.#runTimer)
    const endedAt = performance.now()
    // The last words of the process come before Lambda's.
    if (runtime) await runtime.outputDelivered()
    note()
    run.abort(status, { errorType: fault.errorType, payload: faultPayload(fault, run.invocation.requestId) })
    if (run.isAnswered && run.end?.status === 'success') run.end = { status, errorType: fault.errorType }
    await this.#conclude(run, endedAt)
    await this.stop(status === 'timeout' ? 'timeout' : 'failure')
  }

  /** Completes the log of an invocation. */
  async #conclude(run: Run, endedAt: number): Promise<void> {
    const delivered = this.#runtime?.outputDelivered()
    const measured = this.#meter.refresh(this.invocations === 0)
    if (delivered) await delivered
    if (measured) await measured
    run.endedAt = endedAt
    const report = this.#report(run, false)
    reportRun(this.#journal, run, report, this.version.memoryMb)
    run.close()
    this.#listener.onRun(
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
    // What ended after the response was complete harms the next invocation alone: it gets another environment.
    if (this.#isDoomed || this.#runtime?.isBroken) {
      void this.stop('failure')
      return
    }
    if (!this.#life.move('idle')) return
    this.idleSince = systemClock.now()
    this.#freezeTimer ??= setTimeout(() => this.#freezeIfIdle(), freezeAfterMs).unref()
    this.#listener.onFree(this)
  }

  /** One timer goes on through all invocations: a busy environment does not pay for setting it. */
  #freezeIfIdle(): void {
    this.#freezeTimer = undefined
    if (this.#life.isOver || this.#life.state === 'frozen') return
    const idleMs = systemClock.now() - this.idleSince
    // What extensions are told of an invocation is still brought to them.
    const isTelling = idleMs < telemetryGraceMs && this.#journal.telemetry.isBusy
    if (this.#life.state !== 'idle' || idleMs < freezeAfterMs - 1 || isTelling) {
      this.#freezeTimer = setTimeout(() => this.#freezeIfIdle(), freezeAfterMs).unref()
      return
    }
    this.#life.move('frozen')
    this.#freezing = this.#parts.sandbox.freeze().catch((error: unknown) => {
      this.#parts.logger.warn('An environment could not be frozen', { error })
    })
  }

  async #thaw(): Promise<void> {
    if (!this.#freezing) return
    await this.#freezing
    this.#freezing = undefined
    await this.#parts.sandbox.thaw()
    this.#freezeTimer ??= setTimeout(() => this.#freezeIfIdle(), freezeAfterMs).unref()
  }

  async #stop(reason: StopReason): Promise<void> {
    const { sandbox, api, code, layers, logger } = this.#parts
    clearTimeout(this.#runTimer)
    clearTimeout(this.#freezeTimer)
    if (!this.#life.move('stopping')) return
    this.#listener.onOver(this)
    const runtime = this.#runtime
    this.#runtime = undefined
    try {
      await this.#thaw()
      const run = this.#run
      this.#run = undefined
      const fault = { errorType: 'Runtime.ExitError', sentence: 'Runtime exited with error: signal: killed' }
      run?.abort('error', {
        errorType: fault.errorType,
        payload: faultPayload(fault, run.invocation.requestId),
      })
      run?.close()
      await endEnvironment(
        {
          sandbox,
          runtime,
          extensions: this.#extensions,
          processes: this.#extensionProcesses,
          telemetry: this.#journal.telemetry,
        },
        reason,
      )
    } catch (error) {
      logger.error('An environment could not be ended', { error })
    }
    runtime?.link.close()
    this.#journal.log.handOn()
    await api.close()
    code.release()
    layers?.release()
    this.#life.move('stopped')
  }
}

function extensionFault(errorType: string | undefined, ended: Fault): Fault {
  return errorType === undefined ? ended : { ...ended, errorType: 'Extension.ExitError' }
}
