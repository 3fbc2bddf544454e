import { readFileSync } from 'node:fs'
import { systemClock } from '../../../base/system-clock.ts'
import {
  BuildError,
  type Deployed,
  deployCdk,
  LoopError,
  placeIn,
  readTemplate,
  StackFailure,
  synthesise,
  Workshop,
} from '../../../devloop/index.ts'
import { addressHere } from '../../../gateway/addresses.ts'
import { AwsFailure } from '../aws/aws-client.ts'
import { findServer } from '../aws/find-server.ts'
import { loopAws } from '../aws/loop-aws.ts'
import { inWords } from '../durations.ts'
import { exitCodes } from '../exit-codes.ts'
import { columns, type Terminal } from '../terminal.ts'
import {
  type ApplicationFlags,
  buildCacheFolder,
  chosenApplication,
  eventLine,
  wishesOf,
} from './application-flags.ts'
import { withLoopErrors } from './loop-errors.ts'

/** Builds an application and deploys it by a change set. */
export async function deploy(
  folder: string | undefined,
  flags: ApplicationFlags,
  terminal: Terminal,
): Promise<number> {
  return withLoopErrors(async () => {
    const application = chosenApplication(folder, flags)
    const client = await findServer(flags)
    const aws = await loopAws(client)
    const workshop = new Workshop(aws, {
      cacheFolder: buildCacheFolder(),
      tell: (line) => terminal.err(line),
    })
    const from = systemClock.now()
    const ways = {
      nowMs: () => systemClock.now(),
      onEvent: (event: Parameters<typeof eventLine>[0]) => terminal.err(eventLine(event, terminal)),
    }
    try {
      if (application.kind === 'cdk') {
        await synthesise(application, aws)
        for (const one of await deployCdk(application, workshop, aws, ways))
          printDeployed(one, from, terminal, client.facts.endpoint)
        return exitCodes.success
      }
      const wishes = wishesOf(flags)
      const packaged = await workshop.package(application, wishes)
      const deployed = await workshop.deploy(application, packaged, wishes, ways).catch((error: unknown) => {
        throw placed(error, application.templateFile)
      })
      printDeployed(deployed, from, terminal, client.facts.endpoint)
      return exitCodes.success
    } finally {
      await workshop.close()
      client.close()
    }
  })
}

function printDeployed(
  { stack, changed }: Deployed,
  from: number,
  terminal: Terminal,
  endpoint: string,
): void {
  const took = shortSpan(systemClock.now() - from)
  terminal.err(
    changed ? `${stack.name} is ${stack.status} (${took}).` : `${stack.name} is as it should be (${took}).`,
  )
  for (const line of outputLines({ stack, changed }, terminal, endpoint)) terminal.out(line)
}

/** The outputs of a stack, a line each. Behind an address that an API has at AWS stands where it is reached on this server. */
export function outputLines({ stack }: Deployed, { paint }: Terminal, endpoint: string): string[] {
  return columns(
    stack.outputs.map(({ name, value }) => {
      const here = addressHere(value, endpoint)
      if (here !== undefined) return [name, `${paint.dim(value)} -> ${paint.cyan(here)}`]
      return [name, /^https?:/.test(value) ? paint.cyan(value) : value]
    }),
  )
}

/** An error, with the line of the template that it speaks of. */
export function placed(error: unknown, templateFile: string): unknown {
  if (!(error instanceof Error)) return error
  let text: string
  let logicalIds: readonly string[]
  try {
    text = readFileSync(templateFile, 'utf8')
    logicalIds = Object.keys(readTemplate(templateFile).Resources)
  } catch {
    return error
  }
  const place = (message: string) => {
    const found = placeIn(templateFile, text, logicalIds, message)
    return found === undefined ? message : `${found}: ${message}`
  }
  if (error instanceof StackFailure) return new LoopError(error.message, error.advice.map(place))
  // Faults of code have their places already.
  if (error instanceof BuildError) return error
  if (error instanceof LoopError) return new LoopError(place(error.message), error.advice, error.asked)
  return error instanceof AwsFailure ? new LoopError(place(error.message)) : error
}

/** `84 ms`, `1.2 s`. */
export function shortSpan(ms: number): string {
  return ms < 1_000
    ? `${Math.round(ms)} ms`
    : ms < 60_000
      ? `${(ms / 1_000).toFixed(1)} s`
      : inWords(ms / 1_000)
}
