/** Reads and unpacks archives of code. */
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fromBufferPromise, openPromise, type ZipFile } from 'yauzl'
import { ZipError } from './errors.ts'
import { unzippedBytesMax } from './limits.ts'
import { checkLink, readEntries, type ZipItem } from './zip-entries.ts'

/** What an archive holds. */
export interface ZipSummary {
  readonly entryCount: number
  /** Unit: bytes, as the archive's directory says. */
  readonly unzippedBytes: number
}

const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true } as const

/**
 * Reads an archive's directory and holds it against the limits, without unpacking. `source`: the bytes, or a path.
 * `bytesMax`: of everything unpacked, default 262,144,000. Fails with a ZipError.
 */
export async function inspectZip(
  source: Uint8Array | string,
  bytesMax: number = unzippedBytesMax,
): Promise<ZipSummary> {
  const zip = await open(source)
  try {
    const items = await readEntries(zip, bytesMax)
    const unzippedBytes = items.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0)
    return { entryCount: items.length, unzippedBytes }
  } finally {
    zip.close()
  }
}

/** Unpacks into a folder that exists and is empty. Answers the bytes written. Fails with a ZipError; then the folder is half full. */
export async function unpackZip(
  source: Uint8Array | string,
  folder: string,
  bytesMax: number = unzippedBytesMax,
): Promise<number> {
  const zip = await open(source)
  try {
    const items = await readEntries(zip, bytesMax)
    const made = new Set<string>([folder])
    const links: Array<{ path: string; target: string }> = []
    let bytes = 0
    for (const item of items) {
      const path = join(folder, item.path)
      if (item.kind === 'folder') await makeFolder(path, made)
      else if (item.kind === 'link') {
        const target = await readLink(zip, item)
        checkLink(item.path, target)
        links.push({ path, target })
      } else {
        await makeFolder(dirname(path), made)
        bytes += await writeFile(zip, item, path)
      }
    }
    // Last, so that nothing is ever written through one.
    for (const { path, target } of links) {
      await makeFolder(dirname(path), made)
      await symlink(target, path)
    }
    return bytes
  } finally {
    zip.close()
  }
}

async function open(source: Uint8Array | string): Promise<ZipFile> {
  try {
    return typeof source === 'string'
      ? await openPromise(source, options)
      : await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ZipError('not a zip', `The archive cannot be read: ${reason}.`, { cause: error })
  }
}

async function makeFolder(path: string, made: Set<string>): Promise<void> {
  if (made.has(path)) return
  await mkdir(path, { recursive: true, mode: 0o755 })
  made.add(path)
}

async function writeFile(zip: ZipFile, { entry, path: name, mode }: ZipItem, path: string): Promise<number> {
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  try {
    await pipeline(
      await zip.openReadStreamPromise(entry),
      counted,
      createWriteStream(path, { mode, flags: 'wx' }),
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ZipError('not a zip', `The entry ${JSON.stringify(name)} is damaged: ${reason}.`, {
      cause: error,
    })
  }
  // The process's own mask takes bits away at creation.
  await chmod(path, mode)
  return bytes
}

async function readLink(zip: ZipFile, { entry, path }: ZipItem): Promise<string> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ZipError('not a zip', `The entry ${JSON.stringify(path)} is damaged: ${reason}.`, {
      cause: error,
    })
  }
}
