/** Processes that a benchmark starts and measures. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'

/** Whether processes can be held on one processor here. */
export const canPin = process.platform === 'linux' && availableParallelism() > 1 && hasTaskset()

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What runs because of us; it ends with us, however we end. */
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

/** Starts a process, on one processor if that is possible. Its errors appear where ours do, unless it is to be quiet. */
export function start(
  command: readonly string[],
  options: {
    readonly cpu?: number
    readonly env?: NodeJS.ProcessEnv
    readonly cwd?: string
    readonly quiet?: boolean
  } = {},
): ChildProcess {
  const pinned =
    options.cpu !== undefined && canPin ? ['taskset', '-c', String(options.cpu), ...command] : command
  const [program = '', ...rest] = pinned
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', options.quiet ? 'ignore' : 'inherit'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

/** Holds this process, with all its threads, on one processor. */
export function pinSelf(cpu: number): void {
  if (canPin)
    execFileSync('taskset', ['-a', '-c', '-p', String(cpu), String(process.pid)], { stdio: 'ignore' })
}

/** The number that a program of Node.js prints, on one processor and as in production. */
export async function printedNumber(file: string, args: readonly string[], cpu: number): Promise<number> {
  const child = start([process.execPath, file, ...args], { cpu, env: { NODE_ENV: 'production' } })
  let text = ''
  for await (const piece of child.stdout ?? []) text += String(piece)
  return Number(text)
}

/** Ends a process and waits for its end. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The port is not known')
  return address.port
}

/** Memory of a process from Linux's own accounts. Unit: mebibytes. `pss` counts shared pages in part. */
export function memoryOf(pid: number): { readonly rss: number; readonly pss: number } {
  const field = (file: string, name: string) =>
    Number(
      new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1],
    ) / 1024
  return { rss: field('status', 'VmRSS'), pss: field('smaps_rollup', 'Pss') }
}

/**
 * Time of the processor that a process has had with all its threads: what other programs on the machine count little in. Undefined
 * where it is not told. Unit: milliseconds, in steps of ten.
 */
export function processorMs(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined
  // Behind the name, which may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}
