/**
 * How long the frames are that a client sends over a WebSocket, read from their heads as bytes come by: a limit on frames is none on
 * messages, which may have many. Source: RFC 6455, section 5.2.
 */
export class FrameLengths {
  /** The head of a frame as far as it has come: two bytes, up to eight of a length, four of a mask. */
  readonly #head = new Uint8Array(14)
  #headBytes = 0
  /** Of the frame's payload, what has not come by. */
  #left = 0

  /** The longest payload that a head within these bytes announces. Unit: bytes. 0: there is none. */
  longest(bytes: Uint8Array): number {
    let longest = 0
    let at = 0
    while (at < bytes.length) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, bytes.length - at)
        this.#left -= passed
        at += passed
        continue
      }
      this.#head[this.#headBytes++] = bytes[at++] ?? 0
      if (this.#headBytes < headBytes(this.#head, this.#headBytes)) continue
      this.#left = payloadBytes(this.#head)
      this.#headBytes = 0
      longest = Math.max(longest, this.#left)
    }
    return longest
  }
}

/** As far as the bytes that are there tell. */
function headBytes(head: Uint8Array, known: number): number {
  if (known < 2) return 2
  const short = (head[1] ?? 0) & 0x7f
  const mask = (head[1] ?? 0) & 0x80 ? 4 : 0
  return 2 + (short === 127 ? 8 : short === 126 ? 2 : 0) + mask
}

function payloadBytes(head: Uint8Array): number {
  const short = (head[1] ?? 0) & 0x7f
  if (short < 126) return short
  let length = 0
  for (let at = 2; at < (short === 126 ? 4 : 10); at++) length = length * 256 + (head[at] ?? 0)
  return length
}
