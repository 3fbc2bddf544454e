import { OperationalError } from '../../base/operational-error.ts'
import type { BlobKeeper } from '../backend.ts'
import {
  BlobDigest,
  blobBlockBytes,
  cutBlocks,
  freshBlock,
  planByteRange,
  readBlocks,
} from '../blob-blocks.ts'
import type { Blob, ByteRange, KeptBlob } from '../types.ts'
import { type BlobFile, type BlobFiles, blocksAtOnce } from './blob-files.ts'
import type { ThreadCallName, ThreadCalls } from './protocol.ts'

/** How the blobs reach the database. */
export type CallDatabase = <Name extends ThreadCallName>(
  name: Name,
  ask: ThreadCalls[Name]['ask'],
) => Promise<ThreadCalls[Name]['answer']>

/**
 * Blobs of the SQLite engine. One block lies in the database, where the group commit flushes it together with all
 * else; anything larger is a file. A store in memory has no files and keeps every block in its database.
 */
export class BlobStore implements BlobKeeper {
  readonly #call: CallDatabase
  readonly #now: () => number
  readonly #files: BlobFiles | undefined

  constructor(call: CallDatabase, now: () => number, files: BlobFiles | undefined) {
    this.#call = call
    this.#now = now
    this.#files = files
  }

  async put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<KeptBlob> {
    const digest = new BlobDigest()
    const blocks: Uint8Array[] = []
    // Blocks that have been written: allocating each anew costs more than hashing it.
    const spare: Uint8Array[] = []
    let file: BlobFile | undefined
    // Blocks are written while the next ones come and are hashed.
    let writing: Promise<void> = Promise.resolve()
    try {
      for await (const block of cutBlocks(bytes, () => spare.pop() ?? freshBlock())) {
        digest.add(block)
        blocks.push(block)
        if (this.#files === undefined || blocks.length < (file === undefined ? 2 : blocksAtOnce)) continue
        file ??= await onDisk(this.#files.begin())
        await writing
        writing = writeAway(file, blocks.splice(0), spare)
        // It is awaited before anything is done with the file, if not here.
        writing.catch(() => {})
      }
      if (file !== undefined) {
        await writing
        await onDisk(file.write(blocks.splice(0)))
        await onDisk(file.finish())
      }
      const { hash, bytes: size, crc32, checks } = digest.finish()
      const added = await this.#call('addBlob', {
        hash,
        bytes: size,
        checks,
        blocks,
        file: file?.name ?? null,
        now: this.#now(),
      })
      if (!added) await file?.discard()
      return { hash, bytes: size, crc32 }
    } catch (error) {
      await writing.catch(() => {})
      await file?.discard().catch(() => {})
      throw error
    }
  }

  async get(hash: string, range: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const row = await this.#call('findBlob', { hash })
    if (row === null) return undefined
    const span = planByteRange(range, row.bytes)
    const { file } = row
    if (file === null) {
      const readBlock = (block: number) => this.#call('readBlobBlock', { hash, block })
      return readBlocks({ hash, ...row, readBlock }, span)
    }
    return this.#readFile(hash, file, row, span)
  }

  async stat(hash: string): Promise<Blob | undefined> {
    const row = await this.#call('findBlob', { hash })
    return row === null ? undefined : { hash, bytes: row.bytes }
  }

  async *#readFile(
    hash: string,
    file: string,
    row: { bytes: number; checks: Uint8Array },
    span: { start: number; end: number },
  ): AsyncGenerator<Uint8Array, void, void> {
    const reader = this.#files?.reader(file, Math.ceil(span.end / blobBlockBytes))
    if (reader === undefined) return
    try {
      yield* readBlocks({ hash, ...row, readBlock: (block) => onDisk(reader.read(block)) }, span)
    } finally {
      await reader.close()
    }
  }
}

async function writeAway(file: BlobFile, blocks: Uint8Array[], spare: Uint8Array[]): Promise<void> {
  await onDisk(file.write(blocks))
  spare.push(...blocks)
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new OperationalError('The file of a blob cannot be used', { cause: error, retryable: true })
  }
}
