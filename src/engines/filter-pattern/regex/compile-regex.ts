/**
 * Runs a regular expression over a text in one pass, never going back: the time is the length of the text times the
 * number of 32-position words of the expression (at most 32), whatever the two hold. So no pattern of a user can hang
 * the server.
 *
 * Every alternative is a row of positions, each one character out of a set. All positions that a match may have
 * reached are bits of one long number, moved together by each character (the "shift-and" family of Baeza-Yates and
 * Gonnet, 1992, and Navarro and Raffinot, 2001). Bit k means "position k comes next". Positions that may be left out
 * are jumped by an addition whose carry runs through all of them at once (Cameron and others, "Bitwise data
 * parallelism in regular expression matching", 2014: MatchStar). A last bit behind each alternative's positions says
 * that it has matched.
 */
import { invariant } from '../../../base/invariant.ts'
import { parseRegex } from './parse-regex.ts'
import type { Alternative, CharacterSet, Regex } from './types.ts'

/** Tells whether the expression is found in a text. */
export type RegexTest = (text: string) => boolean

/** 128 ASCII characters, and one for all others. */
const characterKinds = 129
const otherKind = 128

/** Compiles an expression without its percent signs. Fails with a FilterPatternError. */
export function compileRegex(source: string): RegexTest {
  const program = layOut(parseRegex(source))
  return program.wordCount === 1 ? narrowTest(program) : wideTest(program)
}

interface Program {
  readonly wordCount: number
  /** Where a match may begin anywhere, and where only at the start of the text. */
  readonly starts: Uint32Array
  readonly startsAtFirst: Uint32Array
  /** Positions that may take a character again, and those that may be left out. */
  readonly repeats: Uint32Array
  readonly optional: Uint32Array
  /** Bits that say "matched": at once, or only at the end of the text. */
  readonly accepts: Uint32Array
  readonly acceptsAtEnd: Uint32Array
  /** For each kind of character, the positions that take it. */
  readonly takes: Uint32Array
}

interface Position {
  readonly set: CharacterSet
  readonly repeats: boolean
  readonly optional: boolean
}

function layOut(regex: Regex): Program {
  const rows = regex.map((alternative) => ({ alternative, positions: positionsOf(alternative) }))
  const bitCount = rows.reduce((sum, { positions }) => sum + positions.length + 1, 0)
  const wordCount = Math.ceil(bitCount / 32)
  const words = () => new Uint32Array(wordCount)
  const program = {
    wordCount,
    starts: words(),
    startsAtFirst: words(),
    repeats: words(),
    optional: words(),
    accepts: words(),
    acceptsAtEnd: words(),
    takes: new Uint32Array(wordCount * characterKinds),
  }
  let bit = 0
  for (const { alternative, positions } of rows) {
    setBit(alternative.anchoredStart ? program.startsAtFirst : program.starts, bit)
    for (const position of positions) {
      if (position.repeats) setBit(program.repeats, bit)
      if (position.optional) setBit(program.optional, bit)
      for (let kind = 0; kind < characterKinds; kind++) {
        const taken = kind === otherKind ? position.set.others : position.set.ascii[kind]
        if (taken) setBit(program.takes, bit, kind * wordCount)
      }
      bit++
    }
    setBit(alternative.anchoredEnd ? program.acceptsAtEnd : program.accepts, bit++)
  }
  return program
}

/** Counted repetitions written out: `a{2,4}` is `a`, `a`, `a?`, `a?`; `a{2,}` is `a`, `a+`. */
function positionsOf(alternative: Alternative): Position[] {
  return alternative.atoms.flatMap(({ set, min, max }): Position[] => {
    const once = { set, repeats: false, optional: false }
    if (max === undefined) {
      if (min === 0) return [{ set, repeats: true, optional: true }]
      return [...Array<Position>(min - 1).fill(once), { set, repeats: true, optional: false }]
    }
    const maybe = { set, repeats: false, optional: true }
    return [...Array<Position>(min).fill(once), ...Array<Position>(max - min).fill(maybe)]
  })
}

