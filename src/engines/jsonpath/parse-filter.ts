import type { Json } from '../../base/json.ts'
import { PathSyntaxError } from './errors.ts'
import { filterDepthMax } from './limits.ts'
import type { Scanner } from './scanner.ts'
import type { Filter, Operand, Operator, Step } from './types.ts'

type ParseSteps = (scanner: Scanner, inFilter: number) => Step[]

const operator = /==|!=|<=|>=|<|>|(?:in|nin|subsetof|anyof|noneof|contains|size|empty)(?![\w$])/iy
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /(?:true|false|null)(?![\w$])/y

/** The inside of `[?( … )]`. `or` binds weaker than `and`. */
export function parseFilter(scanner: Scanner, depth: number, parseSteps: ParseSteps): Filter {
  if (depth > filterDepthMax) throw new PathSyntaxError('Filters are nested too deep')
  let left = parseAnd(scanner, depth, parseSteps)
  for (scanner.skipSpace(); scanner.take('||'); scanner.skipSpace())
    left = { kind: 'or', left, right: parseAnd(scanner, depth, parseSteps) }
  return left
}

function parseAnd(scanner: Scanner, depth: number, parseSteps: ParseSteps): Filter {
  let left = parseNot(scanner, depth, parseSteps)
  for (scanner.skipSpace(); scanner.take('&&'); scanner.skipSpace())
    left = { kind: 'and', left, right: parseNot(scanner, depth, parseSteps) }
  return left
}

function parseNot(scanner: Scanner, depth: number, parseSteps: ParseSteps): Filter {
  scanner.skipSpace()
  if (depth > filterDepthMax) throw new PathSyntaxError('Filters are nested too deep')
  if (scanner.take('!')) return { kind: 'not', operand: parseNot(scanner, depth + 1, parseSteps) }
  if (scanner.take('(')) {
    const inner = parseFilter(scanner, depth + 1, parseSteps)
    scanner.skipSpace()
    scanner.expect(')')
    return inner
  }
  return parseTest(scanner, depth, parseSteps)
}

function parseTest(scanner: Scanner, depth: number, parseSteps: ParseSteps): Filter {
  const left = parseOperand(scanner, depth, parseSteps)
  scanner.skipSpace()
  const found = scanner.takeMatch(operator)
  if (found === undefined) {
    if (left.kind === 'path') return { kind: 'exists', operand: left }
    throw new PathSyntaxError(`Expected an operator at position ${scanner.at}`)
  }
  scanner.skipSpace()
  const right = parseOperand(scanner, depth, parseSteps)
  return { kind: 'compare', operator: found.toLowerCase() as Operator, left, right }
}

function parseOperand(scanner: Scanner, depth: number, parseSteps: ParseSteps): Operand {
  if (scanner.take('@')) return { kind: 'path', from: 'node', steps: parseSteps(scanner, depth) }
  if (scanner.take('$')) return { kind: 'path', from: 'document', steps: parseSteps(scanner, depth) }
  return { kind: 'value', value: parseValue(scanner, depth) }
}

function parseValue(scanner: Scanner, depth: number): Json {
  const next = scanner.peek()
  if (next === "'" || next === '"') return scanner.takeQuoted()
  const digits = scanner.takeMatch(number)
  if (digits !== undefined) return Number(digits)
  const constant = scanner.takeMatch(word)
  if (constant !== undefined) return constant === 'null' ? null : constant === 'true'
  if (scanner.take('[')) return parseList(scanner, depth + 1)
  throw new PathSyntaxError(`Expected a value at position ${scanner.at}`)
}

function parseList(scanner: Scanner, depth: number): Json[] {
  if (depth > filterDepthMax) throw new PathSyntaxError('Filters are nested too deep')
  const values: Json[] = []
  for (scanner.skipSpace(); !scanner.take(']'); scanner.skipSpace()) {
    if (values.length > 0) {
      scanner.expect(',')
      scanner.skipSpace()
    }
    values.push(parseValue(scanner, depth))
  }
  return values
}
