import type { Readable } from 'node:stream'
import { Parser, type ReadEntry } from 'tar'
import { ImageError } from './errors.ts'

/** Gives the entries of a tar one after the other; what `take` leaves unread is skipped. Fails as `take` does, or with an ImageError. */
export async function readTar(bytes: Readable, take: (entry: ReadEntry) => Promise<void>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Compression is undone before, where digests are verified: no second guess here.
  const parser = new Parser({ gzip: false, brotli: false, zstd: false })
  const fail = (error: unknown) => {
    reject(error)
    bytes.destroy()
  }
  parser.on('warn', (code: string, message: string) => {
    if (code === 'TAR_ENTRY_INFO') return
    fail(new ImageError('not an image', `A layer is no proper tar: ${message}.`))
  })
  parser.on('error', (cause: Error) =>
    fail(new ImageError('not an image', `A layer is no proper tar: ${cause.message}.`, { cause })),
  )
  let taking = Promise.resolve()
  parser.on('entry', (entry: ReadEntry) => {
    taking = taking.then(() => take(entry)).then(() => void entry.resume())
    taking.catch(fail)
  })
  parser.on('end', () => taking.then(resolve, reject))
  bytes.on('error', reject)
  bytes.on('data', (chunk: Buffer) => {
    if (parser.write(chunk)) return
    bytes.pause()
    parser.once('drain', () => bytes.resume())
  })
  bytes.on('end', () => parser.end())
  await promise
}
