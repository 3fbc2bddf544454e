/** A part of a pattern: text as it is, any text (`many`) or any one character (`one`). */
export type GlobToken = string | typeof many | typeof one

export const many = Symbol('*')
export const one = Symbol('?')

/** Cuts a pattern at its `*` and `?`. */
export function globTokens(pattern: string): GlobToken[] {
  return pattern
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? many : part === '?' ? one : part))
}

/** Whether the tokens match the whole text. Time grows with the product of both lengths at worst, never beyond. */
export function matchTokens(tokens: readonly GlobToken[], text: string): boolean {
  // Most patterns are a text, a text with a star behind it, or a star.
  const [first = '', second, ...rest] = tokens
  if (typeof first === 'string' && rest.length === 0) {
    if (second === undefined) return text === first
    if (second === many) return text.startsWith(first)
  }
  const units = tokens.flatMap((token): GlobToken[] => (typeof token === 'string' ? [...token] : [token]))
  const characters = [...text]
  let unit = 0
  let position = 0
  let star = -1
  let resume = 0
  while (position < characters.length) {
    const token = units[unit]
    if (token === many) {
      star = unit++
      resume = position
    } else if (token === one || (token !== undefined && token === characters[position])) {
      unit++
      position++
    } else if (star >= 0) {
      unit = star + 1
      position = ++resume
    } else return false
  }
  while (units[unit] === many) unit++
  return unit === units.length
}

/** Whether a pattern with `*` and `?` matches the whole text; case counts. */
export function matchGlob(pattern: string, text: string): boolean {
  return matchTokens(globTokens(pattern), text)
}
