/**
 * The init phase: extensions start and register, the runtime loads the handler, all ask for their first event. What goes wrong
 * is a value: an environment whose init failed tries again within its first invocation.
 * Source: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle".
 */
import type { Sandbox } from '../../sandbox/index.ts'
import type { ExtensionSet } from '../api/extensions.ts'
import type { HttpRuntime } from '../api/http-runtime.ts'
import type { RuntimeAssignment, RuntimeFault } from '../link/types.ts'
import type { Journal } from '../logs/journal.ts'
import type { InitializationType, InitPhase, PhaseStatus } from '../logs/platform-events.ts'
import type { TelemetryHub } from '../telemetry/hub.ts'
import type { FunctionVersion } from '../types.ts'
import { type Fault, faultPayload, runtimeEnded } from './faults.ts'
import { type BootedRuntime, type RunningRuntime, startRuntime } from './running-runtime.ts'
import type { RuntimePlan } from './runtime-plan.ts'

/** How an init phase failed. */
export interface InitFailure {
  readonly status: PhaseStatus
  readonly errorType: string
  /** What the invocation is answered that meets it. */
  payload(requestId: string): Uint8Array
}

/** What the phase needs. */
export interface InitFacts {
  readonly phase: InitPhase
  readonly limitMs: number
  readonly version: FunctionVersion
  readonly initializationType: InitializationType
  readonly instanceId: string
  readonly plan: RuntimePlan
  readonly sandbox: Sandbox
  readonly booted: BootedRuntime | Promise<BootedRuntime | undefined> | undefined
  /** What runs in this sandbox is cloned. */
  readonly template: Sandbox | undefined
  readonly http: HttpRuntime | undefined
  readonly journal: Journal
  readonly extensions: ExtensionSet
  readonly telemetry: TelemetryHub
  readonly assignment: Required<RuntimeAssignment>
  /** They have not been started before. */
  readonly startsExtensions: boolean
  readonly startExtensions: () => Promise<Fault | undefined>
}

/** What came of it. */
export interface InitResult {
  readonly durationMs: number
  /** Absent when it failed: what was started has been ended. */
  readonly runtime?: RunningRuntime
  readonly failure?: InitFailure
}

/** Runs the phase. */
export async function initialise(facts: InitFacts): Promise<InitResult> {
  const { journal, version, plan, phase, initializationType, extensions } = facts
  const startedAt = performance.now()
  const { runtimeVersion, runtimeVersionArn } = plan
  const start = {
    functionName: version.functionName,
    functionVersion: version.version,
    instanceId: facts.instanceId,
    instanceMaxMemory: version.memoryMb * 1024 * 1024,
    ...(runtimeVersion === undefined ? {} : { runtimeVersion }),
    ...(runtimeVersionArn === undefined ? {} : { runtimeVersionArn }),
  }
  if (initializationType === 'snap-start' && phase === 'init')
    journal.platform({ type: 'platform.restoreStart', record: start })
  else journal.initStart({ initializationType, phase, ...start })
  if (phase === 'init' && plan.warning !== undefined) journal.note(`WARNING: ${plan.warning}\n`)
  const deadline = new Deadline(facts.limitMs)
  let runtime: RunningRuntime | undefined
  let failure: InitFailure | undefined
  try {
    failure =
      (await extensionsRegistered(facts, deadline)) ??
      (await runtimeLoaded(facts, deadline, (started) => {
        runtime = started
      })) ??
      (await extensionsReady(facts, deadline))
  } finally {
    deadline.clear()
  }
  extensions.closeRegistration()
  const durationMs = Math.round((performance.now() - startedAt) * 100) / 100
  if (failure && runtime) {
    runtime.kill()
    await runtime.gone.catch(() => undefined)
    await runtime.outputDelivered()
    runtime.link.close()
  } else if (runtime && journal.isDetailed) await runtime.outputDelivered()
  const status = failure?.status ?? 'success'
  const record = {
    initializationType,
    phase,
    status,
    ...(failure === undefined ? {} : { errorType: failure.errorType }),
  }
  if (initializationType === 'snap-start' && phase === 'init') {
    // What an invocation waits for is called restoring, whatever it takes here.
    const { initializationType: _type, phase: _phase, ...restored } = record
    journal.platform({ type: 'platform.restoreRuntimeDone', record: restored })
    journal.platform({ type: 'platform.restoreReport', record: { ...restored, metrics: { durationMs } } })
  } else {
    journal.platform({ type: 'platform.initRuntimeDone', record })
    journal.platform({ type: 'platform.initReport', record: { ...record, metrics: { durationMs } } })
  }
  if (facts.startsExtensions) {
    for (const { name, state, events, errorType } of extensions.all) {
      const shown = errorType === undefined ? (state === 'Running' ? 'Ready' : state) : state
      journal.platform({
        type: 'platform.extension',
        record: {
          name,
          state: shown,
          events: [...events],
          ...(errorType === undefined ? {} : { errorType }),
        },
      })
    }
  }
  facts.telemetry.closeSubscriptions()
  return failure ? { durationMs, failure } : { durationMs, ...(runtime ? { runtime } : {}) }
}

