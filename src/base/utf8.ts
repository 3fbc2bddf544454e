/** How many bytes a text takes in UTF-8. A lone half of a surrogate pair takes three, as the replacement character does. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    if (code < 0x800) bytes += 1
    else {
      bytes += 2
      const pair = code >= 0xd800 && code <= 0xdbff && isLow(text.charCodeAt(index + 1))
      // Four bytes for two units.
      if (pair) index++
    }
  }
  return bytes
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
