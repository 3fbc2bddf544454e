import { existsSync, readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type Json, sameJson } from '../../../base/json.ts'
import { systemClock } from '../../../base/system-clock.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { type DefinitionFile, machineName, readDefinition } from './definition-file.ts'
import type { LocalEnd } from './local-run.ts'
import type { TestCase } from './mock-config.ts'
import { readMocks } from './run.ts'
import { simulate } from './simulate.ts'
import { mockedEnd } from './tasks.ts'

/** The flags of `lambent states test`. */
export interface TestFlags {
  readonly json?: boolean
}

/** What came of one case. */
interface CaseReport {
  readonly machine: string
  readonly case: string
  readonly passed: boolean
  /** Why it did not pass. */
  readonly reason?: string
  readonly status?: string
  readonly states?: readonly string[]
  readonly durationMs: number
}

/** What a case is to come to: `Machine.Case.expected.json`. All members that are there must be met. */
interface Expected {
  readonly status?: string
  readonly output?: Json
  readonly error?: string
  readonly cause?: string
  /** Names of the states in the order they are entered. */
  readonly states?: readonly string[]
}

/** Files below a folder that are looked at. Ours. */
const filesMax = 20_000

/** Runs the cases of every MockConfigFile.json in a folder and prints a report. 1 when one does not pass. */
export async function testMachines(folder: string, flags: TestFlags, terminal: Terminal): Promise<number> {
  const files = await filesBelow(folder)
  const configs = files.filter((file) => /(^|[/\\])MockConfigFile\.json$/i.test(file))
  if (configs.length === 0)
    throw new CommandError(`There is no MockConfigFile.json in ${folder}.`, [
      'It names the cases of machines, and what their tasks answer:',
      'https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-test-sm-exec.html',
    ])
  const reports: CaseReport[] = []
  for (const config of configs)
    for (const [machine, cases] of readMocks(config).machines)
      for (const [name, testCase] of cases) {
        const report = await runCase({ folder, files, config, machine, name, testCase })
        reports.push(report)
        if (!flags.json) terminal.out(reportLine(report, terminal))
      }
  const failed = reports.filter(({ passed }) => !passed).length
  if (flags.json)
    terminal.out(JSON.stringify({ cases: reports, passed: reports.length - failed, failed }, null, 2))
  else terminal.out(summary(reports.length - failed, failed, terminal))
  return failed === 0 && reports.length > 0 ? exitCodes.success : exitCodes.failure
}

interface Case {
  readonly folder: string
  readonly files: readonly string[]
  readonly config: string
  readonly machine: string
  readonly name: string
  readonly testCase: TestCase
}

async function runCase(one: Case): Promise<CaseReport> {
  const { machine, name, testCase } = one
  const began = systemClock.now()
  const report = { machine, case: name }
  const after = () => systemClock.now() - began
  try {
    const end = await simulate({
      definition: definitionOf(one),
      input: readSide(one, 'input') ?? {},
      perform: async (command) =>
        mockedEnd(testCase, command) ?? {
          error: 'States.Runtime',
          cause: `The case has no mocked response for the state '${command.stateName}'.`,
        },
    })
    const reason = missed(end, readSide(one, 'expected') as Expected | undefined)
    const { status, states } = end
    return {
      ...report,
      passed: reason === undefined,
      ...(reason !== undefined && { reason }),
      status,
      states,
      durationMs: after(),
    }
  } catch (error) {
    const lines =
      error instanceof CommandError ? [error.message, ...error.advice] : [(error as Error).message]
    return { ...report, passed: false, reason: lines.join(' '), durationMs: after() }
  }
}

/** Why an end is not what was expected; without an expectation it has to be a success. */
function missed(end: LocalEnd, expected: Expected = {}): string | undefined {
  const status = expected.status ?? (expected.error === undefined ? 'SUCCEEDED' : 'FAILED')
  const why = [end.error, end.cause].filter((part) => part !== undefined).join(': ')
  if (end.status !== status) return `${end.status} instead of ${status}${why === '' ? '' : `: ${why}`}`
  if (expected.error !== undefined && end.error !== expected.error)
    return `the error is ${end.error}, not ${expected.error}`
  if (expected.cause !== undefined && end.cause !== expected.cause)
    return `the cause is ${JSON.stringify(end.cause)}`
  if (expected.output !== undefined && !sameJson(end.output, expected.output))
    return `the output is ${JSON.stringify(end.output)}`
  if (expected.states !== undefined && !sameJson(end.states, expected.states))
    return `the states were ${end.states.join(' → ')}`
  return undefined
}

/** The definition of a machine: the file of its name that is nearest to the mocks. */
function definitionOf({ files, config, machine }: Case): DefinitionFile {
  const found = files
    .filter((file) => /\.(json|ya?ml)$/i.test(file) && machineName(file) === machine)
    .sort((a, b) => distance(config, a) - distance(config, b))
  const [path] = found
  if (path === undefined)
    throw new CommandError(
      `There is no definition of ${machine}: ${machine}.asl.json, ${machine}.asl.yaml or ${machine}.json.`,
    )
  return readDefinition(path)
}

function distance(from: string, to: string): number {
  return relative(dirname(from), to).split(/[/\\]/).length
}

/** `Machine.Case.input.json`, beside the mocks or in a folder `cases` there. */
function readSide({ config, machine, name }: Case, kind: 'input' | 'expected'): Json | undefined {
  for (const folder of [dirname(config), join(dirname(config), 'cases')]) {
    const path = join(folder, `${machine}.${name}.${kind}.json`)
    if (!existsSync(path)) continue
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Json
    } catch (error) {
      throw new CommandError(`${path} is not JSON: ${(error as Error).message}`)
    }
  }
  return undefined
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) throw new CommandError(`There is no folder ${folder}.`, [], exitCodes.usage)
  if (!statSync(folder).isDirectory()) throw new CommandError(`${folder} is no folder.`, [], exitCodes.usage)
  const files: string[] = []
  const open = [folder]
  for (let next = open.pop(); next !== undefined && files.length < filesMax; next = open.pop())
    for (const entry of await readdir(next, { withFileTypes: true })) {
      const path = join(next, entry.name)
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) open.push(path)
      else if (entry.isFile()) files.push(path)
    }
  return files.sort()
}

function reportLine(
  { machine, case: name, passed, reason, states, durationMs }: CaseReport,
  { paint }: Terminal,
): string {
  const mark = passed ? paint.green('✓') : paint.red('✗')
  const facts = paint.dim(`(${states === undefined ? '' : `${states.length} states, `}${durationMs} ms)`)
  return `${mark} ${machine} › ${name} ${facts}${reason === undefined ? '' : `\n    ${paint.red(reason)}`}`
}

function summary(passed: number, failed: number, { paint }: Terminal): string {
  const all = paint.green(`${passed} passed`)
  return failed === 0 ? all : `${all}, ${paint.red(`${failed} failed`)}`
}
