import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../../base/logger.ts'
import { openSandboxHost, type Protection } from '../../../sandbox/index.ts'
import type { Check, Finding } from './check.ts'

/** Which walls would stand around functions here: a sandbox is made for trial. */
export const checkSandbox: Check = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-doctor-'))
  try {
    const host = await openSandboxHost({ logger: silentLogger, runFolder: join(folder, 'run') })
    await host.close()
    return findings(host.protections)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [
      { name: 'sandbox', status: 'warning', message, remedy: 'Functions cannot run until this is mended.' },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function findings(protections: readonly Protection[]): Finding[] {
  const standing = protections.filter(({ active }) => active).map(({ name }) => name)
  const absent = protections.filter(({ active }) => !active)
  return [
    { name: 'sandbox', status: 'ok', message: standing.length === 0 ? 'none' : standing.join(', ') },
    ...absent.map(({ name, detail }) => ({
      name: 'sandbox',
      status: 'fact' as const,
      message: `functions run without: ${name}. ${detail}`,
    })),
  ]
}
