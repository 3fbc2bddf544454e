import type { BlobKeeper } from '../backend.ts'
import { BlobDigest, cutBlocks, planByteRange, readBlocks } from '../blob-blocks.ts'
import type { Blob, ByteRange, KeptBlob } from '../types.ts'
import type { Connections } from './connection.ts'
import { blobLock } from './place.ts'

/**
 * Blobs of the PostgreSQL engine: rows of one block each, under a number. They become a blob, in one step, when the last
 * one is there and the hash is known; until then a row says that they are on their way.
 */
export class BlobStore implements BlobKeeper {
  readonly #connections: Connections
  readonly #now: () => number

  constructor(connections: Connections, now: () => number) {
    this.#connections = connections
    this.#now = now
  }

  async put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<KeptBlob> {
    const id = await this.#beginUpload()
    const digest = new BlobDigest()
    let block = 0
    try {
      for await (const data of cutBlocks(bytes)) {
        digest.add(data)
        await this.#connections.query(
          `WITH touched AS (UPDATE lambent.blob_upload SET touched_at = now() WHERE blob = $1)
           INSERT INTO lambent.blob_block VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
          [id, block++, data],
        )
      }
    } catch (error) {
      await this.#giveUp(id).catch(() => {})
      throw error
    }
    const { hash, bytes: size, crc32, checks } = digest.finish()
    await this.#connections.query('SELECT lambent.add_blob($1, $2, $3, $4, $5, $6)', [
      hash,
      blobLock(hash),
      id,
      size,
      checks,
      this.#now(),
    ])
    return { hash, bytes: size, crc32 }
  }

  async get(hash: string, range: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    if (!isHash(hash)) return undefined
    const [row] = await this.#connections.query<[id: number, size: number, checks: Uint8Array]>(
      'SELECT id, size, checks FROM lambent.blob WHERE hash = $1',
      [hash],
    )
    if (row === undefined) return undefined
    const [id, bytes, checks] = row
    const readBlock = async (block: number) => {
      const [found] = await this.#connections.query<[Uint8Array]>(
        'SELECT data FROM lambent.blob_block WHERE blob = $1 AND block = $2',
        [id, block],
      )
      return found?.[0] ?? null
    }
    return readBlocks({ hash, bytes, checks, readBlock }, planByteRange(range, bytes))
  }

  async stat(hash: string): Promise<Blob | undefined> {
    if (!isHash(hash)) return undefined
    const [row] = await this.#connections.query<[number]>('SELECT size FROM lambent.blob WHERE hash = $1', [
      hash,
    ])
    return row === undefined ? undefined : { hash, bytes: row[0] }
  }

  async #beginUpload(): Promise<number> {
    const [row] = await this.#connections.query<[number]>(
      `INSERT INTO lambent.blob_upload (blob) VALUES (nextval('lambent.blob_id')) RETURNING blob`,
    )
    return row?.[0] ?? 0
  }

  async #giveUp(id: number): Promise<void> {
    await this.#connections.query('DELETE FROM lambent.blob_block WHERE blob = $1', [id])
    await this.#connections.query('DELETE FROM lambent.blob_upload WHERE blob = $1', [id])
  }
}

/** Anything else names no blob, and may hold characters that the database refuses. */
function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}
