import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { type FoundServer, findServers } from './find-servers.ts'
import { looksLikeLambent } from './process-name.ts'
import { isAlive, readServerRecords } from './server-records.ts'
import { nothingRuns } from './status.ts'
import type { Terminal } from './terminal.ts'

/** The flags of `lambent stop`. */
export interface StopFlags {
  readonly dataDir: string
  readonly port?: number
  readonly all?: boolean
  /** Unit: seconds. */
  readonly timeout: number
  readonly force?: boolean
}

/** Asks servers to end and waits until they have. None running is no error: that is what was wanted. */
export async function stop(flags: StopFlags, terminal: Terminal): Promise<number> {
  const servers = await findServers(flags.dataDir, flags.port)
  if (servers.length === 0) {
    terminal.out(nothingRuns(flags))
    return exitCodes.success
  }
  if (servers.length > 1 && !flags.all) {
    throw new CommandError(
      `${servers.length} servers run on this data folder, on ports ${servers.map(({ port }) => port).join(', ')}.`,
      ['Stop one:  lambent stop --port <number>', 'Stop all:  lambent stop --all'],
      exitCodes.usage,
    )
  }
  await Promise.all(servers.map((server) => stopOne(server, flags, terminal)))
  return exitCodes.success
}

async function stopOne(server: FoundServer, flags: StopFlags, terminal: Terminal): Promise<void> {
  const { pid, endpoint } = server
  // The note may be old and its process id somebody else's by now: a server that answers proves itself.
  if (!server.health && !looksLikeLambent(pid)) {
    throw new CommandError(`Process ${pid} was Lambent at ${endpoint} and does not look like it any more.`, [
      'It was left alone.',
    ])
  }
  signal(pid, 'SIGTERM')
  if (await ended(server, flags, flags.timeout * 1000)) {
    terminal.out(`Stopped Lambent at ${endpoint}.`)
    return
  }
  if (!flags.force) {
    throw new CommandError(
      `Lambent at ${endpoint} (process ${pid}) has not ended within ${flags.timeout} s.`,
      [
        'It finishes requests in flight first. Wait longer:  lambent stop --timeout 120',
        'Or end it at once, state that was answered is safe: lambent stop --force --timeout 0',
      ],
    )
  }
  signal(pid, 'SIGKILL')
  if (!(await ended(server, flags, 5_000)))
    throw new CommandError(`Process ${pid} does not end, not even by SIGKILL.`)
  terminal.out(`Ended Lambent at ${endpoint} by force.`)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return
    throw new CommandError(`Process ${pid} cannot be stopped by this user (${code}).`, [
      'Try as the user who started it.',
    ])
  }
}

/**
 * Whether it is gone within the time. Its note goes when it has stopped; a process that nobody has waited for (a zombie)
 * stays in the table after that.
 */
async function ended({ pid, port }: FoundServer, { dataDir }: StopFlags, withinMs: number): Promise<boolean> {
  const noted = () =>
    readServerRecords(resolve(dataDir)).some((record) => record.port === port && record.pid === pid)
  const wasNoted = noted()
  const deadline = performance.now() + withinMs
  for (;;) {
    if (!isAlive(pid) || (wasNoted && !noted())) return true
    if (performance.now() >= deadline) return false
    await pause(20)
  }
}
