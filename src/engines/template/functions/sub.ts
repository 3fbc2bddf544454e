/** The texts of `Fn::Sub`. Source: User Guide, "Fn::Sub". */
import { functionError } from '../errors.ts'

/** A piece of a text: plain, or the name of a variable. */
export type SubPiece = { readonly text: string } | { readonly variable: string }

/** Splits a text at its variables. `${!Name}` gives the text `${Name}`. Fails with a TemplateError. */
export function subPieces(text: string): SubPiece[] {
  const pieces: SubPiece[] = []
  let plain = ''
  let at = 0
  for (;;) {
    const start = text.indexOf('${', at)
    if (start === -1) break
    const end = text.indexOf('}', start)
    if (end === -1) break
    const name = text.slice(start + 2, end)
    plain += text.slice(at, start)
    at = end + 1
    if (name.startsWith('!')) {
      plain += '${' + name.slice(1) + '}'
      continue
    }
    const variable = name.trim()
    if (!/^[A-Za-z0-9_.:]+$/.test(variable))
      throw functionError(
        'variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
      )
    if (plain !== '') pieces.push({ text: plain })
    plain = ''
    pieces.push({ variable })
  }
  plain += text.slice(at)
  if (plain !== '') pieces.push({ text: plain })
  return pieces
}
