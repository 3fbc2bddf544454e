import { deleteStack, findApplication, LoopError, readCdkOutput } from '../../../devloop/index.ts'
import { findServer } from '../aws/find-server.ts'
import { stackCalls } from '../aws/stack-calls.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { type ApplicationFlags, chosenApplication, eventLine } from './application-flags.ts'
import { withLoopErrors } from './loop-errors.ts'

/** Deletes the stack of an application, or the one that is named. */
export async function deleteApplication(
  folder: string | undefined,
  flags: ApplicationFlags,
  terminal: Terminal,
): Promise<number> {
  return withLoopErrors(async () => {
    const names = stackNames(folder, flags)
    const client = await findServer(flags)
    try {
      let deletedAny = false
      for (const name of names) {
        const deleted = await deleteStack(name, {
          stacks: stackCalls(client),
          onEvent: (event) => terminal.err(eventLine(event, terminal)),
        })
        deletedAny ||= deleted
        if (deleted) terminal.err(`${name} is deleted.`)
      }
      if (deletedAny) return exitCodes.success
      throw new LoopError(`There is no stack ${names.join(', ')} in ${client.facts.region}.`)
    } finally {
      client.close()
    }
  })
}

/** A stack that is named needs no folder. Stacks that others wait for go last. */
function stackNames(folder: string | undefined, flags: ApplicationFlags): string[] {
  if (flags.stackName !== undefined && folder === undefined) return [flags.stackName]
  const application = folder === undefined ? findApplication('.') : chosenApplication(folder, flags)
  return application.kind === 'template'
    ? [flags.stackName ?? application.stackName]
    : readCdkOutput(application.output, application.stackName)
        .map(({ name }) => name)
        .reverse()
}
