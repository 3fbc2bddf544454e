import { existsSync, statSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Check, Finding } from './check.ts'

/** Below this, a server may soon be unable to commit. Unit: bytes. Source: chosen. */
const enoughBytes = 512 * 1024 * 1024

/** Whether state can be kept: rights, room, and that nobody else reads the secrets in it. */
export const checkDataFolder: Check = async ({ dataFolder }) => {
  const nearest = nearestExisting(dataFolder)
  const writable = await access(nearest, constants.W_OK | constants.X_OK).then(
    () => statSync(nearest).isDirectory(),
    () => false,
  )
  const findings: Finding[] = []
  if (!writable) {
    findings.push({
      name: 'data folder',
      status: 'problem',
      message: `${dataFolder} cannot be written`,
      remedy: 'Choose another: --data-dir <folder>, or LAMBENT_DATA_DIR. Or keep nothing: --store memory',
    })
  } else {
    const state = nearest === dataFolder ? '' : ' (will be made at the first start)'
    findings.push({ name: 'data folder', status: 'ok', message: `${dataFolder}${state}` })
  }
  if (nearest === dataFolder && (statSync(dataFolder).mode & 0o007) !== 0) {
    findings.push({
      name: 'data folder',
      status: 'warning',
      message: 'other users of this machine can read it, and keys and secrets are in it',
      remedy: `chmod 700 '${dataFolder}'`,
    })
  }
  const { bavail, bsize } = await statfs(nearest)
  const free = bavail * bsize
  const message = `${(free / 1024 ** 3).toFixed(1)} GiB free`
  findings.push(
    free < enoughBytes
      ? {
          name: 'disk',
          status: 'warning',
          message,
          remedy: 'Make room, or choose another disk: --data-dir <folder>',
        }
      : { name: 'disk', status: 'ok', message },
  )
  return findings
}

function nearestExisting(folder: string): string {
  let nearest = folder
  while (!existsSync(nearest)) nearest = dirname(nearest)
  return nearest
}