async function extensionsRegistered(
  { startExtensions, extensions }: InitFacts,
  deadline: Deadline,
): Promise<InitFailure | undefined> {
  const fault = await startExtensions()
  if (fault) return failureOf('error', fault)
  if (extensions.isEmpty) return undefined
  return deadline.race(
    extensions.whenRegistered().then(() => undefined),
    extensionFailed(extensions),
  )
}

async function extensionsReady(
  { extensions }: InitFacts,
  deadline: Deadline,
): Promise<InitFailure | undefined> {
  if (extensions.isEmpty || extensions.isReady) return undefined
  return deadline.race(
    extensions.whenReady().then(() => undefined),
    extensionFailed(extensions),
  )
}

function extensionFailed(extensions: ExtensionSet): Promise<InitFailure> {
  return extensions.failed.then(({ errorType, ending }) =>
    failureOf('error', {
      errorType: errorType === undefined ? 'Extension.Crash' : 'Extension.InitError',
      sentence: errorType ?? ending ?? 'exit code 0',
    }),
  )
}

async function runtimeLoaded(
  facts: InitFacts,
  deadline: Deadline,
  onStarted: (runtime: RunningRuntime) => void,
): Promise<InitFailure | undefined> {
  let started: Awaited<ReturnType<typeof startRuntime>>
  try {
    started = await startRuntime(facts)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return failureOf('error', { errorType: 'Runtime.InvalidEntrypoint', sentence: reason })
  }
  const { runtime, initialised } = started
  onStarted(runtime)
  const loaded = initialised.then((fault) => (fault ? reported(fault) : undefined))
  const ended = runtime.gone.then((end) => failureOf('error', runtimeEnded(end)))
  return deadline.race(
    loaded,
    ended,
    ...(facts.extensions.isEmpty ? [] : [extensionFailed(facts.extensions)]),
  )
}

function reported({ errorType, payload }: RuntimeFault): InitFailure {
  return { status: 'error', errorType, payload: () => payload }
}

function failureOf(status: PhaseStatus, fault: Fault): InitFailure {
  return { status, errorType: fault.errorType, payload: (requestId) => faultPayload(fault, requestId) }
}

/** The end of the phase's time. */
class Deadline {
  readonly #passed: Promise<InitFailure>
  readonly #timer: NodeJS.Timeout

  constructor(limitMs: number) {
    let pass: (failure: InitFailure) => void = () => {}
    this.#passed = new Promise((resolve) => {
      pass = resolve
    })
    this.#timer = setTimeout(
      () => pass(failureOf('timeout', { errorType: 'Sandbox.Timedout', sentence: 'Init timed out' })),
      limitMs,
    )
  }

  race(...promises: ReadonlyArray<Promise<InitFailure | undefined>>): Promise<InitFailure | undefined> {
    return Promise.race([...promises, this.#passed])
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
