import { invalidPattern, unclosedPattern } from './errors.ts'
import { patternCharacters } from './limits.ts'
import { parseFields } from './parse-fields.ts'
import { parseJson } from './parse-json.ts'
import { parseTerms } from './parse-terms.ts'
import type { FilterPattern } from './types.ts'

/** Reads a filter pattern. Fails with a FilterPatternError, whose message is AWS's. */
export function parseFilterPattern(text: string): FilterPattern {
  if (text.length > patternCharacters) throw invalidPattern()
  const pattern = text.trim()
  if (pattern === '') return { type: 'everything' }
  if (pattern.startsWith('{')) {
    if (!pattern.endsWith('}')) throw unclosedPattern('{', '}')
    return parseJson(pattern.slice(1, -1))
  }
  if (pattern.startsWith('[')) {
    if (!pattern.endsWith(']')) throw unclosedPattern('[', ']')
    return parseFields(pattern.slice(1, -1))
  }
  return parseTerms(pattern)
}
