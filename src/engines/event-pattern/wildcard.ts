import { EventPatternError } from './errors.ts'
import { repeatedSequencesMax } from './limits.ts'

/** A value with wildcards as what stands between them, or why it is none. Positions count bytes, a quotation mark before them. */
export type Wildcard =
  | { readonly ok: true; readonly parts: readonly string[] }
  | { readonly ok: false; readonly reason: string }

/** Reads `a*b\*c`. Source: EventBridge User Guide, "Wildcard matching"; Event Ruler, "Wildcard matching". */
export function readWildcard(text: string): Wildcard {
  const parts: string[] = []
  let part = ''
  let position = 1
  const characters = [...text]
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? ''
    const following = characters[at + 1]
    if (character === '*') {
      if (following === '*')
        return { ok: false, reason: `Consecutive wildcard characters at pos ${position}` }
      parts.push(part)
      part = ''
    } else if (character === '\\') {
      if (following !== '*' && following !== '\\')
        return { ok: false, reason: `Invalid escape character at pos ${position}` }
      part += following
      at += 1
      position += 1
    } else part += character
    position += new TextEncoder().encode(character).length
  }
  return { ok: true, parts: [...parts, part] }
}

/** Fails when AWS finds the value too complex. */
export function wildcardTest(parts: readonly string[]): (value: string) => boolean {
  const [head = '', ...others] = parts
  const tail = others.pop()
  if (tail === undefined) return (value) => value === head
  refuseRepetition(others)
  return (value) => {
    if (value.length < head.length + tail.length || !value.startsWith(head) || !value.endsWith(tail))
      return false
    // The first place is always the best one: it leaves most for what follows.
    const end = value.length - tail.length
    let from = head.length
    for (const part of others) {
      const found = value.indexOf(part, from)
      if (found < 0 || found + part.length > end) return false
      from = found + part.length
    }
    return true
  }
}

function refuseRepetition(sequences: readonly string[]): void {
  const counts = new Map<string, number>()
  for (const sequence of sequences) {
    const count = (counts.get(sequence) ?? 0) + 1
    counts.set(sequence, count)
    if (count > repeatedSequencesMax)
      throw new EventPatternError(
        'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      )
  }
}
