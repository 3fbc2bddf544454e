import { type ProcessEnd, type Sandbox, type SandboxProcess, within } from '../../sandbox/index.ts'
import type { HttpRuntime } from '../api/http-runtime.ts'
import { ChannelLink, channelStreams } from '../channel/channel-link.ts'
import { outputWaitMs } from '../limits.ts'
import type { RuntimeAssignment, RuntimeFault, RuntimeLink } from '../link/types.ts'
import type { Journal } from '../logs/journal.ts'
import { LineSplitter } from '../logs/line-splitter.ts'
import type { RuntimePlan } from './runtime-plan.ts'

/** A managed runtime that was started ahead of need. */
export interface BootedRuntime {
  readonly process: SandboxProcess
  readonly link: ChannelLink
  /** Its process has ended. */
  readonly isOver: boolean
}

/** A runtime breaks its connection and goes on: it is ended after so long. Unit: milliseconds. Source: chosen. */
const brokenGraceMs = 100

/** How long the end of a runtime waits for what it said before. Unit: milliseconds. Source: chosen. */
const lastWordsMs = 250

/** The runtime of an environment, from its start to its end. */
export class RunningRuntime {
  readonly process: SandboxProcess
  readonly link: RuntimeLink
  /** Resolves when it can run nothing any more. */
  readonly gone: Promise<ProcessEnd>
  readonly #splitter: LineSplitter
  #isGone = false
  #isBroken = false
  /** It can be talked to no more, but may not have ended yet. */
  onBroken: () => void = () => {}

  constructor(process: SandboxProcess, link: RuntimeLink, journal: Journal) {
    this.process = process
    this.link = link
    this.#splitter = new LineSplitter((line) => journal.functionLine(line))
    process.output.on('data', (chunk: Buffer) => this.#splitter.push(chunk))
    journal.log.watch(process.output)
    if (link instanceof ChannelLink) {
      link.listen({
        log: (record) => journal.functionLine(record.endsWith('\n') ? record : `${record}\n`),
        broken: () => {
          this.#isBroken = true
          this.onBroken()
          setTimeout(() => {
            if (!this.#isGone) this.kill()
          }, brokenGraceMs).unref()
        },
      })
    }
    this.gone = process.ended.then(async (end) => {
      this.#isGone = true
      // Its last words may still lie in the channel, and a fork of it may hold the channel open.
      if (link instanceof ChannelLink) await within(lastWordsMs, link.closed)
      return end
    })
  }

  /** True when it takes no further invocation. */
  get isBroken(): boolean {
    return this.#isBroken || this.#isGone
  }

  /** What was printed until now is in the log; gives up after a while. */
  async outputDelivered(): Promise<void> {
    await this.process.outputDelivered(outputWaitMs)
    this.#splitter.flush()
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.process.kill(signal)
  }
}

/** What a runtime is started with. */
export interface StartFacts {
  readonly plan: RuntimePlan
  readonly sandbox: Sandbox
  /** One that was started ahead takes it over; one that has ended since does not. */
  readonly booted?: BootedRuntime | Promise<BootedRuntime | undefined> | undefined
  /** What runs in this sandbox is cloned into it. */
  readonly template?: Sandbox | undefined
  /** The API's side, for a runtime that speaks HTTP. */
  readonly http?: HttpRuntime | undefined
  readonly assignment: Required<RuntimeAssignment>
  readonly journal: Journal
}

/**
 * Starts a runtime. `initialised` resolves when the handler is loaded, with what went wrong if it was not. Fails as the sandbox
 * does when the process cannot be started.
 */
export async function startRuntime(
  facts: StartFacts,
): Promise<{ runtime: RunningRuntime; initialised: Promise<RuntimeFault | undefined> }> {
  const { plan, sandbox, template, http, assignment, journal } = facts
  if (template && sandbox.cloneFrom) {
    const { env, workingDirectory } = assignment
    const process = await sandbox.cloneFrom(template, { env, workingDirectory, channels: channelStreams })
    const link = new ChannelLink(process.channels)
    const runtime = new RunningRuntime(process, link, journal)
    return { runtime, initialised: link.booted.then(() => link.restore(env)) }
  }
  const booted = await facts.booted
  if (booted && !booted.isOver) {
    const { process, link } = booted
    const runtime = new RunningRuntime(process, link, journal)
    return { runtime, initialised: link.booted.then(() => initialised(link, assignment, assignment)) }
  }
  const { env, workingDirectory } = assignment
  if (plan.speaks === 'runtime-api') {
    if (!http) throw new Error('A runtime that speaks HTTP has no API')
    const initialised = http.initialise()
    if (assignment.snapStart) void http.whenRestoreReady().then(() => http.restore())
    const process = await plan.start(sandbox, { env, workingDirectory })
    return { runtime: new RunningRuntime(process, http, journal), initialised }
  }
  const process = await plan.start(sandbox, { env, workingDirectory })
  const link = new ChannelLink(process.channels)
  const runtime = new RunningRuntime(process, link, journal)
  const { env: _own, ...rest } = assignment
  return { runtime, initialised: link.booted.then(() => initialised(link, rest, assignment)) }
}

/** Has the handler loaded; for SnapStart the hooks before a snapshot and after restoring it run too. */
async function initialised(
  link: ChannelLink,
  assignment: RuntimeAssignment,
  { env, snapStart }: Required<RuntimeAssignment>,
): Promise<RuntimeFault | undefined> {
  const fault = await link.initialise(assignment)
  if (fault || !snapStart) return fault
  return (await link.prepareSnapshot()) ?? (await link.restore(env))
}
