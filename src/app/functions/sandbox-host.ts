import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxHost } from '../../sandbox/index.ts'
import type { ResolvedOptions } from '../options.ts'

/** What makes sandboxes on this machine. Says in one line which walls are absent. Fails with an OperationalError. */
export async function openSandboxHost(options: ResolvedOptions): Promise<SandboxHost> {
  const { openSandboxHost: open } = await import('../../sandbox/index.ts')
  const runFolder = join(tmpdir(), `lambent-${process.getuid?.() ?? 0}`)
  const logger = options.logger.child({ room: 'sandbox' })
  const host = await open({ logger, runFolder, random: options.random })
  const absent = host.protections.filter(({ active }) => !active).map(({ name }) => name)
  if (absent.length > 0)
    logger.warn(`Functions run without: ${absent.join(', ')}. "lambent doctor" says why.`)
  return host
}
