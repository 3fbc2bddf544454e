/**
 * Reads patterns of Java's language, in which AllowedPattern is written. References back to groups and looking behind are not
 * supported: such patterns cannot be matched in a time that their length bounds.
 */
import { anyOf, dot, escapes, except, foldCase, properties, range } from './character-sets.ts'
import { type CodeSet, PatternError, type PatternNode } from './syntax.ts'

/** How often a part may be repeated when it says how often. Unit: times. Chosen: no value is longer. */
const repeatMax = 4_096

/** How deep groups may nest. Unit: levels. */
const depthMax = 100

/** Reads a pattern. Fails with a PatternError. */
export function parsePattern(text: string): PatternNode {
  const parser = new Parser(text)
  const node = parser.choice(0)
  if (!parser.atEnd) throw new PatternError('A group ends that did not begin')
  return node
}

class Parser {
  readonly #text: string
  #at = 0
  #ignoreCase = false

  constructor(text: string) {
    this.#text = text
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  choice(depth: number): PatternNode {
    if (depth > depthMax) throw new PatternError('Groups nest too deeply')
    const items = [this.#sequence(depth)]
    while (this.#eat('|')) items.push(this.#sequence(depth))
    const [first] = items
    return items.length === 1 && first ? first : { kind: 'choice', items }
  }

  #sequence(depth: number): PatternNode {
    const items: PatternNode[] = []
    while (!this.atEnd && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom(depth)
      if (atom) items.push(this.#quantified(atom))
    }
    return { kind: 'sequence', items }
  }

  /** Nothing is given for what only sets a flag. */
  #atom(depth: number): PatternNode | undefined {
    const character = this.#next()
    switch (character) {
      case '(':
        return this.#group(depth)
      case '[':
        return this.#set(this.#class(depth))
      case '.':
        return { kind: 'set', contains: dot }
      case '^':
        return { kind: 'assert', at: 'start' }
      case '$':
        return { kind: 'assert', at: 'end' }
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw new PatternError(`Nothing stands before ${character}`)
      default:
        return this.#literal(character)
    }
  }

  #group(depth: number): PatternNode | undefined {
    const outer = this.#ignoreCase
    let look: 'positive' | 'negative' | undefined
    if (this.#eat('?')) {
      if (this.#eat('=')) look = 'positive'
      else if (this.#eat('!')) look = 'negative'
      else if (this.#eat('<')) this.#groupName()
      else if (!this.#eat(':') && !this.#eat('>') && this.#flags()) return undefined
    }
    const item = this.choice(depth + 1)
    if (!this.#eat(')')) throw new PatternError('A group does not end')
    this.#ignoreCase = outer
    return look ? { kind: 'look', item, negative: look === 'negative' } : item
  }

  #groupName(): void {
    const name = /^[A-Za-z][A-Za-z0-9]*>/.exec(this.#text.slice(this.#at, this.#at + 64))
    if (!name) throw new PatternError('Looking behind is not supported')
    this.#at += name[0].length
  }

  /** True: flags for what follows, `(?i)`; else flags of a group, `(?i:`. */
  #flags(): boolean {
    const found = /^([imsux]*)(?:-([imsux]*))?([:)])/.exec(this.#text.slice(this.#at, this.#at + 16))
    if (!found) throw new PatternError('An unknown group')
    const [whole, on = '', off = '', end] = found
    this.#at += whole.length
    if (on.includes('i')) this.#ignoreCase = true
    if (off.includes('i')) this.#ignoreCase = false
    return end === ')'
  }

  #quantified(atom: PatternNode): PatternNode {
    let node = atom
    for (;;) {
      const bounds = this.#bounds()
      if (!bounds) return node
      // Lazy and possessive forms find the same where the whole text must match.
      if (!this.#eat('?')) this.#eat('+')
      node = { kind: 'repeat', item: node, ...bounds }
    }
  }

  #bounds(): { readonly min: number; readonly max: number } | undefined {
    if (this.#eat('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.#eat('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.#eat('?')) return { min: 0, max: 1 }
    if (this.#peek() !== '{') return undefined
    const found = /^\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(this.#text.slice(this.#at, this.#at + 24))
    if (!found) throw new PatternError('A count is not well formed')
    this.#at += found[0].length
    const min = Number(found[1])
    const max =
      found[2] === undefined ? min : found[3] === undefined ? Number.POSITIVE_INFINITY : Number(found[3])
    if (max < min || min > repeatMax) throw new PatternError('A count is out of range')
    // More than a value can have is as much as there is.
    return { min, max: max > repeatMax ? Number.POSITIVE_INFINITY : max }
  }

  #escape(): PatternNode {
    const character = this.#next()
    switch (character) {
      case 'b':
        return { kind: 'assert', at: 'word' }
      case 'B':
        return { kind: 'assert', at: 'noWord' }
      case 'A':
        return { kind: 'assert', at: 'start' }
      case 'z':
      case 'Z':
        return { kind: 'assert', at: 'end' }
      case 'Q':
        return this.#quoted()
      case 'R':
        return this.#set((code) => !dot(code))
      default:
        if (/[1-9kG]/.test(character)) throw new PatternError('References back are not supported')
        return this.#set(this.#escaped(character))
    }
  }

  #quoted(): PatternNode {
    const end = this.#text.indexOf('\\E', this.#at)
    const text = this.#text.slice(this.#at, end === -1 ? undefined : end)
    this.#at = end === -1 ? this.#text.length : end + 2
    return {
      kind: 'sequence',
      items: Array.from({ length: text.length }, (_, index) => this.#literal(text[index] ?? '')),
    }
  }

  /** The set that stands for what follows a backslash, also within brackets. */
  #escaped(character: string): CodeSet {
    const named = Object.hasOwn(escapes, character) ? escapes[character] : undefined
    if (named) return named
    switch (character) {
      case 'p':
      case 'P': {
        const contains = this.#property()
        return character === 'P' ? except(contains) : contains
      }
      case 't':
        return code('\t')
      case 'n':
        return code('\n')
      case 'r':
        return code('\r')
      case 'f':
        return code('\f')
      case 'a':
        return code('\u0007')
      case 'e':
        return code('\u001B')
      case 'x':
        return this.#hex(2)
      case 'u':
        return this.#hex(4)
      case '0':
        return this.#octal()
      default:
        if (/[A-Za-z]/.test(character)) throw new PatternError(`\\${character} is not known`)
        return code(character)
    }
  }

  #property(): CodeSet {
    const found = /^(?:\{(\w+)\}|(\w))/.exec(this.#text.slice(this.#at, this.#at + 40))
    const name = found?.[1] ?? found?.[2] ?? ''
    const contains = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!found || !contains) throw new PatternError(`\\p{${name}} is not known`)
    this.#at += found[0].length
    return contains
  }

  #hex(digits: number): CodeSet {
    const found = this.#text.slice(this.#at, this.#at + digits)
    if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(found))
      throw new PatternError('A hexadecimal number is not well formed')
    this.#at += digits
    const value = Number.parseInt(found, 16)
    return range(value, value)
  }

  #octal(): CodeSet {
    const found = /^[0-3]?[0-7]{1,2}/.exec(this.#text.slice(this.#at, this.#at + 3))
    if (!found) throw new PatternError('An octal number is not well formed')
    this.#at += found[0].length
    const value = Number.parseInt(found[0], 8)
    return range(value, value)
  }

  /** What stands between brackets; the first has been read. */
  #class(depth: number): CodeSet {
    if (depth > depthMax) throw new PatternError('Sets nest too deeply')
    const negative = this.#eat('^')
    const parts: CodeSet[][] = [[]]
    let first = true
    for (;;) {
      if (this.atEnd) throw new PatternError('A set does not end')
      if (this.#peek() === ']' && !first) break
      first = false
      if (this.#text.startsWith('&&', this.#at)) {
        this.#at += 2
        parts.push([])
        continue
      }
      parts.at(-1)?.push(this.#member(depth))
    }
    this.#at++
    const sets = parts.filter((part) => part.length > 0).map(anyOf)
    const contains: CodeSet = (unit) => sets.every((set) => set(unit))
    return negative ? except(contains) : contains
  }

  #member(depth: number): CodeSet {
    const character = this.#next()
    if (character === '[') return this.#class(depth + 1)
    const start = character === '\\' ? this.#next() : character
    const set = character === '\\' ? this.#escaped(start) : code(start)
    const isSingle = character !== '\\' || /[^A-Za-z0-9]/.test(start)
    // A hyphen at the end stands for itself.
    if (
      !isSingle ||
      this.#peek() !== '-' ||
      this.#text[this.#at + 1] === ']' ||
      this.#text[this.#at + 1] === '['
    )
      return set
    if (this.#at + 1 >= this.#text.length) return set
    this.#at++
    const next = this.#next()
    const end = next === '\\' ? this.#next() : next
    if (next === '\\' && /[A-Za-z0-9]/.test(end)) {
      // `[a-\d]`: no range; all three stand for themselves.
      return anyOf([set, code('-'), this.#escaped(end)])
    }
    if (end.charCodeAt(0) < start.charCodeAt(0)) throw new PatternError('A range ends before it begins')
    return range(start.charCodeAt(0), end.charCodeAt(0))
  }

  #set(contains: CodeSet): PatternNode {
    return { kind: 'set', contains: this.#ignoreCase ? foldCase(contains) : contains }
  }

  #literal(character: string): PatternNode {
    return this.#set(code(character))
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #next(): string {
    const character = this.#text[this.#at]
    if (character === undefined) throw new PatternError('The pattern ends too early')
    this.#at++
    return character
  }

  #eat(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at++
    return true
  }
}

function code(character: string): CodeSet {
  const value = character.charCodeAt(0)
  return range(value, value)
}
