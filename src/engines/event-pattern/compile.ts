import type { Json } from '../../base/json.ts'
import { matchesBranch, prepareBranch } from './match.ts'
import { parsePattern } from './parse.ts'

/** A pattern that is ready to be held against events. */
export interface EventPattern {
  /** Whether the event, as JSON.parse gives it, matches. */
  matches(event: Json): boolean
}

/**
 * Compiles a pattern's JSON text, once; matching is what may happen often. Fails with an EventPatternError, whose message is the
 * reason in AWS's words. How long a text may be is the caller's to say.
 */
export function compileEventPattern(text: string): EventPattern {
  const branches = parsePattern(text).map(prepareBranch)
  return { matches: (event) => branches.some((branch) => matchesBranch(branch, event)) }
}
