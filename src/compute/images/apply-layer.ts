/**
 * Lays one layer over an image's root. Source: OCI Image Format Specification, "Image Layer Filesystem Changeset". Nothing is
 * ever written outside of the root, through a link, or with another owner; devices and pipes are left out, and so are the
 * set-user-id bits, which have no use where no process gains rights.
 */
import { chmod, link, lstat, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { ReadEntry } from 'tar'
import { ImageError } from './errors.ts'
import { readTar } from './read-tar.ts'
import { folderAt, partsOf } from './safe-path.ts'
import { writeEntry } from './write-entry.ts'

/** What all layers of an image may come to together. */
export interface Allowance {
  bytes: number
  entries: number
}

const whiteout = '.wh.'
const opaque = '.wh..wh..opq'

/** Applies a layer's tar. Fails with an ImageError. */
export async function applyLayer(root: string, tar: Readable, allowance: Allowance): Promise<void> {
  // What this layer itself has put there: its whiteouts speak of the layers below alone.
  const own = new Set<string>()
  await readTar(tar, async (entry) => {
    if (--allowance.entries < 0) throw new ImageError('too large', 'The image has too many files.')
    allowance.bytes -= entry.size
    if (allowance.bytes < 0) throw new ImageError('too large', 'The image is larger than Lambda takes.')
    const parts = partsOf(entry.path)
    const name = parts.pop()
    if (name === undefined) return
    const folder = await folderAt(root, parts, true)
    if (folder === undefined) return
    if (name === opaque) await clear(folder, own)
    else if (name.startsWith(whiteout)) await remove(join(folder, removedName(name)), own)
    else await put(root, entry, join(folder, name), own)
  })
}

/** What a whiteout takes away. */
function removedName(name: string): string {
  const removed = name.slice(whiteout.length)
  if (removed === '' || removed === '.' || removed === '..')
    throw new ImageError('unsafe', `A layer takes away something outside of the image: ${name}.`)
  return removed
}

async function clear(folder: string, own: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) await remove(join(folder, name), own)
}

/** Removes what lower layers have there, and leaves what this layer has. */
async function remove(path: string, own: ReadonlySet<string>): Promise<void> {
  if (!own.has(path)) {
    await rm(path, { recursive: true, force: true })
    return
  }
  const found = await lstat(path).catch(() => undefined)
  if (found?.isDirectory()) await clear(path, own)
}

async function put(root: string, entry: ReadEntry, path: string, own: Set<string>): Promise<void> {
  const mode = (entry.mode ?? 0o644) & 0o777
  const isFolder = entry.type === 'Directory' || entry.type === 'GNUDumpDir'
  const before = await lstat(path).catch(() => undefined)
  if (before !== undefined && !(isFolder && before.isDirectory()))
    await rm(path, { recursive: true, force: true })
  switch (entry.type) {
    case 'Directory':
    case 'GNUDumpDir':
      if (!before?.isDirectory()) await mkdir(path)
      // Later layers write into it, and this server may run without rights.
      await chmod(path, mode | 0o700)
      break
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      await writeEntry(entry, path, mode | 0o400)
      break
    case 'SymbolicLink':
      await symlink(entry.linkpath ?? '', path)
      break
    case 'Link':
      await hardLink(root, entry.linkpath ?? '', path)
      break
    default:
      return
  }
  markOwn(root, path, own)
}

/** A second name for a file of the image; of nothing else. */
async function hardLink(root: string, target: string, path: string): Promise<void> {
  const parts = partsOf(target)
  const name = parts.pop() ?? ''
  const folder = await folderAt(root, parts, false)
  const source = folder === undefined ? undefined : join(folder, name)
  const found = source === undefined ? undefined : await lstat(source).catch(() => undefined)
  if (source === undefined || found === undefined || found.isDirectory())
    throw new ImageError('not an image', `A layer has a link to ${target}, which is no file of the image.`)
  // Of a symbolic link a second one is made: the name itself is linked, not what it leads to.
  await link(source, path)
}

/** A folder above something of this layer is this layer's too, as far as whiteouts go. */
function markOwn(root: string, path: string, own: Set<string>): void {
  for (let at = path; at.length > root.length && !own.has(at); at = join(at, '..')) own.add(at)
}
