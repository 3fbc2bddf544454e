/**
 * Who lives in an environment between an init and a reset: the runtime, the extensions, and the server's side of the APIs that they
 * see. A reset ends them all; others move into the same sandbox then, and what is still told of the old ones is heard by nobody.
 */
import type { Changeable } from '../../base/changeable.ts'
import type { Logger } from '../../base/logger.ts'
import type { RandomSource } from '../../base/random.ts'
import type { ProcessEnd, Sandbox } from '../../sandbox/index.ts'
import { ExtensionSet } from '../api/extensions.ts'
import { HttpRuntime } from '../api/http-runtime.ts'
import type { ApiServer } from '../api/server.ts'
import type { InvocationHeader } from '../link/types.ts'
import type { Journal } from '../logs/journal.ts'
import type { InitializationType, InitPhase } from '../logs/platform-events.ts'
import { Courier } from '../telemetry/courier.ts'
import { DirectDelivery } from '../telemetry/delivery.ts'
import { TelemetryHub } from '../telemetry/hub.ts'
import type { FunctionVersion, RoleCredentials } from '../types.ts'
import { bootAhead } from './boot-ahead.ts'
import { ExtensionProcesses } from './extension-processes.ts'
import { extensionEnded, type Fault } from './faults.ts'
import { type InitResult, initialise } from './initialise.ts'
import { tracingOf } from './report.ts'
import type { Run } from './run.ts'
import type { BootedRuntime, RunningRuntime } from './running-runtime.ts'
import type { RuntimePlan } from './runtime-plan.ts'
import { endResidents, type StopReason } from './stopping.ts'
import { extensionVariables, functionVariables, type VariableFacts } from './variables.ts'

/** Where they live. */
export interface ResidentsParts {
  readonly environmentId: string
  readonly version: FunctionVersion
  readonly initializationType: InitializationType
  readonly plan: RuntimePlan
  readonly credentials: RoleCredentials
  readonly sandbox: Sandbox
  readonly api: ApiServer
  readonly random: RandomSource
  readonly journal: Journal
  readonly logger: Logger
}

/** Who is told of what happens to them after they have been initialised. */
export interface ResidentsListener {
  onRuntimeGone(runtime: RunningRuntime, end: ProcessEnd): void
  /** The runtime can be talked to no more. */
  onRuntimeBroken(): void
  onExtensionGone(fault: Fault): void
}

/** One runtime and its extensions. */
export class Residents {
  readonly extensions: ExtensionSet
  readonly telemetry: TelemetryHub
  /** Absent before it has been initialised, and when it has ended. */
  runtime: RunningRuntime | undefined
  readonly #parts: ResidentsParts
  readonly #listener: ResidentsListener
  readonly #processes: ExtensionProcesses
  #http: HttpRuntime | undefined
  #booting: Promise<BootedRuntime | undefined> | undefined
  #initCount = 0
  #ending: Promise<void> | undefined

