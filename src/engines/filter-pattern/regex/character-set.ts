import type { CharacterSet } from './types.ts'

const asciiCount = 128

function setOf(contains: (code: number) => boolean, others = false): CharacterSet {
  return { ascii: Array.from({ length: asciiCount }, (_, code) => contains(code)), others }
}

export function characterRange(first: number, last: number): CharacterSet {
  return setOf((code) => code >= first && code <= last)
}

export function union(sets: readonly CharacterSet[]): CharacterSet {
  return setOf(
    (code) => sets.some((set) => set.ascii[code]),
    sets.some((set) => set.others),
  )
}

export function complement(set: CharacterSet): CharacterSet {
  return setOf((code) => !set.ascii[code], !set.others)
}

export const anyCharacter = setOf(() => true, true)

const digits = characterRange(0x30, 0x39)
const spaces = setOf((code) => code === 0x20 || (code >= 0x09 && code <= 0x0d))
const wordCharacters = union([
  digits,
  characterRange(0x41, 0x5a),
  characterRange(0x61, 0x7a),
  characterRange(0x5f, 0x5f),
])

/** `\d`, `\s`, `\w` and their opposites. Source: User Guide, "Supported regular expressions (regex) syntax". */
export const classEscapes: Readonly<Record<string, CharacterSet>> = {
  d: digits,
  D: complement(digits),
  s: spaces,
  S: complement(spaces),
  w: wordCharacters,
  W: complement(wordCharacters),
}
