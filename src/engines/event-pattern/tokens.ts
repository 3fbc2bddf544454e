/**
 * Reads a pattern's text token by token. AWS passes on the errors of its JSON parser, Jackson, with line and column; hence this
 * reader stands where Jackson would: behind a field's name it has already looked at the value, and of a text it has read the
 * opening quotation mark only, until the text is asked for.
 */
import { EventPatternError } from './errors.ts'
import { shownCharactersMax } from './limits.ts'

export type TokenType =
  | 'start-object'
  | 'end-object'
  | 'start-array'
  | 'end-array'
  | 'name'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null'
  | 'end'

type Inside = { readonly type: 'object' | 'array'; readonly start: number; empty: boolean }

const expectedValue = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"

export class TokenReader {
  readonly #source: string
  #position = 0
  #unread = false
  #text = ''
  #name = ''
  #ahead: TokenType | undefined
  readonly #inside: Inside[] = []

  constructor(source: string) {
    this.#source = source
  }

  /** The name of the field read last. */
  get name(): string {
    return this.#name
  }

  /** The characters of the current token: a text's content, a number as it is written, the token itself. */
  get text(): string {
    if (this.#unread) this.#readString()
    return this.#text
  }

  next(): TokenType {
    if (this.#ahead !== undefined) {
      const type = this.#ahead
      this.#ahead = undefined
      return type
    }
    if (this.#unread) this.#readString()
    this.#skipSpace()
    const inside = this.#inside.at(-1)
    if (this.#position >= this.#source.length) {
      if (!inside) return 'end'
      this.fail(
        `Unexpected end-of-input: expected close marker for ${inside.type === 'object' ? 'Object' : 'Array'} ` +
          `(start marker at ${this.#place(inside.start)})`,
      )
    }
    const character = this.#source[this.#position] ?? ''
    if ((character === '}' && inside?.type === 'object') || (character === ']' && inside?.type === 'array')) {
      this.#inside.pop()
      this.#position += 1
      this.#text = character
      return character === '}' ? 'end-object' : 'end-array'
    }
    if (inside && !inside.empty) {
      if (character !== ',')
        this.#unexpected(
          `was expecting comma to separate ${inside.type === 'object' ? 'Object' : 'Array'} entries`,
        )
      this.#position += 1
      this.#skipSpace()
    }
    if (inside) inside.empty = false
    return inside?.type === 'object' ? this.#readName() : this.#readValue()
  }

  /** Ends reading with an error at the place reached. */
  fail(message: string): never {
    throw new EventPatternError(`${message}\n at ${this.#place(this.#position)}`)
  }

  #readName(): TokenType {
    if (this.#source[this.#position] !== '"')
      this.#unexpected('was expecting double-quote to start field name')
    this.#position += 1
    this.#readString()
    this.#name = this.#text
    this.#skipSpace()
    if (this.#source[this.#position] !== ':')
      this.#unexpected('was expecting a colon to separate field name and value')
    this.#position += 1
    this.#skipSpace()
    this.#ahead = this.#readValue()
    return 'name'
  }

  #readValue(): TokenType {
    const character = this.#source[this.#position]
    if (character === '{' || character === '[') {
      const type = character === '{' ? 'object' : 'array'
      this.#inside.push({ type, start: this.#position, empty: true })
      this.#position += 1
      this.#text = character
      return type === 'object' ? 'start-object' : 'start-array'
    }
    if (character === '"') {
      this.#position += 1
      this.#unread = true
      return 'string'
    }
    const rest = this.#source.slice(this.#position)
    const [number] = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(rest) ?? []
    if (number !== undefined) {
      this.#take(number)
      if (/^[\w$.+-]/.test(rest.slice(number.length))) this.#unexpected('Expected space separating values')
      return 'number'
    }
    const [word] = /^[\p{L}$_][\p{L}\p{N}$_]*/u.exec(rest) ?? []
    if (word === undefined) this.#unexpected(`expected a valid value (${expectedValue})`)
    this.#take(word)
    if (word === 'true' || word === 'false' || word === 'null') return word
    return this.fail(`Unrecognized token '${word}': was expecting (${expectedValue})`)
  }

  /** From behind the opening quotation mark to behind the closing one. */
  #readString(): void {
    this.#unread = false
    const start = this.#position
    for (let at = start; at < this.#source.length; at++) {
      const character = this.#source.charCodeAt(at)
      if (character === 0x22) {
        this.#position = at + 1
        this.#text = this.#unescape(start, at)
        return
      }
      if (character === 0x5c) at += 1
      else if (character < 0x20) {
        this.#position = at + 1
        this.fail(
          `Illegal unquoted character ((CTRL-CHAR, code ${character})): has to be escaped using backslash to be included in string value`,
        )
      }
    }
    this.#position = this.#source.length
    this.fail('Unexpected end-of-input in VALUE_STRING')
  }

  #unescape(start: number, end: number): string {
    const raw = this.#source.slice(start, end)
    if (!raw.includes('\\')) return raw
    try {
      return JSON.parse(`"${raw}"`) as string
    } catch {
      return this.fail('Unrecognized character escape')
    }
  }

  #take(text: string): void {
    this.#position += text.length
    this.#text = text
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#source[this.#position] ?? '')) this.#position += 1
  }

  #unexpected(why: string): never {
    if (this.#position >= this.#source.length) {
      const inside = this.#inside.at(-1)
      const kind = inside?.type === 'array' ? 'Array' : 'Object'
      this.fail(
        `Unexpected end-of-input: expected close marker for ${kind} (start marker at ${this.#place(inside?.start ?? 0)})`,
      )
    }
    const character = String.fromCodePoint(this.#source.codePointAt(this.#position) ?? 0)
    this.fail(`Unexpected character ('${character}' (code ${character.charCodeAt(0)})): ${why}`)
  }

  #place(position: number): string {
    const before = this.#source.slice(0, position).split('\n')
    const column = (before.at(-1) ?? '').length + 1
    const left = this.#source.length - shownCharactersMax
    const shown =
      left > 0
        ? `"${this.#source.slice(0, shownCharactersMax)}"[truncated ${left} chars]`
        : `"${this.#source}"`
    return `[Source: (String)${shown}; line: ${before.length}, column: ${column}]`
  }
}
