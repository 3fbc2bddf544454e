/**
 * Regular expressions as Java reads them, in linear time: a template or a pattern of an integration must not keep the server busy. What the
 * linear engine does not know (lookaround, back references) is tried by JavaScript's own, on short texts alone, and not at all where
 * repetitions stand within repetitions.
 */
import { RE2JS } from 're2js'
import { TemplateError } from './errors.ts'
import { backtrackingWorkMax, patternSizeMax, patternWorkMax, valueSizeMax } from './limits.ts'
import type { Charge } from './values.ts'

/** A match: where it is, and its groups. */
export interface JavaMatch {
  readonly start: number
  readonly end: number
  readonly groups: ReadonlyArray<string | undefined>
}

/** A pattern that was read. */
export interface JavaPattern {
  /** The text that it stands for, where it has no sign of its own: finding it costs next to nothing. */
  readonly plain?: string
  /** How large it is, its counted repetitions written out: what each character of a text may cost. Unit: parts. */
  readonly size: number
  /** Whether the whole of a text is meant. Fails with a TemplateError when the text is too long for the pattern. */
  matches(text: string): boolean
  /** All matches, one behind the other. Fails with a TemplateError when the text is too long for the pattern. */
  findAll(text: string): Iterable<JavaMatch>
}

const known = new Map<string, JavaPattern>()

/** Reads a pattern. Fails with a TemplateError. */
export function javaPattern(source: string): JavaPattern {
  const before = known.get(source)
  if (before) return before
  const size = sizeOf(source)
  if (size > patternSizeMax) throw new TemplateError('A regular expression would take too long')
  const read = plainPattern(source) ?? linearPattern(source, size) ?? backtrackingPattern(source, size)
  if (known.size >= 500) known.clear()
  known.set(source, read)
  return read
}

/** A pattern without any sign of its own, or with all of them escaped: what most templates replace. */
function plainPattern(source: string): JavaPattern | undefined {
  if (!/^(?:[^\\.[\]{}()*+?^$|]|\\[^A-Za-z0-9])+$/.test(source)) return undefined
  const wanted = source.replaceAll(/\\([\s\S])/g, '$1')
  return {
    plain: wanted,
    size: 1,
    matches: (text) => text === wanted,
    *findAll(text) {
      for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + wanted.length))
        yield { start, end: start + wanted.length, groups: [wanted] }
    },
  }
}

/** Java's names of classes, as RE2 has them. */
function translated(source: string): string {
  return source.replaceAll(/\\([pP])\{(\w+)\}/g, (whole, sign: string, name: string) => {
    const posix = posixClasses[name]
    return posix === undefined ? whole : `[${sign === 'P' ? '^' : ''}[:${posix}:]]`
  })
}

const posixClasses: Readonly<Record<string, string>> = {
  Lower: 'lower',
  Upper: 'upper',
  ASCII: 'ascii',
  Alpha: 'alpha',
  Digit: 'digit',
  Alnum: 'alnum',
  Punct: 'punct',
  Graph: 'graph',
  Print: 'print',
  Blank: 'blank',
  Cntrl: 'cntrl',
  XDigit: 'xdigit',
  Space: 'space',
}

function linearPattern(source: string, size: number): JavaPattern | undefined {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(translated(source))
  } catch {
    return undefined
  }
  const bounded = (text: string) => {
    if (text.length * size > patternWorkMax)
      throw new TemplateError('A text is too long for its regular expression')
    return text
  }
  return {
    size,
    matches: (text) => compiled.matcher(bounded(text)).matches(),
    *findAll(text) {
      const matcher = compiled.matcher(bounded(text))
      const count = matcher.groupCount()
      while (matcher.find()) {
        const groups = Array.from({ length: count + 1 }, (_none, index) => matcher.group(index) ?? undefined)
        yield { start: matcher.start(), end: matcher.end(), groups }
      }
    },
  }
}

