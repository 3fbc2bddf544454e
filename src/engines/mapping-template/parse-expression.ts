/** Reads what stands between the brackets of directives and methods, and references. */
import { TemplateError } from './errors.ts'
import { depthMax } from './limits.ts'
import { numberOf } from './numbers.ts'
import type { Block, Expression, Operator, Reference, Step } from './syntax.ts'

/** Where reading is, and how texts in double quotes are read: as templates of their own. */
export interface Source {
  readonly text: string
  at: number
  depth: number
  /** Names of macros: what looks like a call of another is text. */
  readonly macros: ReadonlySet<string>
  readonly parseBlock: (text: string, depth: number, macros: ReadonlySet<string>) => Block
}

/** Hyphens are part of names, but not at their end: `$year-$month`. Source: VTL Reference of Velocity 1.7; UNVERIFIED: the end. */
const identifier = /[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?/y

/** The text that a pattern finds here, and goes on behind it; undefined: none. The pattern is sticky. */
export function take(source: Source, pattern: RegExp): string | undefined {
  pattern.lastIndex = source.at
  const found = pattern.exec(source.text)?.[0]
  if (found !== undefined) source.at += found.length
  return found
}

/** Fails where the text goes on otherwise. */
export function expect(source: Source, word: string): void {
  skipSpace(source)
  if (!source.text.startsWith(word, source.at)) throw unexpected(source, word)
  source.at += word.length
}

export function skipSpace(source: Source): void {
  take(source, /[ \t\r\n]+/y)
}

function unexpected({ text, at }: Source, wanted: string): TemplateError {
  const found = at < text.length ? JSON.stringify(text.slice(at, at + 10)) : 'the end'
  return new TemplateError(`Expected ${wanted} at character ${at + 1}, found ${found}`)
}

/** Goes one level down while something is read. */
export function nested<Result>(source: Source, read: () => Result): Result {
  if (++source.depth > depthMax) throw new TemplateError('The template is nested too deep')
  try {
    return read()
  } finally {
    source.depth--
  }
}

/** A reference at a dollar sign; undefined: the dollar is text. */
export function parseReference(source: Source): Reference | undefined {
  const { text, at: start } = source
  const opening = take(source, /\$!?\{?/y) ?? ''
  const name = take(source, identifier)
  if (name === undefined) {
    source.at = start
    return undefined
  }
  const steps = parseSteps(source)
  if (opening.endsWith('{')) {
    skipSpace(source)
    if (text[source.at] !== '}') {
      source.at = start
      return undefined
    }
    source.at++
  }
  return { name, steps, quiet: opening.includes('!'), text: text.slice(start, source.at) }
}

function parseSteps(source: Source): Step[] {
  const steps: Step[] = []
  for (;;) {
    const { text, at } = source
    if (text[at] === '[') {
      source.at++
      const index = nested(source, () => parseExpression(source))
      expect(source, ']')
      steps.push({ kind: 'index', index })
      continue
    }
    if (text[at] !== '.') return steps
    source.at++
    const name = take(source, identifier)
    if (name === undefined) {
      // A full stop behind a reference ends a sentence.
      source.at = at
      return steps
    }
    if (text[source.at] !== '(') {
      steps.push({ kind: 'property', name })
      continue
    }
    source.at++
    steps.push({ kind: 'method', name, args: parseArguments(source) })
  }
}

/** Up to the closing bracket; commas may be left out between arguments of macros. */
export function parseArguments(source: Source): Expression[] {
  return nested(source, () => {
    const args: Expression[] = []
    for (;;) {
      skipSpace(source)
      if (source.text[source.at] === ')') {
        source.at++
        return args
      }
      args.push(parseExpression(source))
      skipSpace(source)
      if (source.text[source.at] === ',') source.at++
    }
  })
}

const levels: ReadonlyArray<{
  readonly pattern: RegExp
  readonly operators: Readonly<Record<string, Operator>>
}> = [
  { pattern: /\|\||or(?![\w-])/y, operators: { '||': '||', or: '||' } },
  { pattern: /&&|and(?![\w-])/y, operators: { '&&': '&&', and: '&&' } },
  {
    pattern: /==|!=|eq(?![\w-])|ne(?![\w-])/y,
    operators: { '==': '==', '!=': '!=', eq: '==', ne: '!=' },
  },
  {
    pattern: /<=|>=|<|>|(?:lt|le|gt|ge)(?![\w-])/y,
    operators: { '<=': '<=', '>=': '>=', '<': '<', '>': '>', lt: '<', le: '<=', gt: '>', ge: '>=' },
  },
  { pattern: /[+-]/y, operators: { '+': '+', '-': '-' } },
  { pattern: /[*/%]/y, operators: { '*': '*', '/': '/', '%': '%' } },
]

/** An expression. Fails with a TemplateError. */
export function parseExpression(source: Source): Expression {
  return nested(source, () => parseLevel(source, 0))
}

function parseLevel(source: Source, level: number): Expression {
  const here = levels[level]
  if (!here) return parseUnary(source)
  let left = parseLevel(source, level + 1)
  for (;;) {
    skipSpace(source)
    const operator = here.operators[take(source, here.pattern) ?? '']
    if (operator === undefined) return left
    left = { kind: 'binary', operator, left, right: parseLevel(source, level + 1) }
  }
}

function parseUnary(source: Source): Expression {
  skipSpace(source)
  if (take(source, /!(?!=)|not(?![\w-])/y) !== undefined)
    return { kind: 'not', operand: nested(source, () => parseUnary(source)) }
  if (take(source, /-(?=[$("'\s])/y) !== undefined)
    return { kind: 'negative', operand: nested(source, () => parseUnary(source)) }
  return parsePrimary(source)
}

function parsePrimary(source: Source): Expression {
  const { text, at } = source
  switch (text[at]) {
    case '$': {
      const reference = parseReference(source)
      if (!reference) throw unexpected(source, 'a reference')
      return { kind: 'reference', reference }
    }
    case '"':
      return parseDoubleQuoted(source)
    case "'": {
      const quoted = take(source, /'(?:[^']|'')*'/y)
      if (quoted === undefined) throw unexpected(source, "a closing '")
      return { kind: 'literal', value: quoted.slice(1, -1).replaceAll("''", "'") }
    }
    case '(': {
      source.at++
      const inner = parseExpression(source)
      expect(source, ')')
      return inner
    }
    case '[':
      return parseList(source)
    case '{':
      return parseMap(source)
  }
  const number = take(source, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\.\d)/y)
  if (number !== undefined) return { kind: 'literal', value: numberOf(number) }
  const word = take(source, /(?:true|false|null)(?![\w-])/y)
  if (word === undefined) throw unexpected(source, 'a value')
  return { kind: 'literal', value: word === 'null' ? null : word === 'true' }
}

/** Backslashes are characters like others here; a quote is written twice. */
function parseDoubleQuoted(source: Source): Expression {
  const quoted = take(source, /"(?:[^"]|"")*"/y)
  if (quoted === undefined) throw unexpected(source, 'a closing "')
  const inner = quoted.slice(1, -1).replaceAll('""', '"')
  if (!/[$#]/.test(inner)) return { kind: 'literal', value: inner }
  return { kind: 'template', body: source.parseBlock(inner, source.depth, source.macros) }
}

function parseList(source: Source): Expression {
  expect(source, '[')
  const items: Expression[] = []
  for (;;) {
    skipSpace(source)
    if (source.text[source.at] === ']') {
      source.at++
      return { kind: 'list', items }
    }
    const item = parseExpression(source)
    skipSpace(source)
    if (items.length === 0 && source.text.startsWith('..', source.at)) {
      source.at += 2
      const to = parseExpression(source)
      expect(source, ']')
      return { kind: 'range', from: item, to }
    }
    items.push(item)
    skipSpace(source)
    if (source.text[source.at] !== ']') expect(source, ',')
  }
}

function parseMap(source: Source): Expression {
  expect(source, '{')
  const entries: Array<readonly [Expression, Expression]> = []
  for (;;) {
    skipSpace(source)
    if (source.text[source.at] === '}') {
      source.at++
      return { kind: 'map', entries }
    }
    const key = parseExpression(source)
    expect(source, ':')
    entries.push([key, parseExpression(source)])
    skipSpace(source)
    if (source.text[source.at] !== '}') expect(source, ',')
  }
}
