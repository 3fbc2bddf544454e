import { relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../base/system-clock.ts'
import {
  type Application,
  DevSession,
  deployCdk,
  LoopError,
  type StackEventFacts,
  synthesise,
  type TemplateApplication,
  Workshop,
  watchFiles,
} from '../../../devloop/index.ts'
import type { AwsClient } from '../aws/aws-client.ts'
import { getFunction } from '../aws/lambda-calls.ts'
import { loopAws } from '../aws/loop-aws.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { type LoggedFunction, LogPrinter, overlapMs } from '../log-printer.ts'
import { everyMs } from '../logs.ts'
import { stopSignal } from '../stop-signal.ts'
import type { Terminal } from '../terminal.ts'
import {
  type ApplicationFlags,
  buildCacheFolder,
  chosenApplication,
  eventLine,
  wishesOf,
} from './application-flags.ts'
import { outputLines, placed, shortSpan } from './deploy.ts'
import { withLoopErrors } from './loop-errors.ts'
import { serverForDev } from './server-for-dev.ts'

/** The flags of `lambent dev`. */
export interface DevFlags extends ApplicationFlags {
  /** False: logs are not followed. */
  readonly logs: boolean
}

/** Brings an application up and keeps it as its files are, until a signal says to stop. */
export async function dev(folder: string | undefined, flags: DevFlags, terminal: Terminal): Promise<number> {
  return withLoopErrors(async () => {
    const application = chosenApplication(folder, flags)
    const stopped = stopSignal()
    const server = await serverForDev(flags, terminal)
    const screen = new Screen(application, server.client, terminal)
    try {
      const aws = await loopAws(server.client)
      const workshop = new Workshop(aws, {
        cacheFolder: buildCacheFolder(),
        tell: (line) => screen.say(line),
      })
      const session =
        application.kind === 'template'
          ? templateSession(application, workshop, aws, flags, screen)
          : cdkSession(application, workshop, aws, screen)
      try {
        await Promise.race([session.start(), stopped])
        if (flags.logs) await screen.followLogs(stopped, () => server.ended)
        else await Promise.race([stopped, server.ended])
        return exitCodes.success
      } finally {
        await session.close()
        await workshop.close()
      }
    } finally {
      await server.close()
    }
  })
}

interface Session {
  start(): Promise<void>
  close(): Promise<void>
}

type Aws = Awaited<ReturnType<typeof loopAws>>

function templateSession(
  application: TemplateApplication,
  workshop: Workshop,
  aws: Aws,
  flags: DevFlags,
  screen: Screen,
): Session {
  let learning: Promise<void> = Promise.resolve()
  const session = new DevSession(application, workshop, aws, wishesOf(flags), {
    atOnce: true,
    nowMs: () => systemClock.now(),
    onEvent: (event) => screen.event(event),
    onDeploying: (reason) => screen.say(`Deploying ${application.stackName}: ${reason} ...`),
    onDeployed: (deployed, ms) => {
      screen.deployed(deployed, ms)
      learning = screen
        .learnFunctions(aws, [application.stackName])
        .catch((error: unknown) => screen.failed(error))
    },
    onCode: (logicalId, _, ms) => screen.good(`${logicalId} is live with its new code (${ms} ms).`),
    onFailure: (error) => screen.failed(error),
  })
  return {
    start: () => session.start(),
    close: async () => {
      await session.close()
      // The server is there until it has answered.
      await learning
    },
  }
}

/** What CDK writes is deployed as a whole: with each change of its sources, CDK's own command runs again. */
function cdkSession(
  application: Exclude<Application, TemplateApplication>,
  workshop: Workshop,
  aws: Aws,
  screen: Screen,
): Session {
  let running: Promise<void> = Promise.resolve()
  let watch: Awaited<ReturnType<typeof watchFiles>> | undefined
  const deployAll = async () => {
    const from = systemClock.now()
    try {
      await synthesise(application, aws)
      const ways = {
        atOnce: true,
        nowMs: () => systemClock.now(),
        onEvent: (event: StackEventFacts) => screen.event(event),
      }
      const all = await deployCdk(application, workshop, aws, ways)
      for (const one of all) screen.deployed(one, systemClock.now() - from)
      await screen.learnFunctions(
        aws,
        all.map(({ stack }) => stack.name),
      )
    } catch (error) {
      screen.failed(error)
    }
  }
  return {
    start: async () => {
      watch = await watchFiles([application.folder], ([file = '']) => {
        screen.say(`${relative(application.folder, file)} has changed ...`)
        running = running.then(deployAll)
      })
      running = deployAll()
      await running
    },
    close: async () => {
      await watch?.close()
      await running
    },
  }
}

/** What a person sees of a session. */
class Screen {
  readonly #application: Application
  readonly #client: AwsClient
  readonly #terminal: Terminal
  #functions: readonly LoggedFunction[] = []

  constructor(application: Application, client: AwsClient, terminal: Terminal) {
    this.#application = application
    this.#client = client
    this.#terminal = terminal
  }

  say(line: string): void {
    this.#terminal.out(this.#terminal.paint.dim(line))
  }

  good(line: string): void {
    this.#terminal.out(this.#terminal.paint.green(line))
  }

  event(event: StackEventFacts): void {
    // Beginnings of steps that take a millisecond are no news.
    if (!/_IN_PROGRESS$/.test(event.status) || !/^$|Initiated$/.test(event.reason ?? ''))
      this.#terminal.out(eventLine(event, this.#terminal))
  }

  deployed(one: Parameters<typeof outputLines>[0], ms: number): void {
    const { stack, changed } = one
    this.good(`${stack.name} is ${changed ? stack.status : 'as it should be'} (${shortSpan(ms)}).`)
    const { endpoint } = this.#client.facts
    for (const line of outputLines(one, this.#terminal, endpoint)) this.#terminal.out(line)
    this.say(`Watching ${relative(process.cwd(), this.#application.folder) || '.'}. Stop with Ctrl-C.`)
  }

  failed(error: unknown): void {
    const { red, bold } = this.#terminal.paint
    const application = this.#application
    const shown = application.kind === 'template' ? placed(error, application.templateFile) : error
    if (!(shown instanceof LoopError || shown instanceof CommandError)) throw shown
    this.#terminal.out(`${bold(red('Not done:'))} ${shown.message}`)
    for (const line of shown.advice) this.#terminal.out(`  ${line}`)
  }

  /** Whose logs are followed. */
  async learnFunctions(aws: Aws, stackNames: readonly string[]): Promise<void> {
    const found: LoggedFunction[] = []
    for (const name of stackNames)
      for (const { type, physicalId, logicalId } of await aws.stacks.resources(name)) {
        if (type !== 'AWS::Lambda::Function') continue
        const one = await getFunction(this.#client, physicalId).catch(() => undefined)
        found.push({ shown: logicalId, group: one?.LoggingConfig?.LogGroup ?? `/aws/lambda/${physicalId}` })
      }
    this.#functions = found
  }

  async followLogs(stopped: Promise<unknown>, serverEnded: () => Promise<never>): Promise<void> {
    const printer = new LogPrinter(this.#client, this.#terminal, async () => this.#functions)
    const over = stopped.then(() => true)
    let from = systemClock.now()
    for (;;) {
      const last = await Promise.race([printer.print(from), serverEnded()])
      from = Math.max(from, last - overlapMs)
      if (await Promise.race([over, serverEnded(), pause(everyMs).then(() => false)])) return
    }
  }
}
