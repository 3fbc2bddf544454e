import type { Term } from './types.ts'

/**
 * Optional terms count only when there are no others.
 * Source: User Guide, "Using filter patterns to match terms in unstructured log events", "Match optional terms".
 */
export function compileTerms(terms: readonly Term[]): (message: string) => boolean {
  const texts = (kind: Term['kind']) => terms.filter((term) => term.kind === kind).map(({ text }) => text)
  // A quoted space is AWS's way to write "everything" ("Match everything").
  const included = texts('include').filter((text) => text.trim() !== '')
  const optional = texts('optional')
  const excluded = texts('exclude')
  if (optional.length === terms.length) return (message) => optional.some((text) => message.includes(text))
  return (message) =>
    included.every((text) => message.includes(text)) && !excluded.some((text) => message.includes(text))
}
