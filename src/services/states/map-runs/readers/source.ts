/** Objects in S3 as item readers read them: on behalf of the machine's role. */

import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AwsError } from '../../../../aws/aws-error.ts'
import type { Caller, Surroundings } from '../../../../dispatch/index.ts'
import { readerBytesMax } from '../limits.ts'

/** What readers are given. */
export interface ReaderRoom extends Pick<Surroundings, 'call'> {
  readonly caller: Caller
}

/** How reading fails: the Map Run fails with it. */
export class ItemReaderError extends Error {
  readonly error: string

  constructor(cause: string, error = 'States.ItemReaderFailed') {
    super(cause)
    this.error = error
  }
}

export interface ObjectPlace {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
}

/** An object's bytes as they come. Those of `.gz` are unpacked. Fails with ItemReaderError. */
export async function openObject(room: ReaderRoom, place: ObjectPlace): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await calling(() =>
    room.call<{ Body?: AsyncIterable<Uint8Array> | Uint8Array }>('s3:GetObject', { ...place }, room.caller),
  )
  const bytes = Body instanceof Uint8Array ? one(Body) : (Body ?? one(new Uint8Array()))
  return place.Key.endsWith('.gz') ? Readable.from(bytes).pipe(createGunzip()) : bytes
}

/** An object that is read by its parts, all of the same version of it. Fails with ItemReaderError. */
export async function openParts(
  room: ReaderRoom,
  place: ObjectPlace,
): Promise<{
  readonly byteLength: number
  slice(start: number, end?: number): Promise<ArrayBuffer>
}> {
  const { ContentLength: byteLength = 0, ETag } = await calling(() =>
    room.call<{ ContentLength?: number; ETag?: string }>('s3:HeadObject', { ...place }, room.caller),
  )
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      if (end <= start) return new ArrayBuffer(0)
      if (end - start > readerBytesMax)
        throw new ItemReaderError(`A part of the object ${place.Key} is larger than ${readerBytesMax} bytes.`)
      const { Body } = await calling(() =>
        room.call<{ Body?: AsyncIterable<Uint8Array> | Uint8Array }>(
          's3:GetObject',
          {
            ...place,
            Range: `bytes=${start}-${end - 1}`,
            ...(ETag !== undefined && { IfMatch: ETag }),
          },
          room.caller,
        ),
      )
      return wholeOf(Body instanceof Uint8Array ? one(Body) : (Body ?? one(new Uint8Array())))
    },
  }
}

async function wholeOf(bytes: AsyncIterable<Uint8Array>): Promise<ArrayBuffer> {
  const parts = await Array.fromAsync(bytes)
  return new Uint8Array(Buffer.concat(parts)).buffer
}

/** An object whole, up to a bound. */
export async function readObject(room: ReaderRoom, place: ObjectPlace): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of await openObject(room, place)) {
    size += part.length
    if (size > readerBytesMax)
      throw new ItemReaderError(`The object ${place.Key} is larger than ${readerBytesMax} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** What S3 refuses is told in the way of its SDK. UNVERIFIED: the words around it. */
export async function calling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new ItemReaderError(
      `${error.message} (Service: Amazon S3; Status Code: ${error.statusCode ?? 400}; Error Code: ${error.code})`,
    )
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