function setBit(words: Uint32Array, bit: number, offset = 0): void {
  const index = offset + (bit >>> 5)
  words[index] = (words[index] ?? 0) | (1 << (bit & 31))
}

/** For expressions of up to 31 positions: everything in one 32-bit number. */
function narrowTest(program: Program): RegexTest {
  const [starts] = program.starts
  const [startsAtFirst] = program.startsAtFirst
  const [repeats] = program.repeats
  const [optional] = program.optional
  const [accepts] = program.accepts
  const [acceptsAtEnd] = program.acceptsAtEnd
  invariant(
    starts !== undefined &&
      startsAtFirst !== undefined &&
      repeats !== undefined &&
      optional !== undefined &&
      accepts !== undefined &&
      acceptsAtEnd !== undefined,
    'a program has at least one word',
  )
  const { takes } = program
  // All in 32-bit integers: the addition may run over, and `| 0` drops what does.
  const jump = (at: number) => ((((at & optional) + optional) | 0) ^ optional) | at
  return (text) => {
    let at = jump(starts | startsAtFirst)
    for (let index = 0; index < text.length; index++) {
      if ((at & accepts) !== 0) return true
      const code = text.charCodeAt(index)
      if (isPair(code, text, index)) index++
      const taken = at & (takes[Math.min(code, otherKind)] ?? 0)
      at = jump((taken << 1) | (taken & repeats) | starts)
    }
    return (at & (accepts | acceptsAtEnd)) !== 0
  }
}

function wideTest(program: Program): RegexTest {
  const { wordCount, starts, startsAtFirst, takes } = program
  return (text) => {
    const at = new Uint32Array(wordCount)
    for (let word = 0; word < wordCount; word++) at[word] = (starts[word] ?? 0) | (startsAtFirst[word] ?? 0)
    let matched = jumpWide(program, at)
    for (let index = 0; index < text.length; index++) {
      if (matched) return true
      const code = text.charCodeAt(index)
      if (isPair(code, text, index)) index++
      advanceWide(program, at, takes, Math.min(code, otherKind) * wordCount)
      matched = jumpWide(program, at)
    }
    return matched || at.some((word, index) => (word & (program.acceptsAtEnd[index] ?? 0)) !== 0)
  }
}

/** Moves all positions over one character, whose kind's positions begin at `offset`. */
function advanceWide(program: Program, at: Uint32Array, takes: Uint32Array, offset: number): void {
  const { wordCount, repeats, starts } = program
  let carried = 0
  for (let word = 0; word < wordCount; word++) {
    const taken = (at[word] ?? 0) & (takes[offset + word] ?? 0)
    at[word] = (taken << 1) | carried | (taken & (repeats[word] ?? 0)) | (starts[word] ?? 0)
    carried = taken >>> 31
  }
}

/** Lets positions that may be left out be passed, and tells whether an alternative has matched. */
function jumpWide(program: Program, at: Uint32Array): boolean {
  const { wordCount, optional, accepts } = program
  let carry = 0
  let matched = 0
  for (let word = 0; word < wordCount; word++) {
    const here = at[word] ?? 0
    const skippable = optional[word] ?? 0
    // Above 2^32 for a moment, which a JavaScript number holds exactly.
    const sum = ((here & skippable) >>> 0) + skippable + carry
    carry = sum > 0xffffffff ? 1 : 0
    // A carry that comes in where nothing can be left out lands on the position itself, as the sum says.
    const reached = ((sum >>> 0) ^ skippable) | here
    at[word] = reached
    matched |= reached & (accepts[word] ?? 0)
  }
  return matched !== 0
}

/** A character outside the basic plane takes two places of a JavaScript text and is one character all the same. */
function isPair(code: number, text: string, index: number): boolean {
  if (code < 0xd800 || code > 0xdbff) return false
  const low = text.charCodeAt(index + 1)
  return low >= 0xdc00 && low <= 0xdfff
}
