/**
 * A text that is not a filter pattern. The message is AWS's, and stands in the answer as it is.
 * Source: messages that AWS answers, as users of PutMetricFilter, PutSubscriptionFilter and FilterLogEvents have
 * published them.
 */
export class FilterPatternError extends Error {
  override readonly name = 'FilterPatternError'
}

/** For everything that AWS does not word more exactly. */
export function invalidPattern(): FilterPatternError {
  return new FilterPatternError('Invalid filter pattern')
}

/** `text` is the token as far as it could be read, with the character that does not fit. */
export function invalidCharacters(text: string): FilterPatternError {
  return new FilterPatternError(`Invalid character(s) in term '${text}'`)
}

export function unclosedPattern(open: '{' | '[', close: '}' | ']'): FilterPatternError {
  return new FilterPatternError(`If a filter pattern starts with '${open}' it must end with '${close}'`)
}
