import { PathSyntaxError } from './errors.ts'
import { pathCharactersMax } from './limits.ts'
import { parseFilter } from './parse-filter.ts'
import { Scanner } from './scanner.ts'
import type { Root, Step } from './types.ts'

/** A path taken apart. */
export interface ParsedPath {
  readonly root: Root
  readonly steps: readonly Step[]
}

const variableName = /^[\p{ID_Start}][\p{ID_Continue}]*/u

/**
 * Reads a path. It starts with `$` (the input), `$$` (the context object), or `$name` (a variable), and goes on in the dialect of the
 * library that AWS reads paths with, which has no functions.
 *
 * @throws PathSyntaxError
 * Source: Amazon States Language, "Paths"; Step Functions Developer Guide, "Using JSONPath paths"; https://github.com/json-path/JsonPath.
 */
export function parsePath(text: string): ParsedPath {
  if (text.length > pathCharactersMax)
    throw new PathSyntaxError(`The path has more than ${pathCharactersMax} characters`)
  if (!text.startsWith('$')) throw new PathSyntaxError("Path didn't start with '$'")
  const { root, length } = parseRoot(text)
  const scanner = new Scanner(text, length)
  const steps = parseSteps(scanner)
  if (!scanner.atEnd)
    throw new PathSyntaxError(`Unexpected character '${scanner.peek()}' at position ${scanner.at}`)
  return { root, steps }
}

function parseRoot(text: string): { root: Root; length: number } {
  if (text.startsWith('$$')) return { root: { kind: 'context' }, length: 2 }
  const name = variableName.exec(text.slice(1))?.[0]
  if (name === undefined) return { root: { kind: 'input' }, length: 1 }
  return { root: { kind: 'variable', name }, length: 1 + name.length }
}

/** Steps up to what is none: the end of a path, or of a path in a filter. */
export function parseSteps(scanner: Scanner, inFilter = 0): Step[] {
  const steps: Step[] = []
  for (;;) {
    const scans = scanner.take('..')
    if (scans) steps.push({ kind: 'scan' })
    const isDotted = scans || scanner.take('.')
    // Also behind a dot: `$.[0]`, `$.[?(@.n > 1)]`.
    if (scanner.peek() === '[') steps.push(parseBrackets(scanner, inFilter))
    else if (isDotted) steps.push(parseDotted(scanner, inFilter > 0))
    else return steps
  }
}

function parseDotted(scanner: Scanner, inFilter: boolean): Step {
  if (scanner.take('*')) return { kind: 'wildcard' }
  const name = scanner.takeWhile((character) => !endsName(character, inFilter))
  if (name === '') throw new PathSyntaxError("Path must not end with a '.' or '..'")
  return { kind: 'property', name }
}

function endsName(character: string, inFilter: boolean): boolean {
  if (character === '.' || character === '[' || character === ' ') return true
  return inFilter && /[)&|=!<>,\]\s]/.test(character)
}

function parseBrackets(scanner: Scanner, inFilter: number): Step {
  scanner.expect('[')
  scanner.skipSpace()
  const step = parseInside(scanner, inFilter)
  scanner.skipSpace()
  scanner.expect(']')
  return step
}

function parseInside(scanner: Scanner, inFilter: number): Step {
  if (scanner.take('*')) return { kind: 'wildcard' }
  if (scanner.peek() === '?') return parseFilterStep(scanner, inFilter)
  if (scanner.peek() === "'" || scanner.peek() === '"') return parseNames(scanner)
  return parseIndexes(scanner)
}

function parseFilterStep(scanner: Scanner, inFilter: number): Step {
  scanner.expect('?')
  scanner.skipSpace()
  scanner.expect('(')
  const filter = parseFilter(scanner, inFilter + 1, parseSteps)
  scanner.expect(')')
  return { kind: 'filter', filter }
}

function parseNames(scanner: Scanner): Step {
  const names = [scanner.takeQuoted()]
  for (scanner.skipSpace(); scanner.take(','); scanner.skipSpace()) {
    scanner.skipSpace()
    names.push(scanner.takeQuoted())
  }
  const [name] = names
  if (names.length === 1 && name !== undefined) return { kind: 'property', name }
  return { kind: 'properties', names }
}

function parseIndexes(scanner: Scanner): Step {
  const first = takeInteger(scanner)
  scanner.skipSpace()
  if (scanner.take(':')) {
    scanner.skipSpace()
    const to = takeInteger(scanner)
    return { kind: 'slice', ...(first !== undefined && { from: first }), ...(to !== undefined && { to }) }
  }
  if (first === undefined)
    throw new PathSyntaxError(`Could not parse token starting at position ${scanner.at}`)
  const indexes = [first]
  for (; scanner.take(','); scanner.skipSpace()) {
    scanner.skipSpace()
    const next = takeInteger(scanner)
    if (next === undefined)
      throw new PathSyntaxError(`Could not parse token starting at position ${scanner.at}`)
    indexes.push(next)
  }
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes }
}

function takeInteger(scanner: Scanner): number | undefined {
  const digits = scanner.takeMatch(/-?\d{1,10}/y)
  return digits === undefined ? undefined : Number(digits)
}
