import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { blobBlockBytes } from '../blob-blocks.ts'

/**
 * The files of larger blobs. A file is written whole and flushed before the database hears of it, and its name is
 * never used again; so a crash leaves at worst a file that no blob names, which the next start removes.
 */
export class BlobFiles {
  readonly #directory: string
  /** Begins the name of every file of this run of the store. */
  readonly #run: string
  #count = 0

  constructor(directory: string, run: string) {
    this.#directory = directory
    this.#run = run
  }

  async begin(): Promise<BlobFile> {
    await mkdir(this.#directory, { recursive: true })
    for (;;) {
      const name = `${this.#run}-${this.#count++}`
      try {
        const handle = await open(join(this.#directory, name), 'wx')
        return new BlobFile(this.#directory, name, handle, flushed(this.#directory))
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
    }
  }

  /**
   * A function that reads the blocks of one file, up to the one before `end`, and one that lets go of it. Blocks are read several at
   * once: each read is a way to another thread and back.
   */
  reader(
    name: string,
    end: number,
  ): { read: (block: number) => Promise<Uint8Array | null>; close: () => Promise<void> } {
    let handle: FileHandle | undefined
    let ahead: { readonly first: number; readonly bytes: Uint8Array } | undefined
    return {
      read: async (block) => {
        const known = ahead && blockOf(ahead, block)
        if (known !== undefined) return known
        try {
          handle ??= await open(join(this.#directory, name))
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return null
          throw error
        }
        // Not cleared: what was not read of it is cut off.
        const buffer = Buffer.allocUnsafeSlow(
          Math.min(blocksAtOnce, Math.max(1, end - block)) * blobBlockBytes,
        )
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, block * blobBlockBytes)
        ahead = { first: block, bytes: buffer.subarray(0, bytesRead) }
        return blockOf(ahead, block) ?? new Uint8Array(0)
      },
      close: async () => handle?.close(),
    }
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.#directory, name), { force: true })
  }

  /** Removes files of earlier runs that no blob names. `known` gives the names that are in use, in order. */
  async removeStrays(known: (after: string, limit: number) => Promise<string[]>): Promise<number> {
    let present: string[]
    try {
      present = await readdir(this.#directory)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 0
      throw error
    }
    const strays = new Set(present.filter((name) => !name.startsWith(`${this.#run}-`)))
    for (let after = ''; strays.size > 0; ) {
      const names = await known(after, 1000)
      for (const name of names) strays.delete(name)
      const last = names.at(-1)
      if (last === undefined) break
      after = last
    }
    await this.remove([...strays])
    return strays.size
  }
}

/** How many blocks are read or written at once. Ours: a mebibyte for each stream. */
export const blocksAtOnce = 8

function blockOf(
  { first, bytes }: { readonly first: number; readonly bytes: Uint8Array },
  block: number,
): Uint8Array | undefined {
  const start = (block - first) * blobBlockBytes
  return start < 0 || start >= bytes.length ? undefined : bytes.subarray(start, start + blobBlockBytes)
}

/** A file that is being written. */
export class BlobFile {
  readonly name: string
  readonly #directory: string
  readonly #handle: FileHandle
  readonly #named: Promise<void>

  /** `named`: the flush of the directory, which goes on while the bytes come. */
  constructor(directory: string, name: string, handle: FileHandle, named: Promise<void>) {
    this.#directory = directory
    this.name = name
    this.#handle = handle
    this.#named = named
    named.catch(() => {})
  }

  async write(blocks: readonly Uint8Array[]): Promise<void> {
    let rest = [...blocks]
    while (rest.length > 0) {
      let { bytesWritten } = await this.#handle.writev(rest)
      // What the system did not take at once is offered again.
      while (rest[0] !== undefined && bytesWritten >= rest[0].length)
        bytesWritten -= (rest.shift() ?? rest[0]).length
      const [first] = rest
      if (first !== undefined && bytesWritten > 0) rest = [first.subarray(bytesWritten), ...rest.slice(1)]
    }
  }

  /** The bytes and the name are on the disk when this resolves. */
  async finish(): Promise<void> {
    await this.#handle.sync()
    await this.#handle.close()
    await this.#named
  }

  /** Gives the file up, written or not. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {})
    await rm(join(this.#directory, this.name), { force: true })
  }
}

/** The names in a directory are on the disk when this resolves. */
async function flushed(path: string): Promise<void> {
  const directory = await open(path)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
