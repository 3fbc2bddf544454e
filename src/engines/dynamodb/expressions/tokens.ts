import { utf8Bytes } from '../../../base/utf8.ts'
import { DynamoDbError } from '../errors.ts'
import { expressionBytes } from '../limits.ts'

/** The request members that hold expressions; they stand in the messages. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'

export interface Token {
  readonly type: 'word' | 'alias' | 'value' | 'index' | 'sign' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

const space = /[ \t\r\n]*/y
const forms: ReadonlyArray<readonly [Token['type'], RegExp]> = [
  ['word', /[A-Za-z][A-Za-z0-9_]*/y],
  ['alias', /#[A-Za-z0-9_]+/y],
  ['value', /:[A-Za-z0-9_]+/y],
  ['index', /[0-9]+/y],
  ['sign', /<>|<=|>=|[\s\S]/uy],
]

/** Goes through the tokens of an expression. Fails with a DynamoDbError. */
export class TokenReader {
  readonly kind: ExpressionKind
  readonly #text: string
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(text: string, kind: ExpressionKind) {
    this.kind = kind
    this.#text = text
    if (text.trim() === '') throw this.failure('The expression can not be empty;')
    const size = utf8Bytes(text)
    if (size > expressionBytes) {
      throw this.failure(`Expression size has exceeded the maximum allowed size; expression size: ${size}`)
    }
    this.#tokens = tokenize(text)
  }

  get next(): Token {
    return this.at(this.#position)
  }

  /** Whether a sign comes next. */
  sees(sign: string): boolean {
    return this.next.type === 'sign' && this.next.text === sign
  }

  /** Whether a keyword comes next; keywords are written in any case. */
  seesKeyword(keyword: string): boolean {
    return this.next.type === 'word' && this.next.text.toUpperCase() === keyword
  }

  take(): Token {
    const token = this.next
    if (token.type !== 'end') this.#position++
    return token
  }

  takeSign(sign: string): boolean {
    if (!this.sees(sign)) return false
    this.#position++
    return true
  }

  takeKeyword(keyword: string): boolean {
    if (!this.seesKeyword(keyword)) return false
    this.#position++
    return true
  }

  expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw this.syntaxError()
  }

  expectEnd(): void {
    if (this.next.type !== 'end') throw this.syntaxError()
  }

  /** Whether a name is followed by `(`. */
  get seesCall(): boolean {
    const following = this.at(this.#position + 1)
    return this.next.type === 'word' && following.type === 'sign' && following.text === '('
  }

  /**
   * That the next token does not belong here. "near" shows it between its neighbours, as they are written; at the end,
   * only the last token. (No description of it exists: many published messages of AWS agree with this and none differs.)
   */
  syntaxError(): DynamoDbError {
    const offending = this.next
    const before = this.#tokens[this.#position - 1] ?? offending
    const after = this.at(this.#position + 1)
    const last = offending.type === 'end' ? before : after.type === 'end' ? offending : after
    const near = this.#text.slice(before.start, last.end)
    const token = offending.type === 'end' ? '<EOF>' : offending.text
    return this.failure(`Syntax error; token: "${token}", near: "${near}"`)
  }

  failure(message: string): DynamoDbError {
    return new DynamoDbError(`Invalid ${this.kind}: ${message}`)
  }

  private at(position: number): Token {
    const end = this.#text.length
    return this.#tokens[position] ?? { type: 'end', text: '', start: end, end }
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let start = 0
  for (;;) {
    space.lastIndex = start
    space.test(text)
    start = space.lastIndex
    if (start >= text.length) return tokens
    for (const [type, form] of forms) {
      form.lastIndex = start
      if (!form.test(text)) continue
      tokens.push({ type, text: text.slice(start, form.lastIndex), start, end: form.lastIndex })
      start = form.lastIndex
      break
    }
  }
}
