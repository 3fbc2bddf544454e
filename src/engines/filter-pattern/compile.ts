import { compileFields } from './compile-fields.ts'
import { compileJson } from './compile-json.ts'
import { compileTerms } from './compile-terms.ts'
import type { Match } from './match.ts'
import { parseFilterPattern } from './parse.ts'
import { readSelector } from './parse-selector.ts'
import { compileRegex } from './regex/compile-regex.ts'
import { hasWildcard } from './selector.ts'
import type { FieldCondition, FilterPattern, JsonCondition } from './types.ts'

/** A pattern ready to be held against messages. */
export interface CompiledPattern {
  readonly pattern: FilterPattern
  readonly usesRegex: boolean
  matches(message: string): boolean
  /** Undefined when the message does not match. */
  match(message: string): Match | undefined
  /** Whether a metric's value or dimension can be taken from what this refers to. */
  canRefer(reference: string): boolean
}

const nothing: Match = { extracted: {}, value: () => undefined }

/**
 * Compiles a pattern. The time that a message takes grows with its length and not with what it holds.
 * Fails with a FilterPatternError.
 */
export function compileFilterPattern(text: string): CompiledPattern {
  const pattern = parseFilterPattern(text)
  const match = matcherOf(pattern)
  return {
    pattern,
    usesRegex: usesRegex(pattern),
    match,
    matches: (message) => match(message) !== undefined,
    canRefer: (reference) => canRefer(pattern, reference),
  }
}

function matcherOf(pattern: FilterPattern): (message: string) => Match | undefined {
  switch (pattern.type) {
    case 'everything':
      return () => nothing
    case 'regex': {
      const found = compileRegex(pattern.source)
      return (message) => (found(message) ? nothing : undefined)
    }
    case 'terms': {
      const found = compileTerms(pattern.terms)
      return (message) => (found(message) ? nothing : undefined)
    }
    case 'json':
      return compileJson(pattern.condition)
    case 'fields':
      return compileFields(pattern.fields)
  }
}

/** A pattern of terms names nothing; see "The specified filter pattern does not support dimensions". */
function canRefer(pattern: FilterPattern, reference: string): boolean {
  if (pattern.type === 'json') {
    const selector = readSelector(reference)
    return selector !== undefined && !hasWildcard(selector)
  }
  if (pattern.type !== 'fields') return false
  if (/^\$[1-9]\d{0,4}$/.test(reference)) return true
  return pattern.fields.some(
    (field) => field.type === 'field' && field.name && reference === `$${field.name}`,
  )
}

function usesRegex(pattern: FilterPattern): boolean {
  const inCondition = (condition: JsonCondition | FieldCondition): boolean => {
    if (condition.type === 'and' || condition.type === 'or') return condition.conditions.some(inCondition)
    return condition.type === 'compare' && condition.operand.type === 'regex'
  }
  if (pattern.type === 'json') return inCondition(pattern.condition)
  if (pattern.type === 'fields') {
    return pattern.fields.some(
      (field) => field.type === 'field' && field.condition && inCondition(field.condition),
    )
  }
  return pattern.type === 'regex'
}
