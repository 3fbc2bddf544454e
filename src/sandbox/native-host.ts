/** Sandboxes with walls: made by the host program of native/. */
import { readdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Logger } from '../base/logger.ts'
import { OperationalError } from '../base/operational-error.ts'
import { type RandomSource, randomHex } from '../base/random.ts'
import { ChannelListener } from './channels.ts'
import { type HostFacts, readFacts } from './facts.ts'
import { NativeWarmParent, programTexts } from './native-parent.ts'
import { NativeProcess } from './native-process.ts'
import { NativeSandbox } from './native-sandbox.ts'
import { ProcessOutput } from './output.ts'
import { hasEnded, SandboxProgram } from './program.ts'
import { describeProtections } from './protections.ts'
import { signalName } from './signals.ts'
import type { ProcessEnd, ProcessSpec, Protection, SandboxHost, SandboxSpec } from './types.ts'

export interface NativeHostParts {
  readonly programPath: string
  /** A folder of this host's own, which nobody else may enter. It removes it at the end. */
  readonly runFolder: string
  readonly logger: Logger
  readonly random: RandomSource
}

/** One host program and what it has made. */
export class NativeHost implements SandboxHost {
  readonly canFork = true
  /** Resolves when the program has ended, and all with it. */
  readonly ended: Promise<void>
  readonly protections: readonly Protection[]
  readonly program: SandboxProgram
  readonly facts: HostFacts
  readonly #parts: NativeHostParts
  readonly #channels: ChannelListener
  readonly #processes: Map<number, NativeProcess>
  readonly #parents: Map<number, (end: ProcessEnd) => void>
  /** Of processes that ended before their streams were put together. */
  readonly #ends: Map<number, ProcessEnd>

  private constructor(
    parts: NativeHostParts,
    program: SandboxProgram,
    channels: ChannelListener,
    facts: HostFacts,
    processes: Map<number, NativeProcess>,
    parents: Map<number, (end: ProcessEnd) => void>,
    ends: Map<number, ProcessEnd>,
    ended: Promise<void>,
  ) {
    this.#parts = parts
    this.program = program
    this.#channels = channels
    this.facts = facts
    this.#processes = processes
    this.#parents = parents
    this.#ends = ends
    this.ended = ended
    this.protections = describeProtections(facts)
  }

  /** Fails with an OperationalError where this machine allows no namespaces. */
  static async open(parts: NativeHostParts): Promise<NativeHost> {
    const processes = new Map<number, NativeProcess>()
    const parents = new Map<number, (end: ProcessEnd) => void>()
    const killed: ProcessEnd = { signal: 'SIGKILL', outOfMemory: false }
    const channels = await ChannelListener.listen(parts.runFolder)
    const ends = new Map<number, ProcessEnd>()
    const ended = Promise.withResolvers<void>()
    let facts: HostFacts | undefined
    const program = new SandboxProgram(parts.programPath, parts.logger, {
      processEnded: (id, end) => {
        const ended = { ...asEnd(end), outOfMemory: end.outOfMemory }
        const process = processes.get(id)
        processes.delete(id)
        if (process) process.finish(ended)
        else ends.set(id, ended)
      },
      parentEnded: (id, end) => parents.get(id)?.({ ...asEnd(end), outOfMemory: false }),
      closed: () => {
        channels.forgetAll(hasEnded())
        if (facts?.freezer.version === 1) thawAll(facts.freezer.path)
        for (const process of processes.values()) process.finish(killed)
        processes.clear()
        for (const finish of parents.values()) finish(killed)
        ended.resolve()
      },
    })
    try {
      facts = readFacts(await program.ask('B', [parts.runFolder]))
      const host = new NativeHost(parts, program, channels, facts, processes, parents, ends, ended.promise)
      await host.#probe()
      return host
    } catch (error) {
      channels.close()
      await program.end()
      await rm(parts.runFolder, { recursive: true, force: true })
      throw error
    }
  }

  async create(spec: SandboxSpec): Promise<NativeSandbox> {
    const id = this.program.nextId()
    const mounts = spec.mounts.flatMap(({ source, target }) => [source, target])
    const template = spec.cloneOf instanceof NativeSandbox ? spec.cloneOf : undefined
    if (template && !template.isOf(this.program))
      throw new OperationalError('Sandbox: the template is no more.', { retryable: true })
    const [group = ''] = await this.program.ask('C', [spec.label, template?.number ?? 0, ...mounts], id)
    return new NativeSandbox(this, id, group, template)
  }

