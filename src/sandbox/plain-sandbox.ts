import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { OperationalError } from '../base/operational-error.ts'
import type { RandomSource } from '../base/random.ts'
import { ProcessOutput } from './output.ts'
import { PlainChannel } from './plain-channel.ts'
import type {
  Assignment,
  ProcessEnd,
  ProcessSpec,
  Sandbox,
  SandboxProcess,
  SandboxSpec,
  SandboxUsage,
} from './types.ts'

/** Sets the limit of open files, where the system allows, then becomes the program. */
const wrapper = 'ulimit -c 0; ulimit -n "$1" 2>/dev/null; shift; exec "$@"'
const pageSize = 4096

/** What a plain sandbox needs of its host. */
export interface PlainSurroundings {
  readonly random: RandomSource
  /** Where the guard looks for process groups. */
  readonly groupsFolder: string
  /** Makes a named pipe. */
  makePipe(name: string): Promise<string>
  forget(sandbox: PlainSandbox): void
}

/** Processes that belong together, and no walls around them. */
export class PlainSandbox implements Sandbox {
  readonly id: string
  readonly #host: PlainSurroundings
  readonly #number: number
  readonly #processes = new Set<PlainProcess>()
  readonly #paths = new Map<string, string>()
  readonly #addresses = new Map<string, string>()
  #openFiles = 1024
  #peak = 0
  #count = 0
  #stopped = false

  constructor(host: PlainSurroundings, number: number, spec: SandboxSpec) {
    this.#host = host
    this.#number = number
    this.id = `plain-${number}`
    for (const { source, target } of spec.mounts) this.#paths.set(target, source)
  }

  async assign({ mounts, limits, forwards }: Assignment): Promise<void> {
    for (const { source, target } of mounts) this.#paths.set(target, source)
    for (const { name, hostAddress } of forwards) {
      if (hostAddress !== undefined) this.#addresses.set(name, hostAddress)
    }
    this.#openFiles = limits.openFiles
  }

  addressOf(forward: string): string {
    const address = this.#addresses.get(forward)
    if (address === undefined)
      throw new OperationalError(`Sandbox: no address for "${forward}" without network namespaces.`, {
        retryable: false,
      })
    return address
  }

  pathOf(target: string): string {
    return this.#paths.get(target) ?? target
  }

  async start(spec: ProcessSpec): Promise<SandboxProcess> {
    if (this.#stopped) throw new OperationalError('Sandbox: it is no more.', { retryable: false })
    const path = await this.#host.makePipe(`${this.#number}-${++this.#count}.out`)
    const output = new ProcessOutput(path, this.#host.random.bytes(16))
    const end = openSync(path, constants.O_WRONLY)
    rmSync(path, { force: true })
    const channels = Array.from({ length: spec.channels }, () => 'pipe' as const)
    const child = spawn('/bin/sh', ['-c', wrapper, 'sh', String(this.#openFiles), ...spec.command], {
      cwd: spec.workingDirectory,
      env: { ...spec.env },
      detached: true,
      stdio: ['ignore', end, end, ...channels],
    })
    closeSync(end)
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (cause) => {
        output.destroy()
        reject(new OperationalError('Sandbox: a process could not be started.', { cause, retryable: false }))
      })
    })
    const process = new PlainProcess(child, output, this.#host.groupsFolder)
    this.#processes.add(process)
    void process.ended.then(() => this.#processes.delete(process))
    return process
  }

  async fork(): Promise<SandboxProcess> {
    throw new OperationalError('Sandbox: plain processes do not fork from warm parents.', {
      retryable: false,
    })
  }

  async freeze(): Promise<void> {
    for (const process of this.#processes) process.signalGroup('SIGSTOP')
  }

  async thaw(): Promise<void> {
    for (const process of this.#processes) process.signalGroup('SIGCONT')
  }

  /** Of the processes that were started; what these started is not counted. */
  async usage(options: { readonly reset?: boolean } = {}): Promise<SandboxUsage> {
    let memoryBytes = 0
    for (const { pid } of this.#processes) memoryBytes += residentBytes(pid)
    const peakMemoryBytes = Math.max(this.#peak, memoryBytes)
    this.#peak = options.reset ? memoryBytes : peakMemoryBytes
    return {
      memoryBytes,
      peakMemoryBytes,
      cpuMs: 0,
      processes: this.#processes.size,
      residentBytes: memoryBytes,
    }
  }

  async endProcesses(): Promise<void> {
    await this.#end()
    this.#peak = 0
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const { output } of await this.#end()) output.destroy()
    this.#host.forget(this)
  }

  async #end(): Promise<readonly PlainProcess[]> {
    const processes = [...this.#processes]
    for (const process of processes) process.signalGroup('SIGKILL')
    await Promise.all(processes.map(({ ended }) => ended))
    return processes
  }
}

class PlainProcess implements SandboxProcess {
  readonly pid: number
  readonly output: ProcessOutput
  readonly channels: readonly Duplex[]
  readonly ended: Promise<ProcessEnd>

  constructor(child: ChildProcess, output: ProcessOutput, groupsFolder: string) {
    this.pid = child.pid ?? 0
    this.output = output
    this.channels = child.stdio.slice(3).map((stream) => new PlainChannel(stream as Socket))
    const file = join(groupsFolder, String(this.pid))
    writeFileSync(file, '')
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        // What it started may live on in its group; the sandbox's end is theirs too, and the number stays taken till then.
        rmSync(file, { force: true })
        this.signalGroup('SIGKILL')
        void output.processEnded()
        resolve({ ...(signal === null ? { code: code ?? 0 } : { signal }), outOfMemory: false })
      })
    })
  }

  outputDelivered(patienceMs?: number): Promise<void> {
    return this.output.delivered(patienceMs)
  }

  kill(signal: NodeJS.Signals): void {
    try {
      process.kill(this.pid, signal)
    } catch {
      // It has ended.
    }
  }

  signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal)
    } catch {
      // It has ended.
    }
  }
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * pageSize
  } catch {
    return 0
  }
}