/** Signs that repeat without an end, or make a part optional. */
const repetitions = /(?<![\\(])(?:[*+?]|\{\d+,)/g

/** Whether a group is repeated that repeats or chooses itself: what takes exponential time. What only looks ahead does not count. */
function mayExplode(source: string): boolean {
  const open: { readonly looks: boolean; varies: boolean }[] = []
  for (let at = 0; at < source.length; at++) {
    const sign = source[at] ?? ''
    const group = open.at(-1)
    if (sign === '\\') at++
    else if (sign === '[') at = classEnd(source, at)
    else if (sign === '(') open.push({ looks: /^\(\?<?[=!]/.test(source.slice(at, at + 4)), varies: false })
    else if (sign === ')') {
      const { looks, varies } = open.pop() ?? { looks: false, varies: false }
      const isRepeated = /[*+{]/.test(source[at + 1] ?? '')
      if (isRepeated && varies) return true
      const outer = open.at(-1)
      if (outer && !looks && (varies || isRepeated)) outer.varies = true
    } else if (group && (/[*+|{]/.test(sign) || (sign === '?' && source[at - 1] !== '('))) group.varies = true
  }
  return false
}

function backtrackingPattern(source: string, size: number): JavaPattern {
  const choices = source.match(repetitions)?.length ?? 0
  if (source.length > 500 || mayExplode(source))
    throw new TemplateError('A regular expression would take too long')
  let compiled: RegExp
  try {
    compiled = new RegExp(source, 'g')
  } catch {
    throw new TemplateError('A regular expression is not valid')
  }
  const whole = new RegExp(`^(?:${source})$`)
  const bounded = (text: string) => {
    if (text.length ** (choices + 1) > backtrackingWorkMax)
      throw new TemplateError('A text is too long for its regular expression')
    return text
  }
  return {
    size,
    matches: (text) => whole.test(bounded(text)),
    *findAll(text) {
      for (const match of bounded(text).matchAll(compiled))
        yield { start: match.index, end: match.index + match[0].length, groups: [...match] }
    },
  }
}

/** What a match costs, of a plain text and of an expression. Unit: steps. */
export const matchCost = ({ plain }: JavaPattern) => (plain === undefined ? 8 : 0.5)

/** A text with matches replaced; `$1` and backslashes in the replacement mean what they mean in Java. */
export function replaceMatches(
  text: string,
  pattern: JavaPattern,
  replacement: string,
  first: boolean,
  charge: Charge = () => {},
): string {
  const plainReplacement = /[\\$]/.test(replacement) ? undefined : replacement
  const cost = matchCost(pattern)
  let length = 0
  const parts: string[] = []
  let at = 0
  for (const { start, end, groups } of pattern.findAll(text)) {
    charge(cost)
    const piece = plainReplacement ?? expanded(replacement, groups)
    length += piece.length
    if (length > valueSizeMax) throw new TemplateError('A text is too long')
    parts.push(text.slice(at, start), piece)
    at = end
    if (first) break
  }
  parts.push(text.slice(at))
  return parts.join('')
}

function expanded(replacement: string, groups: JavaMatch['groups']): string {
  if (!/[\\$]/.test(replacement)) return replacement
  return replacement.replaceAll(/\\([\s\S])|\$(\d)|[\\$]/g, (_whole, literal?: string, group?: string) => {
    if (literal !== undefined) return literal
    if (group === undefined || Number(group) >= groups.length)
      throw new TemplateError('A replacement names a group that is not there')
    return groups[Number(group)] ?? ''
  })
}

/** How many parts an expression has when its counted repetitions are written out. A guess that is seldom too small. */
function sizeOf(source: string): number {
  const open: number[] = []
  let [total, last] = [0, 0]
  const add = (size: number) => {
    total += size
    last = size
  }
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]
    if (sign === '\\') {
      at++
      add(1)
    } else if (sign === '[') {
      at = classEnd(source, at)
      add(1)
    } else if (sign === '(') {
      open.push(total)
      total = 0
    } else if (sign === ')') {
      const inside = total + 1
      total = open.pop() ?? 0
      add(inside)
    } else if (sign === '{') {
      const counted = /^\{(\d{1,9})(?:,(\d{0,9}))?\}/.exec(source.slice(at, at + 24))
      if (!counted) continue
      const times = Math.max(Number(counted[1]), Number(counted[2] ?? 0), 1)
      total += last * (times - 1)
      last *= times
      at += counted[0].length - 1
    } else if (!'*+?|^$'.includes(sign ?? '')) add(1)
    if (total > patternSizeMax) return total
  }
  return open.reduce((sum, outer) => sum + outer, total) + 1
}

/** Where a class of characters ends. */
function classEnd(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === ']' && at > from + 1) return at
  }
  return source.length
}
