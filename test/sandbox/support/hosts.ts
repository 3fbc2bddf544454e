import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../../src/base/logger.ts'
import {
  type Assignment,
  openSandboxHost,
  type ProcessSpec,
  type Sandbox,
  type SandboxHost,
} from '../../../src/sandbox/index.ts'

/** A host in a folder of its own, as strong as this machine allows. */
export async function openTestHost(mode: 'auto' | 'plain' = 'auto') {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-sandbox-test-'))
  const host = await openSandboxHost({ logger: silentLogger, runFolder: join(folder, 'run'), mode })
  const close = async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { host, folder, close }
}

/** Whether there are walls here to test. */
export function hasWalls(host: SandboxHost): boolean {
  return host.protections.some(({ name, active }) => name === 'namespaces' && active)
}

export function stands(host: SandboxHost, protection: string): boolean {
  return host.protections.some(({ name, active }) => name === protection && active)
}

export function shell(script: string, channels = 0): ProcessSpec {
  return {
    command: ['/bin/sh', '-c', script],
    env: { PATH: '/usr/bin:/bin' },
    workingDirectory: '/',
    channels,
  }
}

const defaults: Assignment = {
  mounts: [],
  limits: { memoryBytes: 256 << 20, processes: 64, openFiles: 256, cpus: 1, tmpBytes: 64 << 20 },
  network: { reach: 'none' },
  forwards: [],
}

/** An assignment with these limits, and of everything else little. */
export function assignment(
  limits: Partial<Assignment['limits']> = {},
  rest: Partial<Assignment> = {},
): Assignment {
  return { ...defaults, ...rest, limits: { ...defaults.limits, ...limits } }
}

/** A sandbox for the time of `work`. */
export async function withSandbox<Result>(
  host: SandboxHost,
  work: (sandbox: Sandbox) => Promise<Result>,
): Promise<Result> {
  const sandbox = await host.create({ label: 'test', mounts: [] })
  try {
    return await work(sandbox)
  } finally {
    await sandbox.stop()
  }
}
