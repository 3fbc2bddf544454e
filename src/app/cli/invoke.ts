import { existsSync, readFileSync } from 'node:fs'
import { text as readAll } from 'node:stream/consumers'
import { AwsFailure } from './aws/aws-client.ts'
import { findServer, type ServerFlags } from './aws/find-server.ts'
import { invokeFunction, listFunctions } from './aws/lambda-calls.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** The flags of `lambent invoke`. */
export interface InvokeFlags extends ServerFlags {
  readonly event?: string
  readonly qualifier?: string
  readonly async?: boolean
  readonly tail?: boolean
}

/** Invokes a function and prints what it answers. 1 when the function failed. */
export async function invoke(name: string, flags: InvokeFlags, terminal: Terminal): Promise<number> {
  const event = await readEvent(flags.event)
  const client = await findServer(flags)
  try {
    const answer = await invokeFunction(client, {
      name,
      event,
      asynchronous: flags.async ?? false,
      tail: flags.tail ?? false,
      ...(flags.qualifier === undefined ? {} : { qualifier: flags.qualifier }),
    })
    if (answer.log !== undefined) terminal.err(terminal.errorPaint.dim(answer.log.trimEnd()))
    if (flags.async) {
      terminal.out(`Accepted. The request id is ${answer.requestId}.`)
      return exitCodes.success
    }
    terminal.out(answer.payload)
    if (answer.functionError === undefined) return exitCodes.success
    terminal.err(terminal.errorPaint.red(`The function failed (${answer.functionError}).`))
    return exitCodes.failure
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.code !== 'ResourceNotFoundException') throw error
    const names = (await listFunctions(client)).map((one) => one.FunctionName)
    throw new CommandError(error.message, [
      names.length === 0
        ? `There are no functions in ${client.facts.region}.`
        : `In ${client.facts.region} there are: ${names.join(', ')}`,
    ])
  } finally {
    client.close()
  }
}

/** The event: `-` is standard input, the name of a file its content, anything else is JSON itself. */
async function readEvent(given: string | undefined): Promise<string> {
  if (given === undefined) return '{}'
  const [source, event] =
    given === '-'
      ? (['Standard input', await readAll(process.stdin)] as const)
      : existsSync(given)
        ? ([`The file ${given}`, readFileSync(given, 'utf8')] as const)
        : (['The event', given] as const)
  try {
    JSON.parse(event)
    return event
  } catch (error) {
    throw new CommandError(
      `${source} is not JSON: ${(error as Error).message}`,
      [
        'Give JSON, the name of a file, or - for standard input:',
        `  --event '{"name":"Anna"}'`,
        '  --event event.json',
      ],
      exitCodes.usage,
    )
  }
}
