/** Frames from and to the server, on a file descriptor each. The protocol is described in bootstraps/README.md. */
import { readSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'

const headBytes = 5
/** What a read of a channel at rest takes at most; short answers are put together in as much. Unit: bytes. */
const bufferBytes = 65_536
/** A character takes three bytes at most. */
const shortCharacters = 16_384
/** Nothing of an invocation is left to do. */
const doneFrame = encode([['d', '']])
const waiting = new Int32Array(new SharedArrayBuffer(4))

/**
 * Writing is synchronous, so that what was said before an exit was said; only pieces of a stream wait for a reader that
 * is slow. The socket keeps the process alive while `hold()` is the last that was said, and not after `release()`.
 */
export class Channel {
  #reads
  #writes
  #socket
  #received = []
  #receivedBytes = 0
  /** Pieces of streams that the reader has not taken: `{bytes, done}`. */
  #queue = []
  #timer
  #onFrame
  #isHeld = true
  #isAtRest = false
  /** Of reads at rest: a frame is done with before the next is read. */
  #buffer
  #out

  /** `onFrame(type, body)` is called for each frame. */
  constructor(reads, writes, onFrame) {
    this.#reads = reads
    this.#writes = writes
    this.#onFrame = onFrame
    // From here on a write does not wait; where there is no room it says so.
    new Socket({ fd: writes, readable: false, writable: true }).unref()
    this.#socket = new Socket({ fd: reads, readable: true, writable: false })
    this.#socket.on('data', (piece) => this.#take(piece))
    this.#socket.on('error', () => process.reallyExit(1))
    this.#socket.on('end', () => process.reallyExit(1))
    this.#socket.resume()
  }

  hold() {
    if (this.#isHeld) return
    this.#isHeld = true
    this.#socket.ref()
  }

  release() {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#socket.unref()
  }

  /** What the server says is not heard before the next {@link rest} or {@link listen}. */
  get isAtRest() {
    return this.#isAtRest
  }

  /**
   * Waits for the next frame with the event loop at rest, as a frozen environment does: waking from that costs a fraction of a turn of the
   * loop. Nothing else of the process runs meanwhile but its other threads. The channel stays at rest afterwards. Where Node.js cannot do
   * that the loop waits.
   */
  rest() {
    if (!this.#isAtRest && !this.#goToRest()) {
      this.hold()
      return
    }
    this.#buffer ??= Buffer.allocUnsafeSlow(bufferBytes)
    const buffer = this.#buffer
    const bytes = this.#waitFor(buffer)
    const isWhole = bytes >= headBytes && this.#receivedBytes === 0 && buffer.readUInt32BE() + 4 === bytes
    if (isWhole) this.#onFrame(String.fromCharCode(buffer[4]), buffer.subarray(headBytes, bytes))
    else this.#takeOn(buffer.subarray(0, bytes))
  }

  /** The event loop hears the server again: for an invocation that takes longer. */
  listen() {
    if (!this.#isAtRest) return
    this.#isAtRest = false
    const handle = this.#socket._handle
    handle.setBlocking(false)
    handle.readStart()
  }

  /** These methods of the handle are all that Node.js has to make a descriptor blocking. */
  #goToRest() {
    const handle = this.#socket._handle
    if (typeof handle?.setBlocking !== 'function' || typeof handle.readStop !== 'function') return false
    if (handle.setBlocking(true) !== 0) return false
    handle.readStop()
    this.#isAtRest = true
    return true
  }

  /** Reads once, however long that takes. Nothing where somebody has made the descriptor one that does not wait: then the loop does. */
  #waitFor(buffer) {
    try {
      const bytes = readSync(this.#reads, buffer)
      if (bytes > 0) return bytes
    } catch (error) {
      if (error.code === 'EINTR') return this.#waitFor(buffer)
      if (error.code === 'EAGAIN') {
        this.listen()
        this.hold()
        return 0
      }
    }
    return process.reallyExit(1)
  }

  /** Takes what is not just one frame, and waits for the rest of it. */
  #takeOn(bytes) {
    this.#take(Buffer.from(bytes))
    while (this.#isAtRest && this.#receivedBytes > 0) {
      const piece = Buffer.allocUnsafe(bufferBytes)
      this.#take(piece.subarray(0, this.#waitFor(piece)))
    }
  }

  #take(piece) {
    this.#received.push(piece)
    this.#receivedBytes += piece.length
    for (;;) {
      if (this.#receivedBytes < headBytes) return
      let first = this.#received[0]
      if (first.length < headBytes) first = this.#join()
      const end = first.readUInt32BE() + 4
      if (end < headBytes) process.reallyExit(1)
      if (this.#receivedBytes < end) return
      if (first.length < end) first = this.#join()
      const rest = first.subarray(end)
      this.#receivedBytes -= end
      if (rest.length === 0) this.#received.shift()
      else this.#received[0] = rest
      this.#onFrame(String.fromCharCode(first[4]), first.subarray(headBytes, end))
    }
  }

  #join() {
    const joined = Buffer.concat(this.#received)
    this.#received = [joined]
    return joined
  }

  /** Says frames, each `[type, body]` with a body of text or bytes, before it returns. */
  say(...frames) {
    this.flush()
    writeAll(this.#writes, encode(frames))
  }

  /** Says how an invocation ended, a text, and that nothing of it is left to do. Most are short: those are put together where the last one was. */
  sayEnd(type, text) {
    if (this.#queue.length > 0 || text.length > shortCharacters) {
      this.say([type, text], ['d', ''])
      return
    }
    this.#out ??= Buffer.allocUnsafeSlow(bufferBytes)
    const out = this.#out
    const bytes = out.write(text, headBytes)
    out.writeUInt32BE(bytes + 1)
    out[4] = type.charCodeAt(0)
    out.set(doneFrame, headBytes + bytes)
    writeAll(this.#writes, out.subarray(0, headBytes + bytes + doneFrame.length))
  }

  /** Says a piece of a stream; calls `done` when the next may come. */
  sayPiece(type, body, done) {
    this.#queue.push({ bytes: encode([[type, body]]), done })
    if (this.#queue.length === 1) this.#advance()
  }

  #advance() {
    this.#timer = undefined
    while (this.#queue.length > 0) {
      const head = this.#queue[0]
      head.bytes = head.bytes.subarray(writeSome(this.#writes, head.bytes))
      if (head.bytes.length > 0) {
        this.#timer = setTimeout(() => this.#advance(), 1)
        return
      }
      this.#queue.shift()
      head.done()
    }
  }

  /** Waits until all pieces are taken. */
  flush() {
    if (this.#queue.length === 0) return
    while (this.#queue.length > 0) {
      const { bytes, done } = this.#queue.shift()
      writeAll(this.#writes, bytes)
      setImmediate(done)
    }
    clearTimeout(this.#timer)
  }
}

/** Frames as bytes, in one buffer: most are short, and a buffer each would cost more than what they say. */
function encode(frames) {
  let length = 0
  for (const [, body] of frames) length += headBytes + Buffer.byteLength(body)
  const out = Buffer.allocUnsafe(length)
  let at = 0
  for (const [type, body] of frames) {
    const start = at + headBytes
    const end = start + Buffer.byteLength(body)
    out.writeUInt32BE(end - start + 1, at)
    out[at + 4] = type.charCodeAt(0)
    if (typeof body === 'string') out.write(body, start)
    else out.set(body, start)
    at = end
  }
  return out
}

function writeSome(fd, bytes) {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    if (error.code === 'EAGAIN') return 0
    return process.reallyExit(1)
  }
}

function writeAll(fd, bytes) {
  let rest = bytes
  for (;;) {
    rest = rest.subarray(writeSome(fd, rest))
    if (rest.length === 0) return
    Atomics.wait(waiting, 0, 0, 1)
  }
}

/** A body of a header, an object, and a payload, text or bytes. */
export function withHeader(header, payload) {
  const head = Buffer.from(JSON.stringify(header))
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, typeof payload === 'string' ? Buffer.from(payload) : payload])
}

/** The header, parsed, and the payload of a body. */
export function splitHeader(body) {
  const end = 4 + body.readUInt32BE()
  return [JSON.parse(body.toString('utf8', 4, end)), body.subarray(end)]
}
