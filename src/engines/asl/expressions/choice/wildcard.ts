/**
 * Whether a text matches a pattern in which `*` stands for any characters; `\*` is a star and `\\` a backslash. Goes over the text once for each
 * star at most.
 * Source: Amazon States Language, "Choice State", StringMatches.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const pieces = piecesOf(pattern)
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (pieces.length === 1) return text === first
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false
  let at = first.length
  const end = text.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}

/** The texts between the stars. */
function piecesOf(pattern: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? ''
    if (character === '*') {
      pieces.push(piece)
      piece = ''
    } else if (character === '\\' && at + 1 < pattern.length) {
      at++
      piece += pattern[at] ?? ''
    } else piece += character
  }
  pieces.push(piece)
  return pieces
}
