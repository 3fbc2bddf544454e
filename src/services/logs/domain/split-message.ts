import { utf8Bytes } from '../../../base/utf8.ts'
import { eventBytes, eventOverheadBytes } from '../limits.ts'

/** Cuts a message into pieces that an event can hold, never inside a character. An empty message has none. */
export function splitMessage(message: string): string[] {
  const limit = eventBytes - eventOverheadBytes
  if (message === '') return []
  if (message.length * 3 <= limit || utf8Bytes(message) <= limit) return [message]
  const pieces: string[] = []
  let start = 0
  let bytes = 0
  let position = 0
  for (const character of message) {
    const size = utf8Bytes(character)
    if (bytes + size > limit) {
      pieces.push(message.slice(start, position))
      start = position
      bytes = 0
    }
    bytes += size
    position += character.length
  }
  pieces.push(message.slice(start))
  return pieces
}
