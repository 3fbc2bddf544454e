import { PathSyntaxError } from './errors.ts'

/** A place in the text of a path. */
export class Scanner {
  readonly text: string
  at: number

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  peek(): string {
    return this.text[this.at] ?? ''
  }

  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false
    this.at += expected.length
    return true
  }

  expect(expected: string): void {
    if (!this.take(expected))
      throw new PathSyntaxError(`Expected character: ${expected} at position ${this.at}`)
  }

  skipSpace(): void {
    while (/\s/.test(this.peek())) this.at++
  }

  takeWhile(test: (character: string) => boolean): string {
    const start = this.at
    while (!this.atEnd && test(this.peek())) this.at++
    return this.text.slice(start, this.at)
  }

  /** What a sticky expression finds here. */
  takeMatch(expression: RegExp): string | undefined {
    expression.lastIndex = this.at
    const found = expression.exec(this.text)?.[0]
    if (found === undefined) return undefined
    this.at += found.length
    return found
  }

  /** A text in single or double quotes; a backslash keeps the next character. */
  takeQuoted(): string {
    const quote = this.peek()
    if (quote !== "'" && quote !== '"')
      throw new PathSyntaxError(`Property must be quoted at position ${this.at}`)
    let value = ''
    for (this.at++; this.peek() !== quote; this.at++) {
      if (this.peek() === '\\') this.at++
      if (this.atEnd) throw new PathSyntaxError('Property has not been closed - missing closing quote')
      value += this.peek()
    }
    this.at++
    return value
  }
}
