/**
 * Regular expressions as Java reads them, in linear time: a template or a pattern of an integration must not keep the server busy. What the
 * linear engine does not know (lookaround, back references) is tried by JavaScript's own, on short texts alone, and not at all where
 * repetitions stand within repetitions.
 */
import { RE2JS } from 're2js'
import { TemplateError } from './errors.ts'
import { backtrackingCharactersMax } from './limits.ts'

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
  /** Whether the whole of a text is meant. */
  matches(text: string): boolean
  /** All matches, one behind the other. Fails with a TemplateError when the text is too long for the pattern. */
  findAll(text: string): Iterable<JavaMatch>
}

const known = new Map<string, JavaPattern>()

/** Reads a pattern. Fails with a TemplateError. */
export function javaPattern(source: string): JavaPattern {
  const before = known.get(source)
  if (before) return before
  const read = plainPattern(source) ?? linearPattern(source) ?? backtrackingPattern(source)
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

function linearPattern(source: string): JavaPattern | undefined {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(translated(source))
  } catch {
    return undefined
  }
  return {
    matches: (text) => compiled.matcher(text).matches(),
    *findAll(text) {
      const matcher = compiled.matcher(text)
      const count = matcher.groupCount()
      while (matcher.find()) {
        const groups = Array.from({ length: count + 1 }, (_none, index) => matcher.group(index) ?? undefined)
        yield { start: matcher.start(), end: matcher.end(), groups }
      }
    },
  }
}

/** A repetition whose inside repeats: what takes exponential time. */
const nestedRepetition = /\((?:[^()\\]|\\.)*(?:[*+]|\{\d*,\d*\})(?:[^()\\]|\\.)*\)(?:[*+]|\{)/

function backtrackingPattern(source: string): JavaPattern {
  if (source.length > 500 || nestedRepetition.test(source))
    throw new TemplateError('A regular expression would take too long')
  let compiled: RegExp
  try {
    compiled = new RegExp(source, 'g')
  } catch {
    throw new TemplateError('A regular expression is not valid')
  }
  const whole = new RegExp(`^(?:${source})$`)
  const bounded = (text: string) => {
    if (text.length > backtrackingCharactersMax)
      throw new TemplateError('A text is too long for its regular expression')
    return text
  }
  return {
    matches: (text) => whole.test(bounded(text)),
    *findAll(text) {
      for (const match of bounded(text).matchAll(compiled))
        yield { start: match.index, end: match.index + match[0].length, groups: [...match] }
    },
  }
}

/** A text with matches replaced; `$1` and backslashes in the replacement mean what they mean in Java. */
export function replaceMatches(
  text: string,
  pattern: JavaPattern,
  replacement: string,
  first: boolean,
): string {
  const { plain } = pattern
  if (plain !== undefined && !first)
    return text.includes(plain) ? text.split(plain).join(expanded(replacement, [plain])) : text
  const parts: string[] = []
  let at = 0
  for (const { start, end, groups } of pattern.findAll(text)) {
    parts.push(text.slice(at, start), expanded(replacement, groups))
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
