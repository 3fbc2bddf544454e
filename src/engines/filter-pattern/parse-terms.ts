import { invalidPattern } from './errors.ts'
import { Scanner } from './scanner.ts'
import type { FilterPattern, Term } from './types.ts'

/**
 * Words and phrases, or one regular expression. An unquoted word has letters, digits and underscores only, so that
 * `user-id` is the word `user` without the word `id`.
 * UNVERIFIED: that a hyphen inside a word excludes, which follows from how AWS cuts other patterns into tokens (its
 * messages name single characters), and that a regular expression stands alone ("standalone filter patterns").
 * Source: User Guide, "Using filter patterns to match terms in unstructured log events".
 */
export function parseTerms(text: string): FilterPattern {
  const scanner = new Scanner(text)
  if (scanner.next === '%') {
    const source = scanner.regex()
    if (!scanner.ended) throw scanner.failure()
    return { type: 'regex', source }
  }
  const terms: Term[] = []
  while (!scanner.ended) {
    if (scanner.take('?')) terms.push({ kind: 'optional', text: termText(scanner) })
    else if (scanner.take('-')) terms.push({ kind: 'exclude', text: termText(scanner) })
    else terms.push({ kind: 'include', text: termText(scanner) })
  }
  return { type: 'terms', terms }
}

function termText(scanner: Scanner): string {
  if (scanner.ended) throw invalidPattern()
  if (scanner.next === '"') return scanner.quoted('"')
  const word = scanner.takeWhile(/[A-Za-z0-9_]/)
  if (word === '') throw termFailure(scanner)
  return word
}

/** Here no symbol means anything, so each is reported as AWS does. */
function termFailure(scanner: Scanner): Error {
  return /[%?-]/.test(scanner.next) ? invalidPattern() : scanner.unknownCharacter()
}
