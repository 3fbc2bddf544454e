import { join } from 'node:path'
import {
  type Application,
  type DeployWishes,
  findApplication,
  readPairs,
  type StackEventFacts,
} from '../../../devloop/index.ts'
import type { ServerFlags } from '../aws/find-server.ts'
import { cacheFolder } from '../folders.ts'
import type { Terminal } from '../terminal.ts'

/** Flags of all commands that have to do with an application. */
export interface ApplicationFlags extends ServerFlags {
  readonly template?: string
  readonly stackName?: string
  readonly configEnv?: string
  readonly parameter?: readonly string[]
  readonly tag?: readonly string[]
}

/** The application that flags speak of. Fails with a LoopError. */
export function chosenApplication(folder: string | undefined, flags: ApplicationFlags): Application {
  return findApplication(folder ?? '.', {
    ...(flags.template === undefined ? {} : { template: flags.template }),
    ...(flags.stackName === undefined ? {} : { stackName: flags.stackName }),
    ...(flags.configEnv === undefined ? {} : { environment: flags.configEnv }),
  })
}

/** What flags say beside. */
export function wishesOf({ parameter, tag }: ApplicationFlags): DeployWishes {
  return { parameters: readPairs(parameter), tags: readPairs(tag) }
}

/** Where builds keep what they need again. */
export function buildCacheFolder(): string {
  return join(cacheFolder(), 'builds')
}

/** A line for an event of a stack. */
export function eventLine({ status, type, logicalId, reason }: StackEventFacts, { paint }: Terminal): string {
  const colour = /FAILED/.test(status)
    ? paint.red
    : /ROLLBACK/.test(status)
      ? paint.yellow
      : /COMPLETE$/.test(status)
        ? paint.green
        : paint.dim
  const why = reason === undefined || /_COMPLETE$/.test(status) ? '' : `  ${reason}`
  return `  ${colour(status.padEnd(28))} ${logicalId}  ${paint.dim(type)}${why}`
}
