/** Folders of the cache that are made once, by whoever comes first. */
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** How often somebody else's installation is looked at. Unit: milliseconds. Source: chosen. */
const lookMs = 200

/**
 * Makes sure that `folder` exists: if it does not, `install` fills another one, which then takes its place whole. One process
 * installs, others wait; one that died while it installed is succeeded. Fails as `install` does.
 */
export async function installOnce(
  folder: string,
  install: (stage: string) => Promise<void>,
): Promise<string> {
  if (await exists(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const lock = `${folder}.lock`
  while (!(await take(lock))) {
    await pause(lookMs)
    if (await exists(folder)) return folder
  }
  const stage = `${folder}.${process.pid}`
  try {
    if (await exists(folder)) return folder
    await rm(stage, { recursive: true, force: true })
    await mkdir(stage)
    await install(stage)
    await rename(stage, folder)
    return folder
  } finally {
    await rm(stage, { recursive: true, force: true })
    await rm(lock, { recursive: true, force: true })
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock)
    await writeFile(join(lock, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const owner = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''))
  if (owner > 0 && !isAlive(owner)) await rm(lock, { recursive: true, force: true })
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
