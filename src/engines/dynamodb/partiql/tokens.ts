import { DynamoDbError } from '../errors.ts'

/**
 * A token of a statement. `text` is what it means: quotes are off, and doubled ones single. Keywords are words; a word
 * means the same in any case.
 */
export interface Token {
  readonly type: 'word' | 'identifier' | 'string' | 'number' | 'parameter' | 'sign' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A statement that cannot be read. `detail` is AWS's, where it is known. */
export function notWellFormed(detail: string): DynamoDbError {
  return new DynamoDbError(`Statement wasn't well formed, can't be processed: ${detail}`)
}

/** UNVERIFIED: the words. AWS's parser has many for this; few of them are published. */
export function unexpectedToken(): DynamoDbError {
  return notWellFormed('Unexpected token')
}

const skipped = /(?:[ \t\r\n]+|--[^\n]*|\/\*[\s\S]*?\*\/)*/y
const forms: ReadonlyArray<readonly [Token['type'], RegExp]> = [
  ['word', /[A-Za-z_$][A-Za-z0-9_$]*/y],
  ['identifier', /"(?:[^"]|"")*"/y],
  ['string', /'(?:[^']|'')*'/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['parameter', /\?/y],
  ['sign', /<<|>>|<>|<=|>=|!=|[<>=()[\]{},.:*+;-]/y],
]

/** Goes through the tokens of a statement. Fails with a DynamoDbError. */
export class StatementReader {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokenize(text)
  }

  get next(): Token {
    return this.#at(this.#position)
  }

  /** The token behind the next one. */
  get following(): Token {
    return this.#at(this.#position + 1)
  }

  take(): Token {
    const token = this.next
    if (token.type !== 'end') this.#position++
    return token
  }

  sees(sign: string): boolean {
    return this.next.type === 'sign' && this.next.text === sign
  }

  seesKeyword(...keywords: readonly string[]): boolean {
    return this.next.type === 'word' && keywords.includes(this.next.text.toUpperCase())
  }

  takeSign(sign: string): boolean {
    if (!this.sees(sign)) return false
    this.#position++
    return true
  }

  /** Takes these keywords if they come next, one after the other; else none. */
  takeKeywords(...keywords: readonly string[]): boolean {
    const fits = keywords.every((keyword, index) => {
      const token = this.#at(this.#position + index)
      return token.type === 'word' && token.text.toUpperCase() === keyword
    })
    if (fits) this.#position += keywords.length
    return fits
  }

  expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw unexpectedToken()
  }

  expectKeywords(...keywords: readonly string[]): void {
    if (!this.takeKeywords(...keywords)) throw unexpectedToken()
  }

  /** A statement may end with a semicolon; nothing follows it. */
  expectEnd(): void {
    this.takeSign(';')
    if (this.next.type !== 'end') throw notWellFormed('Unexpected token after expression')
  }

  /** Where a token stands, as AWS tells it: ` at line:column:length`, counted from 1. */
  place({ start, end }: Token): string {
    const before = this.#text.slice(0, start).split('\n')
    return ` at ${before.length}:${(before.at(-1) ?? '').length + 1}:${end - start}`
  }

  #at(position: number): Token {
    const end = this.#text.length
    return this.#tokens[position] ?? { type: 'end', text: '', start: end, end }
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let start = 0
  for (;;) {
    skipped.lastIndex = start
    skipped.test(text)
    start = skipped.lastIndex
    if (start >= text.length) return tokens
    const token = tokenAt(text, start)
    if (!token) throw notWellFormed('')
    tokens.push(token)
    start = token.end
  }
}

function tokenAt(text: string, start: number): Token | undefined {
  for (const [type, form] of forms) {
    form.lastIndex = start
    if (!form.test(text)) continue
    const end = form.lastIndex
    const written = text.slice(start, end)
    if (type === 'identifier') return { type, text: written.slice(1, -1).replaceAll('""', '"'), start, end }
    if (type === 'string') return { type, text: written.slice(1, -1).replaceAll("''", "'"), start, end }
    return { type, text: written, start, end }
  }
  return undefined
}
