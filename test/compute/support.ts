import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before } from 'node:test'
import type { AccountId, Region } from '../../src/aws/identifiers.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemClock } from '../../src/base/system-clock.ts'
import { systemRandom } from '../../src/base/system-random.ts'
import {
  type Compute,
  createCompute,
  type FunctionVersion,
  type Invocation,
  type Outcome,
} from '../../src/compute/index.ts'
import { openSandboxHost, type SandboxHost } from '../../src/sandbox/index.ts'

/** An outcome with its payload as text and, where it is JSON, as a value. */
export interface Answer {
  readonly kind: 'success' | 'error'
  readonly text: string
  readonly value: unknown
  readonly report: Outcome['report']
}

/** What tests of one file share: a compute room with real sandboxes, and what functions logged. */
export interface ComputeTestRoom {
  readonly compute: Compute
  /** Processes fork into sandboxes on this machine. */
  readonly canClone: boolean
  readonly sandboxes: SandboxHost
  /** All lines of a function's log so far. */
  log(version: FunctionVersion): string[]
  /** Resolves when the log of a function holds a line that matches. */
  logged(version: FunctionVersion, pattern: RegExp): Promise<string>
  /** A version of a new function with these files: paths below /var/task, or below `layers/` for /opt. */
  version(files: Readonly<Record<string, string>>, more?: Partial<FunctionVersion>): FunctionVersion
  invoke(version: FunctionVersion, event?: unknown, more?: Partial<Invocation>): Promise<Answer>
}

/** Opens the room before the tests of a file, and closes it after them. */
/** The last lines of a function that are kept. */
const linesKept = 1_000

export function computeRoom(options: { readonly mode?: 'auto' | 'plain' } = {}): ComputeTestRoom {
  let folder = ''
  let host: SandboxHost | undefined
  let compute: Compute | undefined
  const lines = new Map<string, string[]>()
  const waiting = new Set<() => void>()
  let count = 0

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lambent-compute-'))
    host = await openSandboxHost({
      logger: silentLogger,
      runFolder: join(folder, 'run'),
      mode: options.mode ?? 'auto',
    })
    compute = await createCompute({
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      sandboxes: host,
      readCode: async () => undefined,
      credentials: async () => ({
        accessKeyId: 'ASIAEXAMPLE',
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiresAt: systemClock.now() + 3_600_000,
      }),
      logs: {
        append({ groupName }, events) {
          const kept = lines.get(groupName) ?? []
          kept.push(...events.map(({ message }) => message))
          // A function that prints without end is not to fill this process.
          kept.splice(0, kept.length - linesKept)
          lines.set(groupName, kept)
          for (const look of waiting) look()
        },
        flush: async () => {},
      },
      frontDoor: { socketPath: join(folder, 'aws.sock'), hostAddress: '127.0.0.1', port: 4566 },
      // What is fetched for runtimes is fetched once.
      cacheFolder: join(import.meta.dirname, '../../node_modules/.cache/lambent'),
      socketFolder: folder,
      network: 'none',
      strictRuntimes: false,
    })
  })
  after(async () => {
    await compute?.stop()
    await host?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const running = () => {
    if (!compute) throw new Error('The room is open only while tests run')
    return compute
  }
  const logOf = (version: FunctionVersion) => lines.get(version.logging.group) ?? []
  return {
    get compute() {
      return running()
    },
    get canClone() {
      return host?.canFork ?? false
    },
    get sandboxes() {
      if (!host) throw new Error('The room is open only while tests run')
      return host
    },
    log: logOf,
    logged: (version, pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const line = logOf(version).find((text) => pattern.test(text))
          if (line === undefined) return
          waiting.delete(look)
          resolve(line)
        }
        waiting.add(look)
        look()
      }),
    version(files, more = {}) {
      const name = `f${++count}`
      const roots = { task: join(folder, name, 'task'), layers: join(folder, name, 'layers') }
      mkdirSync(roots.task, { recursive: true })
      for (const [path, text] of Object.entries(files)) {
        const file = path.startsWith('layers/') ? join(roots.layers, path.slice(7)) : join(roots.task, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
        chmodSync(file, text.startsWith('#!') ? 0o755 : 0o644)
      }
      const hasLayers = Object.keys(files).some((path) => path.startsWith('layers/'))
      return {
        key: name,
        accountId: '000000000000' as AccountId,
        region: 'us-east-1' as Region,
        functionName: name,
        version: '$LATEST',
        functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
        runtime: 'python3.11',
        handler: 'main.handler',
        code: { kind: 'folder', path: roots.task },
        layers: hasLayers ? [{ kind: 'folder', path: roots.layers }] : [],
        architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
        memoryMb: 512,
        timeoutMs: 20_000,
        ephemeralStorageMb: 512,
        environment: {},
        roleArn: 'arn:aws:iam::000000000000:role/r',
        logging: { format: 'Text', group: `/aws/lambda/${name}` },
        tracing: 'PassThrough',
        snapStart: false,
        tenantIsolation: false,
        ...more,
      }
    },
    async invoke(version, event = {}, more = {}) {
      const outcome = await running().invoke(version, invocation(version, event, ++count, more))
      return answerOf(outcome)
    },
  }
}

/**
 * Gives invocations of a version so much time, for what `use` does. What is to run out of its time then does so soon, and all else, new
 * starts of the runtime among it, has the version's own.
 */
export async function withTimeLimit<T>(
  version: FunctionVersion,
  timeoutMs: number,
  use: () => Promise<T>,
): Promise<T> {
  const usual = { timeoutMs: version.timeoutMs }
  Object.assign(version, { timeoutMs })
  try {
    return await use()
  } finally {
    Object.assign(version, usual)
  }
}

/** An invocation of a version. */
export function invocation(
  version: FunctionVersion,
  event: unknown,
  number: number,
  more: Partial<Invocation> = {},
): Invocation {
  return {
    requestId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    invokedArn: version.functionArn,
    payload: Buffer.from(JSON.stringify(event)),
    ...more,
  }
}

/** An outcome, to be looked at. */
export function answerOf({ kind, payload, report }: Outcome): Answer {
  const text = Buffer.from(payload).toString()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {}
  return { kind, text, value, report }
}
