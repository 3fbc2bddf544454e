/** Which functions are being debugged. One session for each version of a function. */
import { join } from 'node:path'
import type { RuntimePlan } from '../environment/runtime-plan.ts'
import type { Debugging, DebugWish, FunctionVersion } from '../types.ts'
import { DebugSession } from './debug-session.ts'

/** What sessions need of the room. */
export interface DebuggingParts {
  readonly socketFolder: string
  readonly onHost: boolean
  /** Ends the environments that a version has: others are made then. */
  readonly renew: (version: Pick<FunctionVersion, 'functionArn' | 'version'>) => Promise<void>
  /** Makes one without an invocation to wait for it. */
  readonly startOne: (version: FunctionVersion) => void
}

/** A version that is being debugged, and how its runtime is started. */
export interface Debugged {
  readonly session: DebugSession
  readonly wait: boolean
}

/** All sessions of a server. */
export class DebugSessions {
  readonly #parts: DebuggingParts
  readonly #sessions = new Map<string, Debugged>()
  #made = 0

  constructor(parts: DebuggingParts) {
    this.#parts = parts
  }

  /** The session of a version; undefined for almost all. */
  of(version: Pick<FunctionVersion, 'functionArn' | 'version'>): Debugged | undefined {
    return this.#sessions.size === 0 ? undefined : this.#sessions.get(keyOf(version))
  }

  /** Begins a session in place of the one there is. Fails as `listen` does. */
  async begin(version: FunctionVersion, plan: RuntimePlan, wish: DebugWish): Promise<Debugging> {
    const { socketFolder, onHost, renew, startOne } = this.#parts
    const key = keyOf(version)
    await this.#end(key)
    const session = new DebugSession({
      functionArn: version.functionArn,
      port: wish.port,
      socketPath: join(socketFolder, `d${++this.#made}.sock`),
      onHost,
      usualPort: plan.debuggerPort ?? 0,
      onState: wish.onState,
    })
    await session.open()
    this.#sessions.set(key, { session, wait: wish.wait })
    await renew(version)
    startOne(version)
    return {
      port: session.port,
      close: async () => {
        if (this.#sessions.get(key)?.session !== session) return
        await this.#end(key)
        await renew(version)
      },
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((key) => this.#end(key)))
  }

  async #end(key: string): Promise<void> {
    const present = this.#sessions.get(key)
    this.#sessions.delete(key)
    await present?.session.close()
  }
}

function keyOf({ functionArn, version }: Pick<FunctionVersion, 'functionArn' | 'version'>): string {
  return `${functionArn}:${version}`
}
