/**
 * A JSON text without the space between its tokens; numbers and strings stay as they are written. What is no JSON comes back
 * unchanged in all but space.
 */
export function minifyJson(text: string): string {
  let result = ''
  let from = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === ' ' || character === '\n' || character === '\r' || character === '\t') {
      result += text.slice(from, at)
      from = at + 1
    }
  }
  return result + text.slice(from)
}

/** Whether JSON.parse takes a text. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
