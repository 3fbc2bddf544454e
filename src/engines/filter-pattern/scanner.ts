import { invalidCharacters, invalidPattern } from './errors.ts'
import { parseRegex } from './regex/parse-regex.ts'
import type { Operand, Operator } from './types.ts'

const operators: readonly Operator[] = ['!=', '<=', '>=', '=', '<', '>']

/** What an unquoted text in a comparison is made of; AWS's examples have `123.123.*`, `*.html*` and `1e+3`. */
const wordCharacter = /[A-Za-z0-9_.*+-]/

/** Goes through a pattern from left to right. Fails with a FilterPatternError. */
export class Scanner {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Skips spaces and tells whether anything is left. */
  get ended(): boolean {
    this.space()
    return this.#position >= this.#text.length
  }

  /** The next character, spaces not skipped; '' at the end. */
  get next(): string {
    return this.#text.charAt(this.#position)
  }

  space(): void {
    while (/\s/.test(this.next)) this.#position++
  }

  /** Takes exactly this text if it comes next, spaces before it skipped. */
  take(text: string): boolean {
    this.space()
    return this.takeHere(text)
  }

  /** As {@link take}, no spaces skipped. */
  takeHere(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false
    this.#position += text.length
    return true
  }

  /** As many characters as fit; '' when none does. */
  takeWhile(fits: RegExp): string {
    const start = this.#position
    while (this.#position < this.#text.length && fits.test(this.next)) this.#position++
    return this.#text.slice(start, this.#position)
  }

  /** A keyword, which must not run on into a longer word. */
  takeKeyword(word: string): boolean {
    this.space()
    if (!this.#text.startsWith(word, this.#position)) return false
    if (/[A-Za-z0-9_]/.test(this.#text.charAt(this.#position + word.length))) return false
    this.#position += word.length
    return true
  }

  takeOperator(): Operator | undefined {
    this.space()
    return operators.find((operator) => this.takeHere(operator))
  }

  operand(): Operand {
    this.space()
    if (this.next === '"') return { type: 'quoted', text: this.quoted('"') }
    if (this.next === '%') return { type: 'regex', source: this.regex() }
    const text = this.takeWhile(wordCharacter)
    if (text === '') throw this.failure()
    return { type: 'word', text }
  }

  /** A quoted text; a backslash takes the meaning from the quote and from itself, and is kept before all else. */
  quoted(quote: '"' | "'"): string {
    const start = this.#position++
    let text = ''
    for (; this.#position < this.#text.length; this.#position++) {
      const character = this.next
      if (character === quote) {
        this.#position++
        if (text === '') throw invalidCharacters(this.#text.slice(start, this.#position))
        return text
      }
      const following = this.#text.charAt(this.#position + 1)
      if (character === '\\' && (following === quote || following === '\\')) {
        text += following
        this.#position++
      } else text += character
    }
    throw invalidCharacters(this.#text.slice(start))
  }

  /** The expression between two percent signs. */
  regex(): string {
    const end = this.#text.indexOf('%', this.#position + 1)
    if (end < 0) throw invalidCharacters(this.#text.slice(this.#position))
    const source = this.#text.slice(this.#position + 1, end)
    this.#position = end + 1
    parseRegex(source)
    return source
  }

  /** What to say of whatever comes next: a character that no token begins with, or one that does not belong here. */
  failure(): Error {
    if (this.next === '' || /[A-Za-z0-9_"%{}[\]()$.*=!<>&|?-]/.test(this.next)) return invalidPattern()
    return this.unknownCharacter()
  }

  /** That no token begins with the next character. */
  unknownCharacter(): Error {
    return invalidCharacters(String.fromCodePoint(this.#text.codePointAt(this.#position) ?? 0))
  }
}
