import type { IncomingMessage } from 'node:http'
import { IdleWatch } from './idle-watch.ts'
import { bodyIdleMs } from './limits.ts'

/** Why a body could not be read. */
export class BodyError extends Error {
  override readonly name = 'BodyError'
  readonly reason: 'too large' | 'too slow' | 'incomplete'

  constructor(reason: BodyError['reason']) {
    super(`The request body is ${reason}`)
    this.reason = reason
  }
}

const nothing = new Uint8Array(0)
const usualWatch = new IdleWatch(bodyIdleMs)

/** Reads a whole body into memory, at most `bytesMax`. Fails with a {@link BodyError}, also after `idleMs` of silence, and when it only drips. */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  idleMs: number = bodyIdleMs,
): Promise<Uint8Array> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  // HTTP/2 frames its bodies itself: there, no header tells whether one comes.
  const isBare = encoding === undefined && length === undefined && request.httpVersionMajor < 2
  if (isBare || length === '0') {
    request.resume()
    return Promise.resolve(nothing)
  }
  const bytes = encoding === undefined && length !== undefined ? Number(length) : undefined
  if (bytes !== undefined && bytes > bytesMax) return Promise.reject(new BodyError('too large'))
  return awaitBody(request, bytes, bytesMax, idleMs)
}

/**
 * Most bodies come in one packet with their head. The parser hands on both before anything that waits goes on, and listening to what is
 * there already would cost several turns of Node.js' queue: 7 % of a short request. `bytes`: the body's length, where it was announced.
 */
async function awaitBody(
  request: IncomingMessage,
  bytes: number | undefined,
  bytesMax: number,
  idleMs: number,
): Promise<Uint8Array> {
  await undefined
  // Of HTTP/2 one cannot tell a request that is complete from one that was cut.
  if (request.httpVersionMajor > 1) return gatherBody(request, bytesMax, idleMs)
  // The parser calls a request complete only after all that waited for its last bytes has run.
  if (!request.complete && request.readableLength !== bytes) return gatherBody(request, bytesMax, idleMs)
  const body = (request.read() as Uint8Array | null) ?? nothing
  if (body.length > bytesMax) throw new BodyError('too large')
  ;(request as MaybeRead)[wholeRead] = true
  return body
}

/** A property, as telling of every request by a WeakSet would cost the garbage collector more. */
const wholeRead = Symbol('whole body read')
type MaybeRead = IncomingMessage & { [wholeRead]?: boolean }

/** Whether nothing more comes of a request: it is complete, or the whole of its body was read. */
export function isReceived(request: IncomingMessage): boolean {
  return request.complete || (request as MaybeRead)[wholeRead] === true
}

function gatherBody(request: IncomingMessage, bytesMax: number, idleMs: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    const watch = idleMs === bodyIdleMs ? usualWatch : new IdleWatch(idleMs)
    const idle = watch.begin(() => fail(new BodyError('too slow')))
    const fail = (error: BodyError) => {
      watch.end(idle)
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      reject(error)
    }
    const onData = (chunk: Uint8Array) => {
      bytes += chunk.length
      if (bytes > bytesMax) {
        request.pause()
        fail(new BodyError('too large'))
        return
      }
      chunks.push(chunk)
      watch.stir(idle, chunk.length)
    }
    // The other listeners stay where they are: nothing more comes, and a request is not kept.
    const onEnd = () => {
      watch.end(idle)
      request.off('close', onClose)
      resolve(chunks.length === 1 ? (chunks[0] ?? nothing) : Buffer.concat(chunks, bytes))
    }
    // A connection that ends in the middle closes the request without its end.
    const onClose = () => (request.complete ? onEnd() : fail(new BodyError('incomplete')))
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}

/** Reads a body piece by piece, no faster than it is taken. Fails as {@link readBody} does. */
export async function* streamBody(
  request: IncomingMessage,
  idleMs: number = bodyIdleMs,
): AsyncGenerator<Uint8Array> {
  let slow = false
  // While the reader works the client is not to blame for the silence.
  let reading = false
  const idle = setTimeout(() => {
    if (reading) return
    slow = true
    request.destroy()
  }, idleMs)
  try {
    for await (const chunk of request) {
      reading = true
      yield chunk as Uint8Array
      reading = false
      idle.refresh()
    }
  } catch {
    throw new BodyError(slow ? 'too slow' : 'incomplete')
  } finally {
    clearTimeout(idle)
  }
  if (!request.complete) throw new BodyError('incomplete')
}