  constructor(parts: ResidentsParts, listener: ResidentsListener) {
    this.#parts = parts
    this.#listener = listener
    const { journal, api, sandbox, version, random, plan } = parts
    this.extensions = new ExtensionSet(random)
    this.telemetry = new TelemetryHub({
      // Without a network of its own an environment listens where the server does.
      delivery: api.hostAddress === undefined ? new Courier(sandbox) : new DirectDelivery(),
      now: () => journal.now(),
      onEvent: (event) => journal.platform(event),
      isJson: version.logging.format === 'JSON',
    })
    journal.telemetry = this.telemetry
    this.#processes = new ExtensionProcesses(this.extensions, journal, (name, end) =>
      this.#extensionEnded(name, end),
    )
    if (plan.speaks === 'runtime-api') this.#http = new HttpRuntime()
    this.#serveApi()
  }

  /** Some may ask for time before they end. */
  get takeTime(): boolean {
    return !this.#processes.isEmpty
  }

  /** Boots a runtime before its function is to be loaded, where such is possible. */
  bootAhead(): void {
    const { plan, sandbox, version } = this.#parts
    if (this.runtime || this.#booting || this.#ending || version.snapStart) return
    this.#booting = bootAhead(plan, sandbox).catch(() => undefined)
  }

  /**
   * Starts extensions, unless they have been, and the runtime; `booted` serves as the runtime, or what runs in `template` is cloned.
   */
  async initialise(
    phase: InitPhase,
    limitMs: number,
    extensionNames: readonly string[],
    given: { readonly booted?: BootedRuntime | undefined; readonly template?: Sandbox | undefined } = {},
  ): Promise<InitResult> {
    const { sandbox, version, plan, initializationType, journal, environmentId } = this.#parts
    const isFirst = this.#initCount++ === 0
    if (!isFirst && this.#http) {
      this.#http = new HttpRuntime()
      this.#serveApi()
    }
    if (phase === 'invoke') this.bootAhead()
    const booted = given.booted ?? this.#booting
    this.#booting = undefined
    const facts = this.#variableFacts()
    const { inside } = facts
    const result = await initialise({
      phase,
      limitMs,
      version,
      initializationType,
      plan,
      sandbox,
      booted,
      template: given.template,
      http: this.#http,
      journal,
      telemetry: this.telemetry,
      extensions: this.extensions,
      instanceId: environmentId,
      assignment: {
        env: functionVariables(facts),
        handler: version.handler ?? '',
        taskRoot: inside('/var/task'),
        layersRoot: inside('/opt'),
        workingDirectory: version.image?.workingDirectory ?? inside('/var/task'),
        sdkPaths: plan.sdkPaths(inside),
        snapStart: initializationType === 'snap-start',
      },
      startsExtensions: isFirst,
      startExtensions: async () => {
        if (!isFirst || extensionNames.length === 0) return undefined
        const folder = `${inside('/opt')}/extensions`
        return this.#processes.start(extensionNames, sandbox, folder, extensionVariables(facts))
      },
    })
    if (result.runtime) this.#settle(result.runtime)
    return result
  }

  /** Hands an invocation to the runtime, and tells the extensions of it. `deadline`: milliseconds since the epoch. */
  invoke(run: Run, deadline: number, streaming: boolean): void {
    const { requestId, invokedArn, payload, traceHeader, clientContext, identity, tenantId } = run.invocation
    if (!this.extensions.isEmpty) {
      this.extensions.send('INVOKE', {
        eventType: 'INVOKE',
        deadlineMs: deadline,
        requestId,
        invokedFunctionArn: invokedArn,
        ...tracingOf(traceHeader),
      })
    }
    const header: Changeable<InvocationHeader> = {
      id: requestId,
      arn: invokedArn,
      deadline,
      streaming,
      rests: this.extensions.isEmpty,
    }
    if (traceHeader !== undefined) header.trace = traceHeader
    if (clientContext !== undefined) header.clientContext = clientContext
    if (identity !== undefined) header.identity = identity
    if (tenantId !== undefined) header.tenantId = tenantId
    this.runtime?.link.invoke(header, payload, run)
  }

  /** Kills the runtime, which then is nobody's any more. */
  killRuntime(): RunningRuntime | undefined {
    const { runtime } = this
    this.runtime = undefined
    runtime?.kill()
    return runtime
  }

  /** Ends extensions and runtime in the time that AWS gives them; what is left then is for the sandbox to end. */
  end(reason: StopReason): Promise<void> {
    this.#ending ??= this.#end(reason)
    return this.#ending
  }

  async #end(reason: StopReason): Promise<void> {
    const runtime = reason === 'spindown' ? this.runtime : this.killRuntime()
    this.runtime = undefined
    const { extensions, telemetry } = this
    await endResidents({ runtime, extensions, processes: this.#processes, telemetry }, reason)
    telemetry.close()
    runtime?.link.close()
    const booted = await this.#booting
    booted?.link.close()
    booted?.process.kill('SIGKILL')
  }

  #settle(runtime: RunningRuntime): void {
    if (this.#ending) {
      runtime.kill()
      return
    }
    this.runtime = runtime
    runtime.gone
      .then((end) => {
        if (this.runtime === runtime) this.#listener.onRuntimeGone(runtime, end)
      })
      .catch(() => {})
    runtime.onBroken = () => {
      if (this.runtime === runtime) this.#listener.onRuntimeBroken()
    }
  }

  #extensionEnded(name: string, end: ProcessEnd): void {
    const ended = extensionEnded(end)
    const extension = this.extensions.ended(name, ended.sentence)
    if (!extension || this.#ending) return
    const { errorType } = extension
    this.#listener.onExtensionGone(
      errorType === undefined ? ended : { ...ended, errorType: 'Extension.ExitError' },
    )
  }

  #serveApi(): void {
    const { api, version, logger } = this.#parts
    api.serve({
      extensions: this.extensions,
      telemetry: this.telemetry,
      version,
      logger,
      ...(this.#http ? { runtime: this.#http } : {}),
    })
  }

  #variableFacts(): VariableFacts {
    const { version, credentials, sandbox, plan, initializationType, journal } = this.#parts
    const inside = (target: string) => sandbox.pathOf(target)
    return {
      version,
      credentials,
      initializationType,
      logStreamName: journal.log.streamName,
      runtimeApi: sandbox.addressOf('runtime-api'),
      frontDoor: sandbox.addressOf('aws'),
      inside,
      runtimeVariables: plan.variables(inside),
    }
  }
}
