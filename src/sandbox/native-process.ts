import type { Socket } from 'node:net'
import type { ProcessOutput } from './output.ts'
import type { SandboxProgram } from './program.ts'
import { signalNumber } from './signals.ts'
import type { ProcessEnd, SandboxProcess } from './types.ts'

/** A process behind walls. */
export class NativeProcess implements SandboxProcess {
  readonly pid: number
  readonly output: ProcessOutput
  readonly channels: readonly Socket[]
  readonly ended: Promise<ProcessEnd>
  readonly #program: SandboxProgram
  readonly #id: number
  #finish: (end: ProcessEnd) => void = () => {}

  constructor(
    program: SandboxProgram,
    id: number,
    pid: number,
    output: ProcessOutput,
    channels: readonly Socket[],
  ) {
    this.#program = program
    this.#id = id
    this.pid = pid
    this.output = output
    this.channels = channels
    this.ended = new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  outputDelivered(patienceMs?: number): Promise<void> {
    return this.output.delivered(patienceMs)
  }

  kill(signal: NodeJS.Signals): void {
    this.#program.tell('K', [this.#id, signalNumber(signal)])
  }

  /** Its sandbox is no more: streams that nobody reads are closed, for they would keep this server running. */
  abandon(): void {
    for (const stream of [...this.channels, this.output]) {
      if (stream.listenerCount('data') === 0 && stream.listenerCount('readable') === 0) stream.destroy()
    }
  }

  /** It has ended. */
  finish(end: ProcessEnd): void {
    void this.output.processEnded()
    this.#finish(end)
  }
}
