/**
 * Reads templates. White space is kept as it is written but for lines that hold nothing beside a directive: they leave nothing, not even
 * their line break. Source: Apache Velocity Engine, "VTL Reference" and "Developer Guide" (space gobbling: lines).
 */
import { TemplateError } from './errors.ts'
import { templateCharactersMax } from './limits.ts'
import {
  expect,
  nested,
  parseArguments,
  parseExpression,
  parseReference,
  type Source,
  skipSpace,
  take,
} from './parse-expression.ts'
import type { Block, Branch, Expression, Node, Reference } from './syntax.ts'

/** A template. `macros`: names of those that are known without it. Fails with a TemplateError. */
export function parseTemplate(text: string, macros: Iterable<string> = []): Block {
  if (text.length > templateCharactersMax)
    throw new TemplateError(`The template has more than ${templateCharactersMax} characters`)
  const own = [...text.matchAll(/#macro[ \t]*\(\s*([A-Za-z_][\w-]*)/g)].map(([, name = '']) => name)
  return parseAt(text, 0, new Set([...macros, ...own]))
}

function parseAt(text: string, depth: number, macros: ReadonlySet<string>): Block {
  const source: Source = { text, at: 0, depth, macros, parseBlock: parseAt }
  const { block, ended } = parseBlock(source, false)
  if (ended !== 'text') throw new TemplateError(`#${ended} ends nothing`)
  return block
}

/** What ended a block. */
type End = 'text' | 'end' | 'else' | 'elseif'

interface Parsed {
  readonly block: Block
  readonly ended: End
}

class Nodes {
  readonly list: Node[] = []
  #text: string[] = []

  text(text: string): void {
    if (text !== '') this.#text.push(text)
  }

  add(node: Node): void {
    this.flush()
    this.list.push(node)
  }

  /** Takes away blanks that stand before a directive on its line. */
  trimLine(): void {
    const last = this.#text.pop() ?? ''
    let end = last.length
    while (end > 0 && (last[end - 1] === ' ' || last[end - 1] === '\t')) end--
    this.text(last.slice(0, end))
  }

  flush(): void {
    if (this.#text.length > 0) this.list.push({ kind: 'text', text: this.#text.join('') })
    this.#text = []
  }
}

/** Reads up to the end of the text, or to a directive that ends the block. */
function parseBlock(source: Source, isInner: boolean): Parsed {
  const nodes = new Nodes()
  const done = (ended: End): Parsed => {
    nodes.flush()
    return { block: nodes.list, ended }
  }
  for (;;) {
    nodes.text(take(source, /[^$#\\]+/y) ?? '')
    if (source.at >= source.text.length) {
      if (isInner) throw new TemplateError('A directive has no #end')
      return done('text')
    }
    const character = source.text[source.at]
    if (character === '\\') parseBackslashes(source, nodes)
    else if (character === '$') parseDollar(source, nodes, 0)
    else {
      const ended = parseHash(source, nodes)
      if (ended !== undefined) return done(ended)
    }
  }
}

function parseDollar(source: Source, nodes: Nodes, backslashes: number): void {
  const reference = parseReference(source)
  if (reference) nodes.add({ kind: 'reference', reference, backslashes })
  else {
    nodes.text(`${'\\'.repeat(backslashes)}$`)
    source.at++
  }
}

/** A backslash before a reference that is there, or before a directive, takes its meaning away. */
function parseBackslashes(source: Source, nodes: Nodes): void {
  const run = take(source, /\\+/y) ?? ''
  if (source.text[source.at] === '$') {
    parseDollar(source, nodes, run.length)
    return
  }
  const directive = /#(?:set|if|elseif|else|end|foreach|define|macro|break|stop|evaluate)\b/y
  directive.lastIndex = source.at
  const isEscaped = directive.test(source.text)
  nodes.text(isEscaped ? '\\'.repeat(run.length >> 1) : run)
  if (isEscaped && run.length % 2 === 1) {
    nodes.text('#')
    source.at++
  }
}

/** A comment, a directive or a text. Answers what ends the block, if it does. */
function parseHash(source: Source, nodes: Nodes): End | undefined {
  const start = source.at
  if (skipComment(source, nodes)) return undefined
  if (source.text.startsWith('#[[', start)) {
    const end = source.text.indexOf(']]#', start)
    if (end < 0) throw new TemplateError('A text in #[[ has no end')
    nodes.text(source.text.slice(start + 3, end))
    source.at = end + 3
    return undefined
  }
  const name = directiveName(source)
  if (name === undefined) {
    nodes.text('#')
    source.at = start + 1
    return undefined
  }
  switch (name) {
    case 'end':
    case 'else':
      gobble(source, nodes, start)
      return name
    case 'elseif':
      return name
    default:
      parseDirective(source, nodes, name, start)
      return undefined
  }
}

function skipComment(source: Source, nodes: Nodes): boolean {
  const { text, at } = source
  if (text.startsWith('##', at)) {
    if (isLineStart(text, at)) nodes.trimLine()
    take(source, /##[^\n]*\n?/y)
    return true
  }
  if (!text.startsWith('#*', at)) return false
  const end = text.indexOf('*#', at + 2)
  if (end < 0) throw new TemplateError('A comment has no end')
  source.at = end + 2
  return true
}

function directiveName(source: Source): string | undefined {
  const word = take(source, /#(?:\{[A-Za-z_][\w-]*\}|[A-Za-z_][\w-]*)/y)
  if (word === undefined) return undefined
  const name = word.replaceAll(/[#{}]/g, '')
  // `#endfoo` and `#elsefoo` are `#end` and `#else` with a text behind them.
  const ending = /^#(end|else(?!if))/.exec(word)?.[1]
  if (ending === undefined || name === ending) return name
  source.at -= word.length - 1 - ending.length
  return ending
}

function isLineStart(text: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) before--
  return before < 0 || text[before] === '\n'
}

/** Takes the rest of the line, and the blanks before the directive, where the line holds nothing else. */
function gobble(source: Source, nodes: Nodes, start: number): void {
  if (!isLineStart(source.text, start)) return
  const rest = /[ \t]*(?:\r?\n|$)/y
  rest.lastIndex = source.at
  const found = rest.exec(source.text)
  if (!found) return
  source.at += found[0].length
  nodes.trimLine()
}

function parseDirective(source: Source, nodes: Nodes, name: string, start: number): void {
  const read = directives[name]
  const hasBrackets = /[ \t]*\(/y
  hasBrackets.lastIndex = source.at
  if (read && (name === 'break' || name === 'stop')) {
    gobble(source, nodes, start)
    nodes.add({ kind: name })
    return
  }
  if (!hasBrackets.test(source.text) || (!read && !source.macros.has(name))) {
    if (read) throw new TemplateError(`#${name} has no brackets`)
    nodes.text(source.text.slice(start, source.at))
    return
  }
  if (!read) {
    parseCall(source, nodes, name, start)
    return
  }
  expect(source, '(')
  read(source, nodes, start)
}

/** A macro's name and arguments. */
function parseCall(source: Source, nodes: Nodes, name: string, start: number): void {
  expect(source, '(')
  const args = parseArguments(source)
  const text = source.text.slice(start, source.at)
  gobble(source, nodes, start)
  nodes.add({ kind: 'call', name, args, text })
}

type Directive = (source: Source, nodes: Nodes, start: number) => void

const directives: Readonly<Record<string, Directive>> = {
  set: (source, nodes, start) => {
    skipSpace(source)
    const target = parseReference(source)
    if (!target) throw new TemplateError('#set names no reference')
    expect(source, '=')
    const value = parseExpression(source)
    expect(source, ')')
    gobble(source, nodes, start)
    nodes.add({ kind: 'set', target, value })
  },
  if: (source, nodes, start) => {
    const branches: Branch[] = []
    let from = start
    for (;;) {
      const condition = parseCondition(source)
      gobble(source, nodes, from)
      nodes.flush()
      const { block: body, ended, at } = parseInner(source)
      branches.push({ condition, body })
      if (ended === 'elseif') {
        from = at
        expect(source, '(')
        continue
      }
      if (ended === 'end') {
        nodes.add({ kind: 'if', branches })
        return
      }
      const rest = parseInner(source)
      if (rest.ended !== 'end') throw new TemplateError(`#${rest.ended} stands behind #else`)
      nodes.add({ kind: 'if', branches, otherwise: rest.block })
      return
    }
  },
  foreach: (source, nodes, start) => {
    skipSpace(source)
    const { name } = parsePlain(source, '#foreach')
    skipSpace(source)
    expect(source, 'in')
    const list = parseExpression(source)
    expect(source, ')')
    gobble(source, nodes, start)
    nodes.add({ kind: 'foreach', name, list, body: parseWhole(source) })
  },
  define: (source, nodes, start) => {
    skipSpace(source)
    const { name } = parsePlain(source, '#define')
    expect(source, ')')
    gobble(source, nodes, start)
    nodes.add({ kind: 'define', name, body: parseWhole(source) })
  },
  macro: (source, nodes, start) => {
    skipSpace(source)
    const name = take(source, /[A-Za-z_][\w-]*/y)
    if (name === undefined) throw new TemplateError('#macro has no name')
    const parameters: string[] = []
    for (skipSpace(source); source.text[source.at] === '$'; skipSpace(source)) {
      parameters.push(parsePlain(source, '#macro').name)
      skipSpace(source)
      if (source.text[source.at] === ',') source.at++
    }
    expect(source, ')')
    gobble(source, nodes, start)
    nodes.add({ kind: 'macro', macro: { name, parameters, body: parseWhole(source) } })
  },
  evaluate: (source, nodes, start) => {
    const value = parseExpression(source)
    expect(source, ')')
    gobble(source, nodes, start)
    nodes.add({ kind: 'evaluate', value })
  },
  break: () => {},
  stop: () => {},
  include: refuse,
  parse: refuse,
}

function refuse(): void {
  throw new TemplateError('Templates have no other templates to include')
}

function parseCondition(source: Source): Expression {
  const condition = parseExpression(source)
  expect(source, ')')
  return condition
}

function parsePlain(source: Source, directive: string): Reference {
  const reference = parseReference(source)
  if (!reference || reference.steps.length > 0) throw new TemplateError(`${directive} names no variable`)
  return reference
}

function parseInner(source: Source): Parsed & { readonly at: number } {
  const parsed = nested(source, () => parseBlock(source, true))
  // Where the word that ended the block stands, for the line that it is on.
  return { ...parsed, at: source.text.lastIndexOf('#', source.at - 1) }
}

function parseWhole(source: Source): Block {
  const { block, ended } = parseInner(source)
  if (ended !== 'end') throw new TemplateError(`#${ended} stands without #if`)
  return block
}
