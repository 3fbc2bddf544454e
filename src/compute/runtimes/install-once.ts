/** Folders of the cache that are made once, by whoever comes first. */
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** How often somebody else's installation is looked at. Unit: milliseconds. Source: chosen. */
const lookMs = 200

/**
 * Makes sure that `folder` exists: if it does not, `install` fills another one, which then takes its place whole. One process
 * installs, others wait, until `ended`; one that died while it installed is succeeded. Fails as `install` does.
 */
export async function installOnce(
  folder: string,
  install: (stage: string) => Promise<void>,
  ended?: AbortSignal,
): Promise<string> {
  if (await exists(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const lock = `${folder}.lock`
  while (!(await take(lock))) {
    await pause(lookMs)
    ended?.throwIfAborted()
    if (await exists(folder)) return folder
  }
  const stage = `${folder}.${process.pid}`
  try {
    if (await exists(folder)) return folder
    await rm(stage, { recursive: true, force: true })
    await mkdir(stage)
    await install(stage)
    await rename(stage, folder).catch(async (error: unknown) => {
      // Two that took themselves for the successor of one that died: what the other one made is as good.
      if (!(await exists(folder))) throw error
    })
    return folder
  } finally {
    await rm(stage, { recursive: true, force: true })
    await putAway(lock)
  }
}

let attempts = 0

/**
 * A lock is a folder with its owner's process id in it, and comes into being whole: it is made under another name first. Renaming fails
 * where there is one, but for an empty one, which nobody holds.
 */
async function take(lock: string): Promise<boolean> {
  const mine = `${lock}.${process.pid}.${++attempts}`
  await mkdir(mine)
  try {
    await writeFile(join(mine, 'pid'), String(process.pid))
    await rename(mine, lock)
    return true
  } catch (error) {
    await rm(mine, { recursive: true, force: true })
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
  const owner = await ownerOf(lock)
  if (owner !== undefined && !isAlive(owner)) await putAway(lock, owner)
  return false
}

async function ownerOf(lock: string): Promise<number | undefined> {
  const owner = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''))
  return Number.isInteger(owner) && owner > 0 ? owner : undefined
}

/** Removes a lock, in one step for all who look at it. `expected`: only if it is still that owner's. */
async function putAway(lock: string, expected: number = process.pid): Promise<void> {
  const aside = `${lock}.${process.pid}.${++attempts}`
  try {
    await rename(lock, aside)
  } catch {
    return // Somebody else has.
  }
  // Another waiter was quicker, and what was taken away is a lock that is held.
  const isOthers = (await ownerOf(aside)) !== expected
  if (
    !isOthers ||
    !(await rename(aside, lock).then(
      () => true,
      () => false,
    ))
  )
    await rm(aside, { recursive: true, force: true })
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