  async warmParent(spec: Omit<ProcessSpec, 'channels'>): Promise<NativeWarmParent> {
    const id = this.program.nextId()
    let finish: (end: ProcessEnd) => void = () => {}
    const ended = new Promise<ProcessEnd>((resolve) => {
      finish = resolve
    })
    this.#parents.set(id, finish)
    const asked = this.program.ask('W', [spec.command.length, ...programTexts(spec)], id)
    // What it says while it loads, and why it could not, is read while we wait.
    const output = await this.#openOutputOf(id, asked)
    output?.on('data', (chunk: Buffer) =>
      this.#parts.logger.warn('A warm parent says something.', { text: chunk.toString().trim() }),
    )
    void ended.then(() => {
      this.#parents.delete(id)
      void output?.processEnded()
    })
    await asked
    return new NativeWarmParent(this.program, id, ended)
  }

  /** Asks for a process and puts its streams together. */
  async startProcess(
    kind: 'S' | 'F' | 'N',
    head: readonly (string | number)[],
    channels: number,
    tail: readonly (string | number)[],
  ): Promise<NativeProcess> {
    const id = this.program.nextId()
    const tokens = Array.from({ length: channels }, () => randomHex(this.#parts.random, 16))
    const streams = tokens.map((token) => this.#channels.expect(token))
    let pid: number
    try {
      const [text] = await this.program.ask(kind, [...head, channels, ...tokens, ...tail], id)
      pid = Number(text)
    } catch (error) {
      for (const token of tokens) this.#channels.forget(token)
      this.#ends.delete(id)
      this.program.tell('O', [id])
      throw error
    }
    const output = this.#openOutput(id)
    let sockets: Socket[]
    try {
      sockets = await Promise.all(streams)
    } catch (error) {
      // The process has died with the program: nobody would read what is open of it to its end.
      output.destroy()
      for (const stream of streams)
        stream.then(
          (socket) => socket.destroy(),
          () => {},
        )
      throw error
    }
    const process = new NativeProcess(this.program, id, pid, output, sockets)
    const ended = this.#ends.get(id)
    this.#ends.delete(id)
    if (ended) process.finish(ended)
    else if (this.program.closed) process.finish({ signal: 'SIGKILL', outOfMemory: false })
    else this.#processes.set(id, process)
    return process
  }

  async close(): Promise<void> {
    await this.program.end()
    this.#channels.close()
    await rm(this.#parts.runFolder, { recursive: true, force: true })
  }

  /** One sandbox for trial: what cannot be done here shows now, not when a function is invoked. */
  async #probe(): Promise<void> {
    const id = this.program.nextId()
    const [, processes] = await this.program.ask('C', ['probe', 0], id)
    ;(this.facts as { processList: boolean }).processList = processes === '1'
    await this.program.ask('X', [id])
  }

  #outputPath(id: number): string {
    return join(this.#parts.runFolder, `${id}.out`)
  }

  #openOutput(id: number): ProcessOutput {
    try {
      return new ProcessOutput(this.#outputPath(id), this.#parts.random.bytes(16))
    } catch (error) {
      throw new OperationalError('Sandbox: the output of a process cannot be read.', {
        cause: error,
        retryable: false,
      })
    } finally {
      this.program.tell('O', [id])
    }
  }

  /** The pipe of a request that is under way, as soon as it is there. */
  async #openOutputOf(id: number, asked: Promise<unknown>): Promise<ProcessOutput | undefined> {
    const answered = asked.then(
      () => true,
      () => true,
    )
    // The program makes it before it starts anything; a request for nothing comes back after that.
    await Promise.race([answered, this.program.ask('P', [])])
    try {
      return this.#openOutput(id)
    } catch {
      return undefined
    }
  }
}

/** What is frozen does not die with the program (version 1), though it has been killed. `folder` holds the groups of sandboxes. */
function thawAll(folder: string): void {
  try {
    for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    ))
      writeFileSync(join(folder, name, 'freezer.state'), 'THAWED')
  } catch {
    // The program has removed them: it did not end by accident.
  }
}

function asEnd({ code, signal }: { code: number; signal: number }) {
  const name = signal === 0 ? undefined : signalName(signal)
  return name === undefined ? { code } : { signal: name }
}
