/** Runs `bin/lambent` as a person does: as a process of its own, with a home folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sharedCache } from '../../support/shared-cache.ts'

const root = join(import.meta.dirname, '../../..')

/** The program's path. */
export const program = join(root, 'bin/lambent')

/** What a command left behind. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A server that was started by `lambent start`. */
export interface RunningServer {
  readonly process: ChildProcess
  readonly endpoint: string
  readonly port: number
  /** All that it has printed. */
  output(): string
  /** Waits until its output, behind what was found before, has what is looked for. */
  seen(pattern: RegExp): Promise<RegExpExecArray>
  /** Waits for its end. */
  ended(): Promise<Outcome>
  /** Sends a signal and waits for its end. */
  end(signal: NodeJS.Signals): Promise<Outcome>
}

/** A folder, empty at first, that goes with the tests of this file, and what was started in it too. */
export class Home {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambent-cli-')))
  readonly #processes = new Set<ChildProcess>()

  constructor() {
    after(async () => {
      for (const child of this.#processes) {
        child.kill('SIGKILL')
        await once(child, 'close')
      }
      rmSync(this.folder, { recursive: true, force: true })
    })
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
    return collect(this.#spawn(args, environment)).ended
  }

  /** Starts a server on a free port and waits until it says where it is. */
  async start(
    args: readonly string[] = [],
    environment: Record<string, string> = {},
  ): Promise<RunningServer> {
    const child = this.#spawn(['start', '--port', '0', ...args], environment)
    const { ended, output, seen } = collect(child)
    const found = await Promise.race([seen(/http:\/\/[\d.a-z:[\]]+:(\d+)/), ended])
    if ('code' in found)
      throw new Error(`lambent start ended with ${found.code}: ${found.stdout}${found.stderr}`)
    const [endpoint, port] = found
    return {
      process: child,
      endpoint,
      port: Number(port),
      output,
      seen,
      ended: () => ended,
      end: (signal) => {
        child.kill(signal)
        return ended
      },
    }
  }

  /** Starts a command, to be looked at while it goes on. */
  watch(args: readonly string[], environment: Record<string, string> = {}) {
    const child = this.#spawn(args, environment)
    const { ended, seen } = collect(child)
    return {
      /** Waits until the output, behind what was found before, has what is looked for. Fails when the command ends without. */
      seen: async (pattern: RegExp) => {
        const found = await Promise.race([seen(pattern), ended])
        if ('code' in found)
          throw new Error(
            `lambent ${args.join(' ')} ended with ${found.code}: ${found.stdout}${found.stderr}`,
          )
        return found
      },
      end: (signal: NodeJS.Signals) => {
        child.kill(signal)
        return ended
      },
    }
  }

  /** Starts a command and waits until its output has what is looked for. */
  async waitFor(args: readonly string[], pattern: RegExp) {
    const child = this.#spawn(args, {})
    const { ended, seen } = collect(child)
    const found = await Promise.race([seen(pattern), ended])
    if ('code' in found)
      throw new Error(`lambent ${args.join(' ')} ended with ${found.code}: ${found.stdout}${found.stderr}`)
    return {
      /** What was looked for. */
      found,
      end: (signal: NodeJS.Signals) => {
        child.kill(signal)
        return ended
      },
    }
  }

  #spawn(args: readonly string[], environment: Record<string, string>): ChildProcess {
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH, HOME: this.folder, ...sharedCache, ...registries(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#processes.add(child)
    child.once('close', () => this.#processes.delete(child))
    return child
  }
}

/** What runtimes bring is fetched as this machine fetches: by its npm's settings, and trusting whom it trusts. */
function registries(): Record<string, string> {
  const settings: Record<string, string> = {
    NPM_CONFIG_USERCONFIG: process.env.NPM_CONFIG_USERCONFIG ?? join(homedir(), '.npmrc'),
  }
  for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT']) {
    const value = process.env[name]
    if (value !== undefined) settings[name] = value
  }
  return settings
}

function collect(child: ChildProcess) {
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const watch of watchers) watch()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  let read = 0
  /** Waits until the output has what is looked for, in whole lines, behind what was found before. */
  const seen = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const watch = () => {
        const found = pattern.exec(stdout.slice(read, stdout.lastIndexOf('\n') + 1))
        if (!found) return
        read += found.index + found[0].length
        watchers.delete(watch)
        resolve(found)
      }
      watchers.add(watch)
      watch()
    })
  return { ended, seen, output: () => stdout }
}
