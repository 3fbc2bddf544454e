/** One `{ "operator": operand }` of a field's list. Words and order of errors are those of Event Ruler's JsonRuleCompiler. */
import { readRange } from './addresses.ts'
import { parseExclusion } from './parse-exclusion.ts'
import { parseNumeric } from './parse-numeric.ts'
import type { ScalarTest } from './scalar.ts'
import type { TokenReader } from './tokens.ts'
import { readWildcard, wildcardTest } from './wildcard.ts'

/** What a comparison wants: a value, or that there is none. */
export type Comparison = { readonly test: ScalarTest } | { readonly absent: true }

const onlyOneKey = 'Only one key allowed in match expression'

/** Reads behind the opening brace up to the closing one. */
export function parseComparison(tokens: TokenReader): Comparison {
  if (tokens.next() !== 'name') tokens.fail('Match expression name not found')
  const operator = tokens.name
  switch (operator) {
    case 'exactly': {
      const wanted = oneText(tokens, 'exact match pattern must be a string')
      return { test: (value) => value === wanted }
    }
    case 'prefix':
      return { test: parseAffix(tokens, 'prefix') }
    case 'suffix':
      return { test: parseAffix(tokens, 'suffix') }
    case 'equals-ignore-case': {
      const wanted = oneText(tokens, 'equals-ignore-case match pattern must be a string').toLowerCase()
      return { test: (value) => typeof value === 'string' && value.toLowerCase() === wanted }
    }
    case 'wildcard':
      return { test: parseWildcard(tokens) }
    case 'cidr': {
      // The words are AWS's.
      const range = textOf(tokens, 'prefix match pattern must be a string')
      const inRange = readRange(range)
      close(tokens)
      return { test: (value) => typeof value === 'string' && inRange(value) }
    }
    case 'exists':
      return parseExistence(tokens)
    case 'numeric':
      return { test: parseNumeric(tokens) }
    case 'anything-but':
      return { test: parseExclusion(tokens) }
    default:
      return tokens.fail(`Unrecognized match type ${operator}`)
  }
}

function parseExistence(tokens: TokenReader): Comparison {
  const token = tokens.next()
  if (token !== 'true' && token !== 'false') tokens.fail('exists match pattern must be either true or false.')
  close(tokens)
  return token === 'true' ? { test: () => true } : { absent: true }
}

/** `"text"`, or `{ "equals-ignore-case": "text" }`. */
function parseAffix(tokens: TokenReader, kind: 'prefix' | 'suffix'): ScalarTest {
  const at = kind === 'prefix' ? 'startsWith' : 'endsWith'
  const token = tokens.next()
  if (token === 'start-object') {
    const title = kind === 'prefix' ? 'Prefix' : 'Suffix'
    if (tokens.next() !== 'name') tokens.fail(`${title} expression name not found`)
    if (tokens.name !== 'equals-ignore-case') tokens.fail(`Unsupported ${kind} pattern: ${tokens.name}`)
    const wanted = oneText(tokens, 'equals-ignore-case match pattern must be a string').toLowerCase()
    close(tokens)
    return (value) => typeof value === 'string' && value.toLowerCase()[at](wanted)
  }
  if (token !== 'string') tokens.fail(`${kind} match pattern must be a string`)
  const wanted = tokens.text
  close(tokens)
  return (value) => typeof value === 'string' && value[at](wanted)
}

function parseWildcard(tokens: TokenReader): ScalarTest {
  const wildcard = readWildcard(textOf(tokens, 'wildcard match pattern must be a string'))
  if (!wildcard.ok) tokens.fail(wildcard.reason)
  close(tokens)
  const matches = wildcardTest(wildcard.parts)
  return (value) => typeof value === 'string' && matches(value)
}

function oneText(tokens: TokenReader, otherwise: string): string {
  const text = textOf(tokens, otherwise)
  close(tokens)
  return text
}

function textOf(tokens: TokenReader, otherwise: string): string {
  if (tokens.next() !== 'string') tokens.fail(otherwise)
  return tokens.text
}

function close(tokens: TokenReader): void {
  if (tokens.next() !== 'end-object') tokens.fail(onlyOneKey)
}
