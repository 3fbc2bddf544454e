/** One field of a space-delimited message. `start` and `end` are where it stands, with its quotes or brackets. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * Cuts a message at its spaces. What stands between brackets or between double quotes is one word, without these.
 * Source: User Guide, "Using filter patterns to match terms in space-delimited log events".
 */
export function splitWords(message: string): Word[] {
  const words: Word[] = []
  const lastOf = { '"': message.lastIndexOf('"'), ']': message.lastIndexOf(']') }
  let position = 0
  for (;;) {
    while (isSpace(message.charCodeAt(position))) position++
    if (position >= message.length) return words
    const start = position
    const close = message[start] === '"' ? '"' : message[start] === '[' ? ']' : undefined
    // Without a closing sign further on, the opening one is a character like others. Asking for the last one first
    // keeps a message full of opening signs from being searched over and over.
    if (close !== undefined && lastOf[close] > start) {
      const end = message.indexOf(close, start + 1)
      position = end + 1
      words.push({ text: message.slice(start + 1, end), start, end: position })
      continue
    }
    while (position < message.length && !isSpace(message.charCodeAt(position))) position++
    words.push({ text: message.slice(start, position), start, end: position })
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
