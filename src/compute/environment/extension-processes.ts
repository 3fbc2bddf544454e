import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessEnd, Sandbox, SandboxProcess } from '../../sandbox/index.ts'
import type { ExtensionSet } from '../api/extensions.ts'
import type { Journal } from '../logs/journal.ts'
import { LineSplitter } from '../logs/line-splitter.ts'
import type { Fault } from './faults.ts'

/** Names of the programs in a layers' folder that are extensions. Source: Lambda Developer Guide, "Using the Lambda Extensions API". */
export async function externalExtensions(layersFolder: string | undefined): Promise<string[]> {
  if (layersFolder === undefined) return []
  const entries = await readdir(join(layersFolder, 'extensions'), { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort()
}

/** The processes of external extensions in one environment. */
export class ExtensionProcesses {
  readonly #processes = new Map<string, SandboxProcess>()
  readonly #set: ExtensionSet
  readonly #journal: Journal
  readonly #onEnd: (name: string, end: ProcessEnd) => void

  /** `onEnd`: one ended, for whatever reason. */
  constructor(set: ExtensionSet, journal: Journal, onEnd: (name: string, end: ProcessEnd) => void) {
    this.#set = set
    this.#journal = journal
    this.#onEnd = onEnd
  }

  get isEmpty(): boolean {
    return this.#processes.size === 0
  }

  /** Starts them all. Answers what is wrong when one cannot be started. */
  async start(
    names: readonly string[],
    sandbox: Sandbox,
    folder: string,
    env: Readonly<Record<string, string>>,
  ): Promise<Fault | undefined> {
    for (const name of names) this.#set.expect(name)
    for (const name of names) {
      let process: SandboxProcess
      try {
        process = await sandbox.start({
          command: [`${folder}/${name}`],
          env,
          workingDirectory: '/',
          channels: 0,
        })
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        return { errorType: 'Extension.LaunchError', sentence: `fork/exec ${folder}/${name}: ${reason}` }
      }
      this.#processes.set(name, process)
      const splitter = new LineSplitter((line) => this.#journal.extensionLine(line))
      process.output.on('data', (chunk: Buffer) => splitter.push(chunk))
      this.#journal.log.watch(process.output)
      process.ended
        .then((end) => {
          splitter.flush()
          this.#processes.delete(name)
          this.#onEnd(name, end)
        })
        .catch(() => {})
    }
    return undefined
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    await Promise.all([...this.#processes.values()].map(({ ended }) => ended.catch(() => undefined)))
  }
}
