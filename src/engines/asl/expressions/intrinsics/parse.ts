import type { Json } from '../../../../base/json.ts'
import { intrinsicDepthMax } from '../limits.ts'
import { compileScopePath, type ScopePath } from '../scope-path.ts'
import { intrinsics } from './registry.ts'
import type { Intrinsic } from './types.ts'

/** One argument of a call. `text` keeps its escapes, for States.Format reads them itself. */
export type Argument =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'text'; readonly raw: string; readonly value: string }
  | { readonly kind: 'path'; readonly path: ScopePath }
  | { readonly kind: 'call'; readonly call: Call }

export interface Call {
  readonly intrinsic: Intrinsic
  readonly values: readonly Argument[]
}

/** A text that is no call of an intrinsic function. */
export class IntrinsicSyntaxError extends Error {
  override readonly name = 'IntrinsicSyntaxError'
}

/** @throws IntrinsicSyntaxError, PathSyntaxError. Source: Amazon States Language, "Intrinsic Functions". */
export function parseIntrinsic(text: string): Call {
  const parser = new Parser(text)
  const call = parser.call(1)
  parser.end()
  return call
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?=\s*[,)])/y
const word = /(?:true|false|null)(?=\s*[,)])/y
const functionName = /States\.[A-Za-z0-9]+/y

class Parser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  end(): void {
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#unexpected()
  }

  call(depth: number): Call {
    if (depth > intrinsicDepthMax)
      throw new IntrinsicSyntaxError(`Intrinsic functions are nested more than ${intrinsicDepthMax} deep`)
    this.#skipSpace()
    const name = this.#match(functionName) ?? ''
    const intrinsic = intrinsics.get(name)
    if (!intrinsic) throw new IntrinsicSyntaxError(`'${name}' is no intrinsic function`)
    this.#skipSpace()
    this.#expect('(')
    const values = this.#arguments(depth)
    const [least, most] = intrinsic.arity
    if (values.length < least || values.length > most)
      throw new IntrinsicSyntaxError(`${name} does not take ${values.length} arguments`)
    return { intrinsic, values }
  }

  #arguments(depth: number): Argument[] {
    const values: Argument[] = []
    this.#skipSpace()
    if (this.#take(')')) return values
    for (;;) {
      values.push(this.#argument(depth))
      this.#skipSpace()
      if (this.#take(')')) return values
      this.#expect(',')
    }
  }

  #argument(depth: number): Argument {
    this.#skipSpace()
    const next = this.#text[this.#at]
    if (next === "'") return this.#quoted()
    if (next === '$') return { kind: 'path', path: compileScopePath(this.#pathText()) }
    if (next === 'S') return { kind: 'call', call: this.call(depth + 1) }
    const constant = this.#match(number) ?? this.#match(word)
    if (constant === undefined) throw this.#unexpected()
    return { kind: 'value', value: JSON.parse(constant) as Json }
  }

  #quoted(): Argument {
    const start = ++this.#at
    let value = ''
    for (; this.#text[this.#at] !== "'"; this.#at++) {
      if (this.#text[this.#at] === '\\') {
        this.#at++
        if (!["'", '\\', '{', '}'].includes(this.#text[this.#at] ?? '')) throw this.#unexpected()
      }
      if (this.#at >= this.#text.length) throw new IntrinsicSyntaxError('A string has no closing quote')
      value += this.#text[this.#at]
    }
    const raw = this.#text.slice(start, this.#at++)
    return { kind: 'text', raw, value }
  }

  /** Up to a comma or bracket that is not inside brackets of the path. */
  #pathText(): string {
    const start = this.#at
    let [depth, quote] = [0, '']
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] ?? ''
      if (quote) {
        if (character === '\\') this.#at++
        else if (character === quote) quote = ''
      } else if (depth > 0 && (character === "'" || character === '"')) quote = character
      else if (character === '[') depth++
      else if (character === ']') depth--
      else if (depth === 0 && (character === ',' || character === ')')) break
    }
    return this.#text.slice(start, this.#at).trimEnd()
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #take(expected: string): boolean {
    if (this.#text[this.#at] !== expected) return false
    this.#at++
    return true
  }

  #expect(expected: string): void {
    if (!this.#take(expected)) throw this.#unexpected()
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  #unexpected(): IntrinsicSyntaxError {
    const found = this.#text[this.#at]
    return new IntrinsicSyntaxError(
      found === undefined
        ? 'The intrinsic function ends too early'
        : `Unexpected character '${found}' at position ${this.#at}`,
    )
  }
}
