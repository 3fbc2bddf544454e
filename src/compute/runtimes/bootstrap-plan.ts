/** Runtimes that a function brings itself: a program named `bootstrap` in its code or in a layer. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessSpec, Sandbox } from '../../sandbox/index.ts'
import type { RuntimePlan } from '../environment/runtime-plan.ts'

/** Source: what AWS says of a function without one, `Runtime.InvalidEntrypoint`. */
const missing = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"

export function bootstrapPlan(task: string, layers: string | undefined): RuntimePlan {
  const start = async (sandbox: Sandbox, process: Omit<ProcessSpec, 'command' | 'channels'>) => {
    for (const [folder, target] of [
      [task, '/var/task'],
      [layers, '/opt'],
    ] as const) {
      if (folder !== undefined && (await exists(join(folder, 'bootstrap'))))
        return sandbox.start({ ...process, command: [`${sandbox.pathOf(target)}/bootstrap`], channels: 0 })
    }
    throw new Error(missing)
  }
  return { speaks: 'runtime-api', mounts: [], start, variables: () => ({}), sdkPaths: () => [] }
}

function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}
