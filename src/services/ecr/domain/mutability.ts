/** Whether tags may be moved. Source: ECR User Guide, "Preventing image tags from being overwritten". */

export type Mutability = 'MUTABLE' | 'IMMUTABLE' | 'IMMUTABLE_WITH_EXCLUSION' | 'MUTABLE_WITH_EXCLUSION'

/** A pattern of tags for which the other rule holds. `*` stands for any text. */
export type ExclusionFilter = { readonly filterType: string; readonly filter: string }

export interface TagRule {
  readonly mutability: Mutability
  readonly exclusions: readonly ExclusionFilter[]
}

/** Whether a tag that an image has may be given to another. */
export function mayMove({ mutability, exclusions }: TagRule, tag: string): boolean {
  const isExcluded =
    mutability.endsWith('_WITH_EXCLUSION') && exclusions.some(({ filter }) => matchesWildcard(filter, tag))
  return mutability.startsWith('MUTABLE') ? !isExcluded : isExcluded
}

/** Whether a text has a pattern's form, in which `*` stands for any text. Takes no longer than their lengths multiplied. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === text
  if (!text.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
