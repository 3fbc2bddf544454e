import { resolve } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { columns, type Terminal } from '../terminal.ts'
import { checkAwsCli } from './aws-cli.ts'
import { checkAwsSettings } from './aws-settings.ts'
import type { Check, CheckContext, Finding } from './check.ts'
import { checkClock } from './clock.ts'
import { checkDataFolder } from './data-folder.ts'
import { checkNode } from './node.ts'
import { checkPort } from './port.ts'
import { checkPostgres } from './postgres.ts'
import { checkRuntimes } from './runtimes.ts'
import { checkSandbox } from './sandbox.ts'

/** The flags of `lambent doctor`. */
export interface DoctorFlags {
  readonly dataDir: string
  readonly port: number
  readonly store?: string
  readonly json?: boolean
}

const checks: readonly Check[] = [
  checkNode,
  checkPort,
  checkDataFolder,
  checkPostgres,
  checkAwsSettings,
  checkAwsCli,
  checkClock,
  checkRuntimes,
  checkSandbox,
]

/** Looks for what could go wrong, and says how to mend it. */
export async function doctor(flags: DoctorFlags, terminal: Terminal): Promise<number> {
  const context: CheckContext = {
    dataFolder: resolve(flags.dataDir),
    port: flags.port,
    ...(flags.store === undefined ? {} : { store: flags.store }),
    environment: process.env,
  }
  const findings = (await Promise.all(checks.map((check) => check(context)))).flat()
  const problems = findings.filter(({ status }) => status === 'problem').length
  if (flags.json) terminal.out(JSON.stringify({ healthy: problems === 0, findings }, null, 2))
  else print(findings, problems, terminal)
  return problems === 0 ? exitCodes.success : exitCodes.failure
}

function print(findings: readonly Finding[], problems: number, { out, paint }: Terminal): void {
  const marks = {
    ok: paint.green('ok     '),
    fact: paint.dim('fact   '),
    warning: paint.yellow('warning'),
    problem: paint.red('PROBLEM'),
  }
  const lines = columns(
    findings.map(({ name, message }) => [name, message]),
    '',
  )
  findings.forEach(({ status, remedy }, index) => {
    out(`${marks[status]}  ${lines[index]}`)
    if (remedy !== undefined) out(`           ${remedy}`)
  })
  const warnings = findings.filter(({ status }) => status === 'warning').length
  out('')
  out(`${count(problems, 'problem')}, ${count(warnings, 'warning')}.`)
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'No' : number} ${noun}${number === 1 ? '' : 's'}`
}
