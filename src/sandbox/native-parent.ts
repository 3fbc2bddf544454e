import type { SandboxProgram } from './program.ts'
import type { ProcessEnd, ProcessSpec, WarmParent } from './types.ts'

/** A process of ours that forks into sandboxes. */
export class NativeWarmParent implements WarmParent {
  readonly ended: Promise<ProcessEnd>
  readonly id: number
  readonly #program: SandboxProgram

  constructor(program: SandboxProgram, id: number, ended: Promise<ProcessEnd>) {
    this.#program = program
    this.id = id
    this.ended = ended
  }

  /** Numbers of another program's parents mean others. */
  isOf(program: SandboxProgram): boolean {
    return this.#program === program
  }

  async stop(): Promise<void> {
    if (this.#program.closed) return
    await this.#program.ask('Q', [this.id])
  }
}

/** Folder, command and environment as the program takes them. */
export function programTexts(spec: Omit<ProcessSpec, 'channels'>): string[] {
  const environment = Object.entries(spec.env).map(([name, value]) => `${name}=${value}`)
  return [spec.workingDirectory, ...spec.command, ...environment]
}
