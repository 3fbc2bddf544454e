import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../base/logger.ts'
import { OperationalError } from '../base/operational-error.ts'
import type { RandomSource } from '../base/random.ts'
import { systemRandom } from '../base/system-random.ts'
import { LastingHost } from './lasting-host.ts'
import { NativeHost } from './native-host.ts'
import { PlainHost } from './plain-host.ts'
import { findProgram } from './program.ts'
import type { SandboxHost } from './types.ts'

/** How a host of sandboxes is opened. */
export interface SandboxHostOptions {
  readonly logger: Logger
  /** A folder for sockets and pipes; short, for a socket's path has at most 107 characters. Made when absent. */
  readonly runFolder: string
  /** `plain`: no walls, as on machines that allow none. */
  readonly mode?: 'auto' | 'plain'
  readonly random?: RandomSource
}

/** Opens what makes sandboxes here, with as strong walls as this machine allows; its `protections` say which. */
export async function openSandboxHost(options: SandboxHostOptions): Promise<SandboxHost> {
  const { logger, mode = 'auto', random = systemRandom } = options
  await mkdir(options.runFolder, { recursive: true, mode: 0o700 })
  await mustBeOurs(options.runFolder)
  await removeLeftovers(options.runFolder)
  const programPath = mode === 'plain' ? undefined : findProgram()
  let reason = mode === 'plain' ? 'Plain processes were asked for.' : 'There is no sandbox for this system.'
  if (programPath !== undefined) {
    const open = async () => {
      const runFolder = await makeRunFolder(options.runFolder)
      return NativeHost.open({ programPath, runFolder, logger, random })
    }
    try {
      return new LastingHost(await open(), open, logger)
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
    }
  }
  return await PlainHost.open({ runFolder: await makeRunFolder(options.runFolder), logger, random, reason })
}

/** In a folder that all may write to, another user may have been there first. */
async function mustBeOurs(folder: string): Promise<void> {
  const status = await lstat(folder)
  const ours = process.getuid === undefined || status.uid === process.getuid()
  if (!status.isDirectory() || !ours || (status.mode & 0o022) !== 0)
    throw new OperationalError(`Sandbox: ${folder} is not a folder of this user alone.`, { retryable: false })
}

/** A folder of this host's own, and whose it is. */
async function makeRunFolder(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, 'sandbox-'))
  await writeFile(join(folder, 'server'), String(process.pid))
  return folder
}

/** Folders of servers that are no more, where even their host program could not clean up. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('sandbox-')) continue
    const owner = Number(await readFile(join(parent, name, 'server'), 'utf8').catch(() => '0'))
    if (owner > 0 && !isRunning(owner)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
