/** Sets of characters that patterns name. Source: Java Platform API, java.util.regex.Pattern, "Summary of regular-expression constructs". */
import type { CodeSet } from './syntax.ts'

/** The set of all codes from one to another. */
export function range(first: number, last: number): CodeSet {
  return (code) => code >= first && code <= last
}

/** All that is in one of the sets. */
export function anyOf(sets: readonly CodeSet[]): CodeSet {
  return (code) => sets.some((contains) => contains(code))
}

/** All that is not in a set. */
export function except(contains: CodeSet): CodeSet {
  return (code) => !contains(code)
}

/** The codes of the characters of a text. */
export function oneOf(text: string): CodeSet {
  return (code) => text.includes(String.fromCharCode(code))
}

const digit = range(0x30, 0x39)
const lower = range(0x61, 0x7a)
const upper = range(0x41, 0x5a)
const space = oneOf(' \t\n\u000B\f\r')
const word = anyOf([lower, upper, digit, range(0x5f, 0x5f)])
const graph = range(0x21, 0x7e)
const alpha = anyOf([lower, upper])
const alnum = anyOf([alpha, digit])
const newline = oneOf('\n\r\u0085\u2028\u2029')
const blank = oneOf(' \t')

/** Whether a code unit is part of a word, for `\b`. */
export const isWord: CodeSet = word

/** What `.` stands for. */
export const dot: CodeSet = except(newline)

/** What a backslash and a letter stand for. */
export const escapes: Readonly<Record<string, CodeSet>> = {
  d: digit,
  D: except(digit),
  s: space,
  S: except(space),
  w: word,
  W: except(word),
  h: oneOf(' \t\u00A0\u1680\u180e\u202f\u205f\u3000'),
  v: oneOf('\n\u000B\f\r\u0085\u2028\u2029'),
}

/** What `\p{Name}` stands for. */
export const properties: Readonly<Record<string, CodeSet>> = {
  Lower: lower,
  Upper: upper,
  ASCII: range(0, 0x7f),
  Alpha: alpha,
  Digit: digit,
  Alnum: alnum,
  Punct: (code) => graph(code) && !alnum(code),
  Graph: graph,
  Print: range(0x20, 0x7e),
  Blank: blank,
  Cntrl: anyOf([range(0, 0x1f), range(0x7f, 0x7f)]),
  XDigit: anyOf([digit, range(0x41, 0x46), range(0x61, 0x66)]),
  Space: space,
  L: unicode(/^\p{L}$/u),
  Lu: unicode(/^\p{Lu}$/u),
  Ll: unicode(/^\p{Ll}$/u),
  N: unicode(/^\p{N}$/u),
  Nd: unicode(/^\p{Nd}$/u),
  P: unicode(/^\p{P}$/u),
  S: unicode(/^\p{S}$/u),
  Z: unicode(/^\p{Z}$/u),
  Zs: unicode(/^\p{Zs}$/u),
  M: unicode(/^\p{M}$/u),
  IsAlphabetic: unicode(/^\p{Alphabetic}$/u),
  IsLetter: unicode(/^\p{L}$/u),
  IsDigit: unicode(/^\p{Nd}$/u),
}

function unicode(pattern: RegExp): CodeSet {
  return (code) => pattern.test(String.fromCharCode(code))
}

/** A set without regard to case. */
export function foldCase(contains: CodeSet): CodeSet {
  return (code) => {
    if (contains(code)) return true
    const character = String.fromCharCode(code)
    const other = character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()
    return other.length === 1 && contains(other.charCodeAt(0))
  }
}
