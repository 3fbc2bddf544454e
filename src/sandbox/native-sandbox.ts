import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { OperationalError } from '../base/operational-error.ts'
import type { HostFacts } from './facts.ts'
import { NativeWarmParent, programTexts } from './native-parent.ts'
import type { NativeProcess } from './native-process.ts'
import type { SandboxProgram } from './program.ts'
import type { Assignment, ForkSpec, ProcessSpec, Sandbox, SandboxUsage, WarmParent } from './types.ts'

const reaches = { none: 0, outside: 1, host: 2 }
/** How often it is asked whether everything stands still: at once, mostly. */
const freezeAttempts = 1000

/** What a sandbox needs of its host. */
export interface SandboxMaker {
  readonly program: SandboxProgram
  readonly facts: HostFacts
  startProcess(
    kind: 'S' | 'F' | 'N',
    head: readonly (string | number)[],
    channels: number,
    tail: readonly (string | number)[],
  ): Promise<NativeProcess>
}

/** A sandbox of the host program. */
export class NativeSandbox implements Sandbox {
  readonly id: string
  readonly number: number
  readonly #host: SandboxMaker
  readonly #group: string
  readonly #template: Sandbox | undefined
  readonly #processes = new Set<NativeProcess>()
  #freezer: number | undefined
  #forwards = new Map<string, string>()
  #stopped: Promise<void> | undefined

  constructor(host: SandboxMaker, number: number, group: string, template?: Sandbox) {
    this.#template = template
    this.#host = host
    this.number = number
    this.#group = group
    this.id = `${host.program.pid ?? 0}-${number}`
  }

  /** Numbers of another program's sandboxes mean others. */
  isOf(program: SandboxProgram): boolean {
    return this.#host.program === program
  }

  async assign({ mounts, limits, network, forwards }: Assignment): Promise<void> {
    for (const { name, port, hostAddress } of forwards) {
      const inside = this.#host.facts.network || hostAddress === undefined
      this.#forwards.set(name, inside ? `127.0.0.1:${port}` : hostAddress)
    }
    await this.#host.program.ask('A', [
      this.number,
      limits.memoryBytes,
      limits.processes,
      limits.openFiles,
      Math.max(1, Math.round(limits.cpus * 1000)),
      limits.tmpBytes,
      reaches[network.reach],
      mounts.length,
      ...mounts.flatMap(({ source, target }) => [source, target]),
      forwards.length,
      ...forwards.flatMap(({ port, socketPath }) => [port, socketPath]),
    ])
  }

  addressOf(forward: string): string {
    const address = this.#forwards.get(forward)
    if (address === undefined)
      throw new OperationalError(`Sandbox: no forward "${forward}".`, { retryable: false })
    return address
  }

  pathOf(target: string): string {
    return target
  }

  start(process: ProcessSpec): Promise<NativeProcess> {
    return this.#startProcess('S', [this.number], process.channels, [
      process.command.length,
      ...programTexts(process),
    ])
  }

  fork(parent: WarmParent, process: ForkSpec): Promise<NativeProcess> {
    if (!(parent instanceof NativeWarmParent)) throw new TypeError('A warm parent of another host.')
    if (!parent.isOf(this.#host.program))
      throw new OperationalError('Sandbox: the warm parent is no more.', { retryable: true })
    const { env, workingDirectory } = process
    const line = JSON.stringify({ env, workingDirectory })
    return this.#startProcess('F', [this.number, parent.id], process.channels, [
      line,
      process.template ? 1 : 0,
    ])
  }

  cloneFrom(template: Sandbox, process: Omit<ProcessSpec, 'command'>): Promise<NativeProcess> {
    if (template !== this.#template)
      throw new TypeError('The sandbox was not created for clones of this one.')
    const { env, workingDirectory } = process
    return this.#startProcess('N', [this.number], process.channels, [
      JSON.stringify({ env, workingDirectory }),
    ])
  }

  async freeze(): Promise<void> {
    if (this.#host.program.closed) return
    const freezer = this.#openFreezer()
    if (freezer === undefined) return void (await this.#host.program.ask('Z', [this.number]))
    const { version } = this.#host.facts.freezer
    writeSync(freezer, version === 1 ? 'FROZEN' : '1', 0)
    if (version !== 1) return
    const state = Buffer.alloc(16)
    for (let attempt = 0; attempt < freezeAttempts; attempt++) {
      const length = readSync(freezer, state, 0, state.length, 0)
      if (state.toString('latin1', 0, length).startsWith('FROZEN')) return
      await nextTurn()
    }
  }

  async thaw(): Promise<void> {
    // Nothing is left that could be thawed, its group neither.
    if (this.#host.program.closed) return
    const freezer = this.#openFreezer()
    if (freezer === undefined) await this.#host.program.ask('T', [this.number])
    else writeSync(freezer, this.#host.facts.freezer.version === 1 ? 'THAWED' : '0', 0)
  }

  async usage(options: { readonly reset?: boolean } = {}): Promise<SandboxUsage> {
    const texts = await this.#host.program.ask('U', [this.number, options.reset ? 1 : 0])
    const [memoryBytes = 0, peakMemoryBytes = 0, cpuUs = 0, processes = 0, residentBytes = 0] =
      texts.map(Number)
    return { memoryBytes, peakMemoryBytes, cpuMs: cpuUs / 1000, processes, residentBytes }
  }

  async endProcesses(): Promise<void> {
    await this.#host.program.ask('R', [this.number])
    this.#forgetProcesses()
  }

  async #startProcess(...parameters: Parameters<SandboxMaker['startProcess']>): Promise<NativeProcess> {
    const process = await this.#host.startProcess(...parameters)
    this.#processes.add(process)
    return process
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    if (this.#freezer !== undefined) closeSync(this.#freezer)
    this.#freezer = undefined
    if (!this.#host.program.closed) await this.#host.program.ask('X', [this.number])
    this.#forgetProcesses()
  }

  #forgetProcesses(): void {
    for (const process of this.#processes) process.abandon()
    this.#processes.clear()
  }

  /** The group's own switch, when it is ours to write: it saves the way through the host program. */
  #openFreezer(): number | undefined {
    if (this.#freezer !== undefined || this.#stopped) return this.#freezer
    const { version, path } = this.#host.facts.freezer
    if (version === 0) return undefined
    try {
      const file = version === 1 ? 'freezer.state' : 'cgroup.freeze'
      this.#freezer = openSync(join(path, this.#group, file), constants.O_RDWR)
    } catch {
      return undefined
    }
    return this.#freezer
  }
}
