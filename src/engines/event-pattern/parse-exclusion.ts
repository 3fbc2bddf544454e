/** `anything-but` with values, lists of them, and the comparisons that may stand inside. */
import { EventPatternError } from './errors.ts'
import { incomparable, sameNumber } from './numbers.ts'
import type { ScalarTest } from './scalar.ts'
import type { TokenReader, TokenType } from './tokens.ts'
import { readWildcard, wildcardTest } from './wildcard.ts'

const tooMany = 'Too many elements in numeric expression'
const inner = ['equals-ignore-case', 'prefix', 'suffix', 'wildcard'] as const
type Inner = (typeof inner)[number]

/** Behind the operator's name up to the closing brace. */
export function parseExclusion(tokens: TokenReader): ScalarTest {
  let token = tokens.next()
  let operator: Inner | undefined
  if (token === 'start-object') {
    if (tokens.next() !== 'name') tokens.fail('Anything-But expression name not found')
    const { name } = tokens
    operator = inner.find((known) => known === name)
    if (operator === undefined) tokens.fail(`Unsupported anything-but pattern: ${name}`)
    token = tokens.next()
  }
  if (token !== 'start-array' && token !== 'string' && token !== 'number')
    tokens.fail('Value of anything-but must be an array or single string/number value.')
  const excluded = operator === undefined ? parseValues(tokens, token) : parseTexts(tokens, token, operator)
  if (tokens.next() !== 'end-object') tokens.fail(tooMany)
  if (operator !== undefined && tokens.next() !== 'end-object') tokens.fail(tooMany)
  return (value) => !excluded(value)
}

/** All texts, or all numbers. */
function parseValues(tokens: TokenReader, token: TokenType): ScalarTest {
  if (token === 'string') {
    const { text } = tokens
    return (value) => value === text
  }
  const numbers: number[] = []
  const texts = new Set<string>()
  if (token === 'number') numbers.push(comparableNumber(tokens))
  else {
    inList(tokens, (element) => {
      if (element === 'string') texts.add(tokens.text)
      else if (element === 'number') numbers.push(comparableNumber(tokens))
      else tokens.fail('Inside anything but list, start|null|boolean is not supported.')
    })
    if (numbers.length > 0 === texts.size > 0)
      tokens.fail(
        'Inside anything but list, either all values are number or string, mixed type is not supported',
      )
  }
  return (value) =>
    typeof value === 'number'
      ? numbers.some((number) => sameNumber(number, value))
      : texts.has(value as string)
}

function parseTexts(tokens: TokenReader, token: TokenType, operator: Inner): ScalarTest {
  const tests: Array<(value: string) => boolean> = []
  const read = (element: TokenType) => {
    if (element !== 'string') tokens.fail(otherThanText(operator))
    tests.push(textTest(tokens, operator))
  }
  if (token === 'start-array') inList(tokens, read)
  else read(token)
  return (value) => typeof value === 'string' && tests.some((test) => test(value))
}

function otherThanText(operator: Inner): string {
  if (operator === 'equals-ignore-case')
    return 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.'
  return operator === 'wildcard'
    ? 'wildcard match pattern must be a string'
    : 'prefix/suffix match pattern must be a string'
}

function textTest(tokens: TokenReader, operator: Inner): (value: string) => boolean {
  const { text } = tokens
  if (operator === 'equals-ignore-case') {
    const wanted = text.toLowerCase()
    return (value) => value.toLowerCase() === wanted
  }
  if (operator === 'wildcard') {
    const wildcard = readWildcard(text)
    if (!wildcard.ok) return tokens.fail(wildcard.reason)
    return wildcardTest(wildcard.parts)
  }
  if (text === '') tokens.fail('Null prefix/suffix not allowed')
  return operator === 'prefix' ? (value) => value.startsWith(text) : (value) => value.endsWith(text)
}

function comparableNumber(tokens: TokenReader): number {
  const value = Number(tokens.text)
  const reason = incomparable(value)
  // AWS names no place here; within a list it adds one, as it does to every error there.
  if (reason !== undefined) throw new EventPatternError(reason)
  return value
}

/** Errors inside a list carry their place twice, as AWS's do. */
function inList(tokens: TokenReader, each: (token: TokenType) => void): void {
  try {
    for (let token = tokens.next(); token !== 'end-array'; token = tokens.next()) each(token)
  } catch (error) {
    if (error instanceof EventPatternError && !error.message.startsWith('Rule is too complex'))
      tokens.fail(error.message)
    throw error
  }
}
