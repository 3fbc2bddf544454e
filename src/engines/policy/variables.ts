import { type GlobToken, globTokens } from './glob.ts'
import type { RequestContext } from './request-context.ts'

/**
 * Fills in the variables of a pattern: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and the escapes `${*}`,
 * `${?}` and `${$}`. What a variable brings is text as it is, never a wildcard. Undefined when a variable has no single
 * value and no default: the element then matches nothing.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function fillVariables(pattern: string, context: RequestContext): GlobToken[] | undefined {
  const tokens: GlobToken[] = []
  let rest = 0
  for (const match of pattern.matchAll(/\$\{([^}]*)\}/g)) {
    tokens.push(...globTokens(pattern.slice(rest, match.index)))
    rest = match.index + match[0].length
    const filled = variableValue((match[1] ?? '').trim(), context)
    if (filled === undefined) return undefined
    if (filled !== '') tokens.push(filled)
  }
  tokens.push(...globTokens(pattern.slice(rest)))
  return tokens
}

function variableValue(inside: string, context: RequestContext): string | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return inside
  const [, key = inside, fallback] = /^(.*?)\s*,\s*'([^']*)'$/s.exec(inside) ?? []
  const values = context.get(key.trim().toLowerCase())
  return values?.length === 1 ? values[0] : fallback
}
