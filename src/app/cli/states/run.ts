import { existsSync, readFileSync } from 'node:fs'
import { text as readAll } from 'node:stream/consumers'
import type { Json } from '../../../base/json.ts'
import type { AwsClient } from '../aws/aws-client.ts'
import { findServer, type ServerFlags } from '../aws/find-server.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { readDefinition } from './definition-file.ts'
import type { LocalEnd, TaskEnd } from './local-run.ts'
import { MockConfigError, readMockConfig, type TestCase } from './mock-config.ts'
import { simulate } from './simulate.ts'
import { stepLine } from './steps.ts'
import { mockedEnd, ServerTasks } from './tasks.ts'

/** The flags of `lambent states run`. */
export interface RunFlags extends ServerFlags {
  readonly input?: string
  readonly mocks?: string
  readonly case?: string
  readonly substitute?: readonly string[]
  readonly quiet?: boolean
}

/** Runs a definition here: steps on standard error, the output on standard output. 1 when the machine fails. */
export async function runMachine(path: string, flags: RunFlags, terminal: Terminal): Promise<number> {
  const definition = readDefinition(path, substitutions(flags.substitute))
  const input = await readInput(flags.input)
  const testCase = caseOf(flags, definition.name)
  let server: ServerTasks | undefined
  let startMs: number | undefined
  try {
    const end = await simulate({
      definition,
      input,
      perform: async (command): Promise<TaskEnd> => {
        const mocked = mockedEnd(testCase, command)
        if (mocked) return mocked
        server ??= new ServerTasks(await serverFor(flags, command.stateName))
        return server.perform(command)
      },
      onEvent: (event) => {
        startMs ??= event.timestampMs
        const line = flags.quiet ? undefined : stepLine(event, startMs, terminal.errorPaint)
        if (line !== undefined) terminal.err(line)
      },
    })
    return told(end, terminal)
  } finally {
    await server?.close()
  }
}

function told({ status, output, error, cause }: LocalEnd, terminal: Terminal): number {
  if (status === 'SUCCEEDED') {
    terminal.out(JSON.stringify(output, null, 2))
    return exitCodes.success
  }
  const { red, bold } = terminal.errorPaint
  const why = [error, cause].filter((part) => part !== undefined).join(': ')
  terminal.err(`${bold(red(status))}${why === '' ? '' : `  ${why}`}`)
  return exitCodes.failure
}

async function serverFor(flags: RunFlags, stateName: string): Promise<AwsClient> {
  try {
    return await findServer(flags)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(
      `The task of '${stateName}' has no mocked response, and no server does it: ${error.message}`,
      ['Start one: lambent start', 'Or give mocked responses: --mocks MockConfigFile.json --case Case'],
    )
  }
}

function caseOf({ mocks, case: name }: RunFlags, machine: string): TestCase {
  if (mocks === undefined) {
    if (name === undefined) return new Map()
    throw new CommandError(
      'A case needs a file of mocks.',
      ['Give it: --mocks MockConfigFile.json'],
      exitCodes.usage,
    )
  }
  const { machines } = readMocks(mocks)
  const [first = '', second] = (name ?? '').split('#')
  const machineCases =
    machines.get(second === undefined ? machine : first) ??
    (machines.size === 1 ? [...machines.values()][0] : undefined)
  const cases = machineCases ?? new Map<string, TestCase>()
  const found = name === undefined && cases.size === 1 ? [...cases.values()][0] : cases.get(second ?? first)
  if (found) return found
  const names = [...machines].flatMap(([of, all]) => [...all.keys()].map((one) => `${of}#${one}`))
  throw new CommandError(
    name === undefined ? 'Which case of the mocks is to be run?' : `The mocks have no case ${name}.`,
    [`There are: ${names.join(', ') || 'none'}`],
    exitCodes.usage,
  )
}

/** Fails with a CommandError. */
export function readMocks(path: string): ReturnType<typeof readMockConfig> {
  try {
    return readMockConfig(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof MockConfigError) throw new CommandError(`${path}: ${error.message}`)
    throw new CommandError(`The mocks cannot be read: ${(error as Error).message}`)
  }
}

function substitutions(pairs: readonly string[] = []): Map<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new CommandError(`${pair} is no substitution.`, ['Give Name=value.'], exitCodes.usage)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** `-` is standard input, the name of a file its content, anything else is JSON itself. */
async function readInput(given = '{}'): Promise<Json> {
  const text =
    given === '-' ? await readAll(process.stdin) : existsSync(given) ? readFileSync(given, 'utf8') : given
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new CommandError(
      `The input is not JSON: ${(error as Error).message}`,
      ['Give JSON, the name of a file, or - for standard input.'],
      exitCodes.usage,
    )
  }
}
