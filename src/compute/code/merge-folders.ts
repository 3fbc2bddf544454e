import { copyFile, link, mkdir, readdir, readlink, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Lays folders over each other into a new one: later ones win, folders are united. Files are hard links where the machine
 * allows, so that layers cost no space twice. Answers the bytes of all files.
 */
export async function mergeFolders(folders: readonly string[], into: string): Promise<number> {
  let bytes = 0
  for (const folder of folders) bytes += await layOver(folder, into)
  return bytes
}

async function layOver(from: string, to: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) {
      const there = await stat(target).catch(() => undefined)
      if (!there?.isDirectory()) await replaceBy(target, () => mkdir(target, { mode: 0o755 }))
      bytes += await layOver(source, target)
    } else if (entry.isSymbolicLink()) {
      const leadsTo = await readlink(source)
      await replaceBy(target, () => symlink(leadsTo, target))
    } else if (entry.isFile()) {
      await replaceBy(target, () => link(source, target).catch(() => copyFile(source, target)))
      bytes += (await stat(source)).size
    }
  }
  return bytes
}

async function replaceBy(target: string, make: () => Promise<unknown>): Promise<void> {
  await rm(target, { recursive: true, force: true })
  await make()
}
