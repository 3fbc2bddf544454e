import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxHost } from '../../sandbox/index.ts'
import type { ResolvedOptions } from '../options.ts'

/** What makes sandboxes on this machine. Fails with an OperationalError. */
export async function openSandboxHost(options: ResolvedOptions): Promise<SandboxHost> {
  const { openSandboxHost: open } = await import('../../sandbox/index.ts')
  const runFolder = join(tmpdir(), `lambent-${process.getuid?.() ?? 0}`)
  return await open({ logger: options.logger.child({ room: 'sandbox' }), runFolder, random: options.random })
}
