/**
 * The AWS CLI loaded once for many commands (commands.py), where it is a package of a Python that can be found: a command then takes a
 * quarter of the processor time. All else of it is as always: each command is a process, with its own environment and output.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { promisify } from 'node:util'

/** What a command left behind. */
export interface Outcome {
  /** 0 when it succeeded; 254 or 255, by the CLI's version, when the service refused. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. */
export type RunCommand = (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<Outcome>

const stops: Array<() => void> = []
after(() => {
  for (const stop of stops) stop()
})

/** Loads the CLI of this version; undefined where that one cannot be loaded. */
export async function loadCli(version: string): Promise<RunCommand | undefined> {
  for (const python of await pythons()) {
    const child = spawn(python, [join(import.meta.dirname, 'commands.py')], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    child.on('error', () => {})
    const first = await lines.next()
    if (first.value === version) return commandsOf(child, lines)
    child.kill()
  }
  return undefined
}

/** The Python that the program itself names, and the one of the PATH: version managers put a program of theirs before the CLI's. */
async function pythons(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v aws'])
  const head = Buffer.alloc(200)
  const program = openSync(stdout.trim(), 'r')
  readSync(program, head)
  closeSync(program)
  const [, own] = /^#!(\S*python\S*)\n/.exec(head.toString('latin1')) ?? []
  return [...(own === undefined ? [] : [own]), 'python3']
}

function commandsOf(child: ChildProcess, lines: AsyncIterator<string>): RunCommand {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-aws-'))
  stops.push(() => {
    child.stdin?.end()
    rmSync(folder, { recursive: true, force: true })
  })
  const waiting = new Map<number, (code: number | undefined) => void>()
  void (async () => {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const [id = 0, code] = line.value.split(' ').map(Number)
      waiting.get(id)?.(code)
      waiting.delete(id)
    }
    for (const tell of waiting.values()) tell(undefined)
  })()
  let count = 0
  return async (args, env) => {
    const id = ++count
    const place = mkdtempSync(join(folder, 'command-'))
    const code = await new Promise<number | undefined>((resolve) => {
      waiting.set(id, resolve)
      child.stdin?.write(`${JSON.stringify({ id, args, env, folder: place })}\n`)
    })
    if (code === undefined) throw new Error(`${child.spawnargs.join(' ')} has ended before its commands`)
    const read = (name: string) => readFileSync(join(place, name), 'utf8')
    return { code, stdout: read('out'), stderr: read('err') }
  }
}
