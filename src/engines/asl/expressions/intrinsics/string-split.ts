import { textArgument } from './arguments.ts'
import type { Intrinsic } from './types.ts'

/** `States.StringSplit(text, delimiters)`: each character of the second is a delimiter. Pieces without characters are left out. */
export const stringSplit: Intrinsic = {
  name: 'States.StringSplit',
  arity: [2, 2],
  call([text, splitter]) {
    const delimiters = new Set(textArgument(splitter))
    const pieces: string[] = []
    let piece = ''
    for (const character of textArgument(text)) {
      if (!delimiters.has(character)) piece += character
      else {
        if (piece) pieces.push(piece)
        piece = ''
      }
    }
    if (piece) pieces.push(piece)
    return pieces
  },
}
