/**
 * Plain processes, for machines without namespaces: the same interface, none of the walls. Processes lead process groups, which a guard
 * ends when the server is gone.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Logger } from '../base/logger.ts'
import { OperationalError } from '../base/operational-error.ts'
import type { RandomSource } from '../base/random.ts'
import { PlainSandbox, type PlainSurroundings } from './plain-sandbox.ts'
import type { Protection, SandboxHost, SandboxSpec, WarmParent } from './types.ts'

export interface PlainHostParts {
  readonly runFolder: string
  readonly logger: Logger
  readonly random: RandomSource
  /** Why there are no walls. */
  readonly reason: string
}

const run = promisify(execFile)

/** Waits for the end of the server, then ends every process group that has a file in the folder, and removes the run folder. */
const guardScript = `trap '' INT TERM HUP; cat >/dev/null
for file in "$1"/groups/*; do kill -s KILL -- "-\${file##*/}" 2>/dev/null; done
rm -rf "$1"`

export class PlainHost implements SandboxHost, PlainSurroundings {
  readonly canFork = false
  readonly protections: readonly Protection[]
  readonly parts: PlainHostParts
  readonly #guard: ChildProcess
  readonly #sandboxes = new Set<PlainSandbox>()
  #last = 0

  private constructor(parts: PlainHostParts) {
    this.parts = parts
    this.protections = describe(parts.reason)
    this.#guard = spawn('/bin/sh', ['-c', guardScript, 'sh', parts.runFolder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
      detached: true,
      cwd: '/',
    })
    this.#guard.on('error', () => {})
    this.#guard.stdin?.on('error', () => {})
  }

  static async open(parts: PlainHostParts): Promise<PlainHost> {
    await mkdir(join(parts.runFolder, 'groups'), { recursive: true, mode: 0o700 })
    return new PlainHost(parts)
  }

  async create(spec: SandboxSpec): Promise<PlainSandbox> {
    const sandbox = new PlainSandbox(this, ++this.#last, spec)
    this.#sandboxes.add(sandbox)
    return sandbox
  }

  async warmParent(): Promise<WarmParent> {
    throw new OperationalError('Sandbox: plain processes do not fork from warm parents.', {
      retryable: false,
    })
  }

  /** A named pipe of this host. */
  async makePipe(name: string): Promise<string> {
    const path = join(this.parts.runFolder, name)
    await run('mkfifo', ['-m', '600', path], { env: { PATH: '/usr/bin:/bin' } })
    return path
  }

  get random(): RandomSource {
    return this.parts.random
  }

  /** Where the guard looks for process groups. */
  get groupsFolder(): string {
    return join(this.parts.runFolder, 'groups')
  }

  forget(sandbox: PlainSandbox): void {
    this.#sandboxes.delete(sandbox)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sandboxes].map((sandbox) => sandbox.stop()))
    const exited = new Promise((resolve) => this.#guard.once('close', resolve))
    this.#guard.stdin?.end()
    if (this.#guard.exitCode === null && this.#guard.pid !== undefined) await exited
    await rm(this.parts.runFolder, { recursive: true, force: true })
  }
}

function describe(reason: string): readonly Protection[] {
  const absent = [
    ['namespaces', 'Functions see the processes and files of this machine that its user may see.'],
    ['process list', 'Functions see the processes of this machine.'],
    ['read-only code', 'Code is read-only by convention alone.'],
    ['unprivileged user', "Functions run as the server's own user."],
    ['seccomp', 'Functions may call what any process may.'],
    ['memory limit', 'Functions may use all memory.'],
    ['cpu limit', 'Functions share the processors without a limit.'],
    ['process limit', 'Functions may start as many processes as the user may.'],
    ['network', 'Functions reach what this machine reaches.'],
  ] as const
  return [
    ...absent.map(([name, detail]) => ({ name, active: false, detail: `${detail} ${reason}` })),
    { name: 'freezing', active: true, detail: 'By stop signals to the process group.' },
  ]
}
