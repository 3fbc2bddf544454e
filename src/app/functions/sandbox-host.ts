import { ComputeError } from '../../compute/index.ts'
import type { SandboxHost } from '../../sandbox/index.ts'
import type { ResolvedOptions } from '../options.ts'

/** What makes sandboxes on this machine. Fails with a ComputeError. */
export async function openSandboxHost(_options: ResolvedOptions): Promise<SandboxHost> {
  throw new ComputeError('no runtime', 'This build has no sandboxes yet.')
}
