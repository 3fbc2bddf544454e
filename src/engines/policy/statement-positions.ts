/** A place in a text. Lines and columns begin with 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where a statement begins and ends. */
export interface StatementSpan {
  readonly start: Position
  readonly end: Position
}

/**
 * Where the statements of a policy stand in its text, in their order; nothing where the text is no policy. A statement begins where the bracket or
 * comma before it ends (one that stands alone: behind its brace), and ends behind its brace. Source: answers of SimulateCustomPolicy that users of
 * AWS have published.
 */
export function statementSpans(text: string): StatementSpan[] {
  const value = statementValue(text)
  if (value === undefined) return []
  const positions = new Lines(text)
  const span = (from: number, to: number) => ({ start: positions.at(from), end: positions.at(to) })
  if (text[value] !== '[') return [span(value + 1, valueEnd(text, value))]
  const spans: StatementSpan[] = []
  let from = value + 1
  while (from < text.length) {
    const begin = skipSpace(text, from)
    if (text[begin] === ']' || begin >= text.length) break
    const end = valueEnd(text, begin)
    spans.push(span(from, end))
    const next = skipSpace(text, end)
    if (text[next] !== ',') break
    from = next + 1
  }
  return spans
}

/** Where the value of the member `Statement` begins. */
function statementValue(text: string): number | undefined {
  let at = skipSpace(text, 0) + 1
  while (at < text.length) {
    const name = skipSpace(text, at)
    if (text[name] !== '"') return undefined
    const nameEnd = valueEnd(text, name)
    const value = skipSpace(text, skipSpace(text, nameEnd) + 1)
    if (text.slice(name, nameEnd) === '"Statement"') return value
    const next = skipSpace(text, valueEnd(text, value))
    if (text[next] !== ',') return undefined
    at = next + 1
  }
  return undefined
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++
  return at
}

/** Behind a value of a text that is JSON. */
function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '"') {
      at = stringEnd(text, at) - 1
      if (depth === 0) return at + 1
    } else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') {
      if (--depth <= 0) return depth < 0 ? at : at + 1
    } else if (depth === 0 && (character === ',' || ' \t\r\n'.includes(character))) return at
  }
  return text.length
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

/** Lines of a text, counted as far as it was asked for. Asked in order. */
class Lines {
  readonly #text: string
  #line = 1
  #begin = 0

  constructor(text: string) {
    this.#text = text
  }

  at(index: number): Position {
    for (;;) {
      const end = this.#text.indexOf('\n', this.#begin)
      if (end < 0 || end >= index) return { line: this.#line, column: index - this.#begin + 1 }
      this.#begin = end + 1
      this.#line++
    }
  }
}
