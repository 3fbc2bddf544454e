/**
 * AllowedPattern: a regular expression that the whole value must match. AWS reads it as Java does; here JavaScript's own
 * expressions do, which lack rarely used corners (possessive quantifiers, `\G`, flags in the middle).
 * Source: API Reference, PutParameter, `AllowedPattern`; Systems Manager User Guide, "Managing parameters using
 * hierarchies" (whose example shows that all of the value must match).
 */
import { createContext, Script } from 'node:vm'
import { compileJavaPattern } from './domain/java-pattern.ts'
import { invalidAllowedPattern, parameterPatternMismatch } from './errors.ts'
import { patternTimeMs } from './limits.ts'

const matching = new Script('texts.every((text) => expression.test(text))')

/**
 * Checks a value, or each item of a StringList, against a pattern. Fails with InvalidAllowedPatternException or
 * ParameterPatternMismatchException. A pattern that takes too long counts as one that does not match: it runs where it
 * can be stopped, since it is the caller's and may be written to keep the server busy.
 */
export function checkAllowedPattern(pattern: string, texts: readonly string[]): void {
  if (pattern === '') return
  const expression = compileJavaPattern(pattern)
  if (expression === undefined) throw invalidAllowedPattern()
  if (!allMatch(expression, texts)) throw parameterPatternMismatch(pattern)
}

function allMatch(expression: RegExp, texts: readonly string[]): boolean {
  try {
    return matching.runInContext(createContext({ expression, texts }), { timeout: patternTimeMs }) === true
  } catch (error) {
    if (isTimeout(error)) return false
    throw error
  }
}

/** The error belongs to the sandbox, so that it is no instance of this realm's Error. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  )
}
