import { toBase64 } from '../../../../base/base64.ts'
import { intrinsicTextCharactersMax } from '../limits.ts'
import { textArgument } from './arguments.ts'
import type { Intrinsic } from './types.ts'

/** `States.Base64Encode(text)`: the text in UTF-8. */
export const base64Encode: Intrinsic = {
  name: 'States.Base64Encode',
  arity: [1, 1],
  call: ([text]) => toBase64(new TextEncoder().encode(textArgument(text, intrinsicTextCharactersMax))),
}
