/**
 * The regular expressions that filter patterns may hold: letters and digits, a few symbols, character classes,
 * repetitions of one character, alternatives and anchors, no groups.
 * Source: CloudWatch Logs User Guide, "Supported regular expressions (regex) syntax".
 */
import { invalidCharacters, invalidPattern } from '../errors.ts'
import { regexPositions } from '../limits.ts'
import { anyCharacter, characterRange, classEscapes, complement, union } from './character-set.ts'
import type { Alternative, Atom, CharacterSet, Regex } from './types.ts'

/** What stands for itself. A space is not listed by AWS, but used in its examples. */
const literal = /[A-Za-z0-9:_#=@/;, -]/
const operatorSymbol = /[\^$?[\]{}|\\*+.]/

/** Reads an expression without its percent signs. Fails with a FilterPatternError. */
export function parseRegex(source: string): Regex {
  if (source === '') throw invalidCharacters('%%')
  const reader = new RegexReader(source)
  const alternatives = [reader.alternative()]
  while (reader.take('|')) alternatives.push(reader.alternative())
  if (!reader.ended) throw reader.unexpected()
  const positions = alternatives.reduce((sum, { atoms }) => sum + atoms.reduce(addPositions, 1), 0)
  if (positions > regexPositions) throw invalidPattern()
  return alternatives
}

function addPositions(sum: number, { min, max }: Atom): number {
  return sum + Math.max(1, max ?? min)
}

class RegexReader {
  readonly #source: string
  #position = 0

  constructor(source: string) {
    this.#source = source
  }

  get ended(): boolean {
    return this.#position >= this.#source.length
  }

  get next(): string {
    return this.#source.charAt(this.#position)
  }

  take(character: string): boolean {
    if (this.ended || this.next !== character) return false
    this.#position++
    return true
  }

  unexpected(): Error {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#position) ?? 0)
    return literal.test(character) || operatorSymbol.test(character)
      ? invalidPattern()
      : invalidCharacters(`%${this.#source.slice(0, this.#position)}${character}`)
  }

  alternative(): Alternative {
    const anchoredStart = this.take('^')
    const atoms: Atom[] = []
    while (!this.ended && this.next !== '|' && this.next !== '$') atoms.push(this.#atom())
    const anchoredEnd = this.take('$')
    if (!this.ended && this.next !== '|') throw this.unexpected()
    return { anchoredStart, anchoredEnd, atoms }
  }

  #atom(): Atom {
    const set = this.#set()
    if (this.take('?')) return { set, min: 0, max: 1 }
    if (this.take('*')) return { set, min: 0 }
    if (this.take('+')) return { set, min: 1 }
    if (this.take('{')) return this.#counted(set)
    return { set, min: 1, max: 1 }
  }

  /** `{3}`, `{3,5}`, `{3,}` or `{,5}`. */
  #counted(set: CharacterSet): Atom {
    const match = /^(\d{0,4})(,?)(\d{0,4})\}/.exec(this.#source.slice(this.#position, this.#position + 10))
    if (!match) throw invalidPattern()
    const [whole, first = '', comma, second = ''] = match
    if (first === '' && second === '') throw invalidPattern()
    this.#position += whole.length
    const min = Number(first)
    if (comma === '') return { set, min, max: min }
    if (second === '') return { set, min }
    const max = Number(second)
    if (max < min) throw invalidPattern()
    return { set, min, max }
  }

  #set(): CharacterSet {
    const character = this.next
    if (character === '.') {
      this.#position++
      return anyCharacter
    }
    if (character === '[') return this.#bracketed()
    if (character === '\\') return this.#escape()
    if (!literal.test(character)) throw this.unexpected()
    this.#position++
    return only(character)
  }

  #escape(): CharacterSet {
    const character = this.#source.charAt(++this.#position)
    if (character === 'x') {
      const digits = this.#source.slice(this.#position + 1, this.#position + 3)
      if (!/^[0-9A-Fa-f]{2}$/.test(digits)) throw invalidPattern()
      this.#position += 3
      const code = Number.parseInt(digits, 16)
      // Above 7F there is no ASCII character that it could mean.
      if (code > 0x7f) throw invalidPattern()
      return characterRange(code, code)
    }
    const known = classEscapes[character]
    const symbol = operatorSymbol.test(character) || /[:_#=@/;, -]/.test(character)
    if (!known && !symbol) throw this.ended ? invalidPattern() : this.#unknownEscape()
    this.#position++
    return known ?? only(character)
  }

  #unknownEscape(): Error {
    return invalidCharacters(`%${this.#source.slice(0, this.#position + 1)}`)
  }

  #bracketed(): CharacterSet {
    this.#position++
    const negated = this.take('^')
    const parts: CharacterSet[] = []
    while (!this.take(']')) {
      if (this.ended) throw invalidPattern()
      parts.push(this.#member())
    }
    if (parts.length === 0) throw invalidPattern()
    return negated ? complement(union(parts)) : union(parts)
  }

  /** A character, an escape or a range inside brackets. */
  #member(): CharacterSet {
    const first = this.next
    if (first === '\\') return this.#escape()
    if (first === '[' || !(literal.test(first) || operatorSymbol.test(first))) throw this.unexpected()
    this.#position++
    const last = this.#source.charAt(this.#position + 1)
    const ranges = this.next === '-' && last !== ']' && last !== '' && last !== '\\'
    if (!ranges) return only(first)
    this.#position++
    if (!literal.test(last) || last < first) throw this.unexpected()
    this.#position++
    return characterRange(first.charCodeAt(0), last.charCodeAt(0))
  }
}

function only(character: string): CharacterSet {
  const code = character.charCodeAt(0)
  return characterRange(code, code)
}
