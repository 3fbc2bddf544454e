/**
 * What is in an archive, checked before any of it is written. An entry is refused when it would leave the folder, stand where
 * another one stands, or lie behind a symbolic link: so no later step can be led astray, in whatever order it goes.
 */
import { posix } from 'node:path'
import type { Entry, ZipFile } from 'yauzl'
import { ZipError } from './errors.ts'
import {
  entryCountMax,
  entryNameBytesMax,
  linkBytesMax,
  namePartBytesMax,
  unzippedBytesMax,
} from './limits.ts'

/** One entry that may be written. */
export interface ZipItem {
  readonly entry: Entry
  readonly kind: 'file' | 'folder' | 'link'
  /** Relative, with `/`, without one at the end. */
  readonly path: string
  /** Permission bits. */
  readonly mode: number
}

const kindBits = 0o170000
const folderBits = 0o040000
const linkBits = 0o120000
const fileBits = 0o100000

/** "Version made by" of Unix and of macOS. Source: APPNOTE.TXT 6.3.10, 4.4.2.2. */
const unixHosts = new Set([3, 19])

/** Reads an archive's directory. Fails with a ZipError. `bytesMax`: of everything unpacked. */
export async function readEntries(zip: ZipFile, bytesMax = unzippedBytesMax): Promise<ZipItem[]> {
  if (zip.entryCount > entryCountMax)
    throw new ZipError(
      'too large',
      `The archive has ${zip.entryCount} entries; at most ${entryCountMax} are taken.`,
    )
  const items = new Map<string, ZipItem>()
  let bytes = 0
  try {
    for await (const entry of zip.eachEntry()) {
      bytes += entry.uncompressedSize
      if (bytes > bytesMax)
        throw new ZipError('too large', `Unzipped size must be smaller than ${bytesMax} bytes`)
      const item = readItem(entry)
      if (item === undefined) continue
      const before = items.get(item.path)
      if (before && !(before.kind === 'folder' && item.kind === 'folder'))
        throw new ZipError('unsafe', `The archive has two entries ${quoted(item.path)}.`)
      items.set(item.path, item)
    }
  } catch (error) {
    if (error instanceof ZipError) throw error
    throw new ZipError('not a zip', `The archive cannot be read: ${messageOf(error)}.`, { cause: error })
  }
  for (const { path } of items.values()) {
    for (let parent = posix.dirname(path); parent !== '.'; parent = posix.dirname(parent)) {
      const above = items.get(parent)
      if (above && above.kind !== 'folder')
        throw new ZipError(
          'unsafe',
          `The entry ${quoted(path)} lies below ${quoted(parent)}, which is no folder.`,
        )
    }
  }
  return [...items.values()]
}

/** One entry, or undefined for the archive's own root. */
function readItem(entry: Entry): ZipItem | undefined {
  // Windows tools write backslashes; the library has made slashes of them, and refused `..` and absolute names.
  const name = entry.fileName
  if (entry.isEncrypted()) throw new ZipError('unsupported', `The entry ${quoted(name)} is encrypted.`)
  if (!entry.canDecodeFileData())
    throw new ZipError(
      'unsupported',
      `The entry ${quoted(name)} is packed by method ${entry.compressionMethod}, which is not read.`,
    )
  if (Buffer.byteLength(name) > entryNameBytesMax)
    throw new ZipError(
      'too large',
      `The name ${quoted(name.slice(0, 80))}... is longer than ${entryNameBytesMax} bytes.`,
    )
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (name.startsWith('/') || name.includes('\0') || parts.includes('..'))
    throw new ZipError('unsafe', `The entry ${quoted(name)} would leave its folder.`)
  if (parts.some((part) => Buffer.byteLength(part) > namePartBytesMax))
    throw new ZipError(
      'too large',
      `A part of the name ${quoted(name.slice(0, 80))}... is longer than ${namePartBytesMax} bytes.`,
    )
  if (parts.length === 0) return undefined
  return { entry, path: parts.join('/'), ...kindAndMode(entry, name) }
}

function kindAndMode(entry: Entry, name: string): Pick<ZipItem, 'kind' | 'mode'> {
  const isFolder = name.endsWith('/')
  const attributes = unixHosts.has(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0
  const bits = attributes & kindBits
  if (bits !== 0 && bits !== folderBits && bits !== fileBits && bits !== linkBits)
    throw new ZipError('unsafe', `The entry ${quoted(name)} is a device, a pipe or a socket.`)
  if (isFolder || bits === folderBits) return { kind: 'folder', mode: 0o755 }
  if (bits === linkBits) {
    if (entry.uncompressedSize > linkBytesMax)
      throw new ZipError('too large', `The link ${quoted(name)} is longer than ${linkBytesMax} bytes.`)
    return { kind: 'link', mode: 0o777 }
  }
  // Without Unix permissions everything may run. Otherwise executables stay so; all can be read, by anybody.
  const executable = attributes === 0 || (attributes & 0o111) !== 0
  return { kind: 'file', mode: executable ? 0o755 : 0o644 }
}

/** Folders inside an environment that a link may name absolutely. */
const knownRoots = ['/opt/', '/var/task/', '/var/lang/', '/tmp/']

/**
 * Holds a link's target to its folder: upwards only at its beginning and not beyond the root, then downwards. As no entry lies
 * behind a link, following any number of such links stays inside. Fails with a ZipError.
 */
export function checkLink(path: string, target: string): void {
  const refuse = () => {
    throw new ZipError('unsafe', `The link ${quoted(path)} leads out of its folder, to ${quoted(target)}.`)
  }
  const parts = target.split('/').filter((part) => part !== '' && part !== '.')
  let upwards = 0
  while (parts[upwards] === '..') upwards++
  if (target === '' || target.includes('\0') || parts.slice(upwards).includes('..')) refuse()
  if (target.startsWith('/')) {
    if (upwards > 0 || !knownRoots.some((root) => target.startsWith(root))) refuse()
  } else if (upwards > path.split('/').length - 1) refuse()
}

function quoted(name: string): string {
  return JSON.stringify(name)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
