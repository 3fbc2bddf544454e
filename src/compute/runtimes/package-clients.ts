/** npm and pip as they are found on this machine, run with what they need of its settings. */
import { spawn } from 'node:child_process'

/** Longest time for one installation. Unit: milliseconds. Source: chosen; a slow line takes minutes. */
const installMs = 600_000

/** How a package client runs: where, and until when at the most. */
export interface ClientOptions {
  readonly cwd?: string
  /** Ends it: nobody waits for what it fetches. */
  readonly signal?: AbortSignal | undefined
}

/** Runs a package client. Fails with what it said last, in one line. */
export async function runClient(
  command: string,
  args: readonly string[],
  { cwd, signal }: ClientOptions = {},
): Promise<void> {
  signal?.throwIfAborted()
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: installMs,
    ...(cwd === undefined ? {} : { cwd }),
  })
  const end = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', end)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new Error(`the program ${command} was not found`) : error),
    )
  }).finally(() => signal?.removeEventListener('abort', end))
  signal?.throwIfAborted()
  if (code === 0) return
  const lines = said.split('\n').filter((line) => /error/i.test(line) && line.trim() !== '')
  throw new Error(
    `${command} failed: ${lines[0]?.trim() ?? said.trim().split('\n').at(-1) ?? `exit code ${code}`}`,
  )
}

/** Installs packages into `folder/node_modules`, running no scripts of theirs. */
export async function npmInstall(
  folder: string,
  packages: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await runClient(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--no-audit',
      '--no-fund',
      '--no-save',
      '--ignore-scripts',
      '--loglevel=error',
      '--prefer-offline',
      // Without a network npm would try for minutes, in which a deployment waits.
      '--fetch-retries=1',
      '--fetch-timeout=60000',
      ...packages,
    ],
    { cwd: folder, signal },
  )
}
