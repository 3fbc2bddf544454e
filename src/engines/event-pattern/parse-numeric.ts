import { compareNumbers, incomparable, sameNumber } from './numbers.ts'
import type { ScalarTest } from './scalar.ts'
import type { TokenReader } from './tokens.ts'

type Bound = { readonly operator: string; readonly value: number }

/** `[">", 0, "<=", 5]`, behind the operator's name up to the closing brace. */
export function parseNumeric(tokens: TokenReader): ScalarTest {
  if (tokens.next() !== 'start-array') tokens.fail('Value of numeric must be an array.')
  if (tokens.next() !== 'string') tokens.fail(`Invalid member in numeric match: ${tokens.text}`)
  const operator = tokens.text
  const value = numberAfter(tokens, operator)
  const bounds = [{ operator, value }]
  if (operator === '>' || operator === '>=') {
    const token = tokens.next()
    if (token !== 'end-array') {
      if (token !== 'string') tokens.fail(`Bad value in numeric range: ${tokens.text}`)
      bounds.push(upperBound(tokens, value))
    }
  } else if (tokens.next() !== 'end-array') tokens.fail('Too many elements in numeric expression')
  if (tokens.next() !== 'end-object') tokens.fail('Too many elements in numeric expression')
  return (number) => typeof number === 'number' && bounds.every((bound) => isWithin(number, bound))
}

function upperBound(tokens: TokenReader, bottom: number): Bound {
  const operator = tokens.text
  if (operator !== '<' && operator !== '<=') tokens.fail(`Bad numeric range operator: ${operator}`)
  const value = readNumber(tokens, operator)
  if (tokens.next() !== 'end-array') tokens.fail('Too many terms in numeric range expression')
  if ((compareNumbers(bottom, value) ?? 1) >= 0) tokens.fail('Bottom must be less than top')
  return { operator, value }
}

function numberAfter(tokens: TokenReader, operator: string): number {
  if (operator === '=') return readNumber(tokens, 'equals')
  if (!['<', '<=', '>', '>='].includes(operator)) {
    tokens.next()
    tokens.fail(`Unrecognized numeric range operator: ${operator}`)
  }
  return readNumber(tokens, operator)
}

function readNumber(tokens: TokenReader, name: string): number {
  if (tokens.next() !== 'number') tokens.fail(`Value of ${name} must be numeric`)
  const value = Number(tokens.text)
  const reason = incomparable(value)
  if (reason !== undefined) tokens.fail(reason)
  return value
}

function isWithin(number: number, { operator, value }: Bound): boolean {
  if (operator === '=') return sameNumber(number, value)
  const order = compareNumbers(number, value)
  if (order === undefined) return false
  if (order === 0) return operator.endsWith('=')
  return operator.startsWith('>') ? order > 0 : order < 0
}
